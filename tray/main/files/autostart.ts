// Whether the app starts at login: by a file of the desktop's (Desktop Application Autostart Specification). Pure.
import { join } from "node:path";

/** The same name as that of the package, which it stands before. */
const FILE = join("autostart", "multihomed-tray.desktop");
/** Only the icon: nobody has asked for a window. */
export const HIDDEN = "--hidden";

export interface AutostartFiles {
  readonly user: string;
  /** For all users, the one that counts first. */
  readonly system: readonly string[];
}

/** Where the files are, by $XDG_CONFIG_HOME and $XDG_CONFIG_DIRS (XDG Base Directory Specification). */
export function autostartFiles(env: NodeJS.ProcessEnv, home: string): AutostartFiles {
  const absolute = (path: string | undefined) => (path?.startsWith("/") ? [path] : []);
  const [user = join(home, ".config")] = absolute(env.XDG_CONFIG_HOME);
  const given = (env.XDG_CONFIG_DIRS ?? "").split(":").flatMap(absolute);
  const system = given.length > 0 ? given : ["/etc/xdg"];
  return { user: join(user, FILE), system: system.map((folder) => join(folder, FILE)) };
}

/** What is in the files; undefined: there is none. */
export interface AutostartTexts {
  readonly user: string | undefined;
  /** Of the first that there is. */
  readonly system: string | undefined;
}

/** The user's file stands before the system's, whatever is in it: one without a command (a link to /dev/null) starts nothing. */
export function startsAtLogin({ user, system }: AutostartTexts): boolean {
  const text = user ?? system;
  return text !== undefined && /^Exec\s*=/m.test(text) && !saysOff(text);
}

/** What the user's file is to be: a text; undefined: none. */
export function autostartText(on: boolean, system: string | undefined, command: readonly string[]): string | undefined {
  const isOn = startsAtLogin({ user: undefined, system });
  if (on === isOn) return undefined;
  return on ? entry(command) : `${entry(command)}Hidden=true\n`;
}

export interface Program {
  readonly execPath: string;
  /** The app's folder. */
  readonly appPath: string;
  /** Whether the program knows its app by itself. */
  readonly isPackaged: boolean;
}

/** How this program is started again: what an AppImage unpacks has another place every time. */
export function startCommand({ execPath, appPath, isPackaged }: Program, env: NodeJS.ProcessEnv): string[] {
  const program = env.APPIMAGE?.startsWith("/") ? env.APPIMAGE : execPath;
  return isPackaged ? [program, HIDDEN] : [program, appPath, HIDDEN];
}

/** Hidden: as if it were deleted. The other key is what GNOME's own settings write. */
const saysOff = (text: string): boolean =>
  /^Hidden\s*=\s*true\s*$/m.test(text) || /^X-GNOME-Autostart-enabled\s*=\s*false\s*$/m.test(text);

function entry(command: readonly string[]): string {
  return `[Desktop Entry]
Type=Application
Name=multihomed
Comment=Several network connections at once
Comment[de]=Mehrere Netzwerkverbindungen gleichzeitig
Exec=${execValue(command)}
Icon=multihomed-tray
Terminal=false
StartupNotify=false
X-GNOME-Autostart-enabled=true
`;
}

/**
 * Words as a value of the key Exec (Desktop Entry Specification, "The Exec key"): quoted where they have to be, % doubled,
 * and then escaped once more as every string.
 */
function execValue(words: readonly string[]): string {
  return words.map(quoted).join(" ").replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function quoted(word: string): string {
  const literal = word.replaceAll("%", "%%");
  if (/^[A-Za-z0-9@%_+=:,./-]+$/.test(literal)) return literal;
  return `"${literal.replace(/["`$\\]/g, "\\$&")}"`;
}
