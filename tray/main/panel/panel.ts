// The icon in the panel with its menu, as far as it does not need the desktop: follows the host as a window does, says what
// is to be drawn, and carries out what is clicked.
import type { After } from "../../../common/client/after.ts";
import type { Session } from "../../host/host.ts";
import type { Reply } from "../../shared/bridge.ts";
import type { Known } from "../../shared/known.ts";
import type { Told } from "../../shared/told.ts";
import type { Words } from "../../shared/words/index.ts";
import type { Action, Entry } from "./entries.ts";
import { BUSY_AFTER_MS, type Indicator, indicatorOf } from "./indicator.ts";
import { menu } from "./menu.ts";
import { afterBegin, afterEnd, afterTold, EMPTY_PANEL, isStirring, type PanelState, type Request } from "./state.ts";
import { toolTip } from "./summary.ts";

export interface PanelView {
  readonly indicator: Indicator;
  readonly panel: PanelState["preferences"]["panel"];
  readonly toolTip: string;
  readonly entries: readonly Entry[];
}

export interface PanelOptions {
  /** Of the host. */
  open(tell: (told: readonly Told[]) => void): Session;
  readonly words: Words;
  readonly after: After;
  /** `fresh`: also what looks the same is to be drawn, because a click may have changed how it looks. */
  draw(view: PanelView, fresh: boolean): void;
  /** What needs nobody's permission. */
  perform(action: Exclude<Action, Request>): void;
  /** The service or the preferences are others now. */
  learned(known: Known): void;
  /** What became of what was clicked here. */
  answered(request: Request, reply: Reply<unknown>): void;
}

/** Desktops take a menu apart and ask for all of it again: not more often than so many milliseconds. */
const DRAW_MS = 100;

export class Panel {
  readonly #options: PanelOptions;
  readonly #session: Session;
  #state = EMPTY_PANEL;
  /** What has been under way for long: shown by the icon. */
  #lasting = false;
  #cancelLasting: (() => void) | undefined;
  #cancelDraw: (() => void) | undefined;
  #drawAgain = false;
  #fresh = false;

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#session = options.open((told) => this.#told(told));
  }

  /** Begins; from now on it draws. */
  async follow(): Promise<void> {
    this.#draw();
    await this.#session.answer("follow", []);
  }

  /** Carries out what was chosen in the menu. Never rejects. */
  async act(action: Action): Promise<void> {
    // Whatever becomes of it: a check box that was clicked has changed by itself, and is put right at once.
    this.#fresh = true;
    if (action.do === "open" || action.do === "quit") {
      this.#options.perform(action);
      this.#drawNow();
      return;
    }
    const begun = afterBegin(this.#state, action);
    if (begun !== undefined) this.#state = begun;
    this.#drawNow();
    if (begun === undefined) return;
    const reply = await this.#session.answer(...callOf(action));
    this.#state = afterEnd(this.#state, action, reply);
    this.#fresh = true;
    this.#drawNow();
    this.#options.answered(action, reply);
  }

  close(): void {
    this.#session.close();
    this.#cancelDraw?.();
    this.#cancelLasting?.();
  }

  #told(told: readonly Told[]): void {
    const before = this.#state;
    this.#state = afterTold(before, told);
    if (this.#state === before) return;
    this.#options.learned(this.#state.known);
    this.#draw();
  }

  /** At once, or when the desktop has had its time. */
  #draw(): void {
    if (this.#cancelDraw === undefined) this.#drawNow();
    else this.#drawAgain = true;
  }

  #drawNow(): void {
    const { after, draw, words } = this.#options;
    this.#cancelDraw?.();
    this.#drawAgain = false;
    this.#watchStirring();
    const { known, preferences } = this.#state;
    const fresh = this.#fresh;
    this.#fresh = false;
    this.#cancelDraw = after(DRAW_MS, () => {
      this.#cancelDraw = undefined;
      if (this.#drawAgain) this.#drawNow();
    });
    const indicator = indicatorOf(known, this.#lasting);
    draw(
      { indicator, panel: preferences.panel, toolTip: toolTip(known, words), entries: menu(this.#state, words) },
      fresh,
    );
  }

  #watchStirring(): void {
    if (!isStirring(this.#state)) {
      this.#cancelLasting?.();
      this.#cancelLasting = undefined;
      this.#lasting = false;
    } else if (this.#cancelLasting === undefined) {
      this.#cancelLasting = this.#options.after(BUSY_AFTER_MS, () => {
        this.#lasting = true;
        this.#drawNow();
      });
    }
  }
}

function callOf(request: Request): [name: string, args: unknown[]] {
  switch (request.do) {
    case "assign":
      return ["switchOn", [request.name]];
    case "release":
      return ["release", [request.name, {}]];
    case "choose":
      return ["choose", [request.changes]];
    default:
      return [request.do, []];
  }
}
