// What there is of a desktop behind a browser: preferences for as long as the program runs.
import { MultihomedError } from "../../common/errors.ts";
import type { Desktop } from "../host/desktop.ts";
import { DEFAULT_PREFERENCES, type Preferences } from "../shared/preferences.ts";

export class WebDesktop implements Desktop {
  #preferences = DEFAULT_PREFERENCES;

  get preferences(): Preferences {
    return this.#preferences;
  }

  async choose(changes: Partial<Preferences>): Promise<Preferences> {
    this.#preferences = { ...this.#preferences, ...changes };
    return this.#preferences;
  }

  /** The clipboard is the browser's: its page copies by itself. */
  async copy(): Promise<void> {
    throw new MultihomedError("refused", "the browser's clipboard is for its pages only");
  }
}
