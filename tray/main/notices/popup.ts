// Notifications of the desktop, by Electron: shown as long as the desktop likes, and a click opens the page they speak of.
import type { Notification, NotificationConstructorOptions } from "electron";
import type { Place } from "../../shared/told.ts";
import type { NoticeText } from "./texts.ts";

/** What is used of it. */
export interface Popup extends Pick<Notification, "show"> {
  on(event: "click" | "close", listener: () => void): unknown;
}

export interface PopupOptions {
  isSupported(): boolean;
  make(options: NotificationConstructorOptions): Popup;
  readonly icon: string;
  /** A notification was clicked. */
  open(place: Place): void;
}

/** So many are kept: older ones are not to be clicked any more. */
const KEPT_MAX = 8;

export class Popups {
  readonly #options: PopupOptions;
  /** One that is collected as garbage cannot be clicked. */
  #kept: readonly Popup[] = [];

  constructor(options: PopupOptions) {
    this.#options = options;
  }

  show({ title, body, place }: NoticeText): void {
    const { isSupported, make, icon, open } = this.#options;
    if (!isSupported()) return;
    const popup = make({ title, body, icon });
    popup.on("click", () => open(place));
    popup.on("close", () => this.#forget(popup));
    this.#kept = [...this.#kept, popup].slice(-KEPT_MAX);
    popup.show();
  }

  #forget(popup: Popup): void {
    this.#kept = this.#kept.filter((kept) => kept !== popup);
  }
}
