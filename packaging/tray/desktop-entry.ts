// Desktop files, by the Desktop Entry Specification of freedesktop.org: what menus show, and what starts at login.
import { ENGLISH, GERMAN, NAME, PROGRAM } from "./names.ts";

/** Keys of a desktop file and what they say. */
export type Entry = Readonly<Record<string, string>>;

/** Of the menu entry; electron-builder adds what follows from its configuration (Type, Exec, Icon, StartupWMClass, …). */
export const MENU_ENTRY: Entry = {
  Name: NAME,
  ...texts(),
  Keywords: joined(ENGLISH.keywords),
  "Keywords[de]": joined(GERMAN.keywords),
  // There is one window: shells need not offer another. Its newer name, SingleMainWindow, is an error to Debian 12's validator.
  "X-GNOME-SingleWindow": "true",
  // GNOME's settings name the app among those that notify.
  "X-GNOME-UsesNotifications": "true",
};

/** What starts the app at login without a window. A user's own file of this name in ~/.config/autostart goes before it. */
export const AUTOSTART_ENTRY: Entry = {
  Type: "Application",
  Name: NAME,
  ...texts(),
  Comment: ENGLISH.comment,
  Exec: `${PROGRAM} --hidden`,
  // It is configuration, and may outlive the package.
  TryExec: PROGRAM,
  Icon: PROGRAM,
  Terminal: "false",
  NoDisplay: "true",
  "X-GNOME-UsesNotifications": "true",
};

export const desktopFile = (entry: Entry): string =>
  ["[Desktop Entry]", ...Object.entries(entry).map(([key, value]) => `${key}=${value}`), ""].join("\n");

/** electron-builder writes the English comment itself, from the description. */
function texts(): Entry {
  return {
    GenericName: ENGLISH.genericName,
    "GenericName[de]": GERMAN.genericName,
    "Comment[de]": GERMAN.comment,
  };
}

function joined(words: readonly string[]): string {
  return words.map((word) => `${word};`).join("");
}
