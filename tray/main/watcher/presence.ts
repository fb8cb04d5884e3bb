// Keeps the icon in the panel as long as the desktop has a place for it, and never leaves the user with nothing to look at:
// where there is no icon, there is the window.
import type { After } from "../../../common/client/after.ts";

export interface PresenceOptions {
  readonly after: After;
  /** Whether the window is to stay hidden at first: the app was started at login. */
  readonly hidden: boolean;
  /** Shows the icon, and takes it away again. */
  makeIcon(): void;
  destroyIcon(): void;
  /** Shows the window if it does not show already. */
  showWindow(): void;
  /** "no-watcher": there is no icon, and none is expected in a moment. */
  told(state: Presence): void;
}

export type Presence = "shown" | "no-watcher";

/** At login the panel may come later than the apps. */
export const LOGIN_MS = 10_000;
/** A panel that is started again is back within some seconds. */
export const RESTART_MS = 5_000;

export class Keeper {
  readonly #options: PresenceOptions;
  #icon = false;
  /** It was there, and is expected to come again in a moment. */
  #missed = false;
  /** The window is to show unless the icon does soon. */
  #waiting = false;
  #locked = false;
  #cancel: (() => void) | undefined;
  /** How long the icon is waited for before the window takes its place. */
  #patience: number;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#patience = options.hidden ? LOGIN_MS : 0;
  }

  /** Whether the app is to be seen when its window is closed: otherwise closing it ends the app. */
  get hasIcon(): boolean {
    return this.#icon || this.#missed;
  }

  /** Begins: before it is known whether there is a place for the icon. */
  begin(): void {
    if (!this.#options.hidden) this.#options.showWindow();
    // Where the session bus does not answer at all, nothing is ever known.
    this.#wait(LOGIN_MS);
  }

  changed(there: boolean): void {
    if (there === this.#icon) {
      if (!there) this.#wait(this.#patience);
      return;
    }
    this.#icon = there;
    this.#missed = !there;
    this.#stopWaiting();
    if (there) {
      this.#patience = RESTART_MS;
      this.#options.makeIcon();
      this.#options.told("shown");
    } else {
      this.#options.destroyIcon();
      this.#wait(this.#patience);
    }
  }

  /**
   * GNOME takes its extensions away while the screen is locked, and with them the place for icons: nobody is to find the
   * window open for that.
   */
  locked(locked: boolean): void {
    if (locked === this.#locked) return;
    this.#locked = locked;
    if (this.#waiting) this.#wait(RESTART_MS);
  }

  close(): void {
    this.#stopWaiting();
    if (this.#icon) this.#options.destroyIcon();
    this.#icon = false;
  }

  #wait(patience: number): void {
    this.#stopWaiting();
    this.#waiting = true;
    if (this.#locked) return;
    if (patience === 0) this.#showWindow();
    else this.#cancel = this.#options.after(patience, () => this.#showWindow());
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = false;
  }

  #showWindow(): void {
    this.#stopWaiting();
    this.#missed = false;
    this.#options.told("no-watcher");
    this.#options.showWindow();
  }
}
