// What of the desktop the host needs: Electron's in the app, as much as there is of it behind a browser.
import type { Preferences } from "../shared/preferences.ts";

export interface Desktop {
  readonly preferences: Preferences;
  /** Changes what is given; resolves to all as they are then. @throws MultihomedError "storage" where they cannot be kept */
  choose(changes: Partial<Preferences>): Promise<Preferences>;
  copy(text: string): Promise<void>;
}
