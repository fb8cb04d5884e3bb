// The preferences on disk: the user's choices about the app in its own folder, and whether it starts at login where the
// desktop looks for that.
import * as v from "valibot";
import { reason } from "../../../common/errno.ts";
import { printable } from "../../../common/printable.ts";
import { DEFAULT_PREFERENCES, PANELS, type Preferences } from "../../shared/preferences.ts";
import { type Files, readIfPresent, replaceFile } from "./files.ts";

/** Those that are the app's own. */
export type Choices = Omit<Preferences, "startAtLogin">;

const { startAtLogin: _ofTheDesktop, ...DEFAULTS } = DEFAULT_PREFERENCES;

/** What is absent or of no sense in a file of another version is as by default. */
const CHOICES = v.object({
  notifications: v.fallback(v.boolean(), DEFAULTS.notifications),
  panel: v.fallback(v.picklist(PANELS), DEFAULTS.panel),
});

/** Never throws: a file that cannot be read or understood is put aside, and the defaults hold. */
export function readChoices(file: string, files: Files, warn: (line: string) => void): Choices {
  let text: string | undefined;
  try {
    text = readIfPresent(file, files);
    return text === undefined ? DEFAULTS : v.parse(CHOICES, JSON.parse(text));
  } catch (error) {
    const why = text === undefined ? reason(error) : "is not what this program has written";
    warn(`${printable(file)} ${why}; ${aside(file, files)}the preferences are as in the beginning`);
    return DEFAULTS;
  }
}

/** Throws what node:fs throws; then what was there is there still. */
export function writeChoices(file: string, { notifications, panel }: Choices, files: Files): void {
  replaceFile(file, `${JSON.stringify({ notifications, panel }, undefined, 2)}\n`, files);
}

function aside(file: string, files: Files): string {
  try {
    files.renameSync(file, `${file}.broken`);
    return `it was put aside as ${printable(file)}.broken, and `;
  } catch {
    return ""; // what cannot be read can often not be moved either: the reason stands in front
  }
}
