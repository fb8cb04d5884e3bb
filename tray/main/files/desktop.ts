// The desktop as the host needs it: the preferences, kept in files, and the clipboard.
import { reason } from "../../../common/errno.ts";
import { MultihomedError } from "../../../common/errors.ts";
import { printable } from "../../../common/printable.ts";
import type { Desktop } from "../../host/desktop.ts";
import type { Preferences } from "../../shared/preferences.ts";
import { type AutostartFiles, autostartText, startsAtLogin } from "./autostart.ts";
import { type Files, readIfPresent, removeFile, replaceFile } from "./files.ts";
import { type Choices, readChoices, writeChoices } from "./preferences.ts";

export interface FileDesktopOptions {
  /** Where the preferences are kept. */
  readonly file: string;
  readonly autostart: AutostartFiles;
  /** What starts this program at login. */
  readonly command: readonly string[];
  readonly files: Files;
  readonly clipboard: { writeText(text: string): Promise<void> };
  warn(line: string): void;
}

export class FileDesktop implements Desktop {
  readonly #options: FileDesktopOptions;
  #choices: Choices;
  #startAtLogin: boolean;

  constructor(options: FileDesktopOptions) {
    this.#options = options;
    this.#choices = readChoices(options.file, options.files, options.warn);
    this.#startAtLogin = this.#readStartAtLogin();
  }

  get preferences(): Preferences {
    return { ...this.#choices, startAtLogin: this.#startAtLogin };
  }

  async choose({ startAtLogin, ...choices }: Partial<Preferences>): Promise<Preferences> {
    const { file, files } = this.#options;
    if (Object.keys(choices).length > 0) {
      const chosen = { ...this.#choices, ...choices };
      stored(file, () => writeChoices(file, chosen, files));
      this.#choices = chosen;
    }
    if (startAtLogin !== undefined) this.#writeStartAtLogin(startAtLogin);
    return this.preferences;
  }

  async copy(text: string): Promise<void> {
    await this.#options.clipboard.writeText(text);
  }

  #writeStartAtLogin(on: boolean): void {
    const { autostart, command, files } = this.#options;
    stored(autostart.user, () => {
      const text = autostartText(on, this.#system(), command);
      if (text === undefined) removeFile(autostart.user, files);
      else replaceFile(autostart.user, text, files);
    });
    this.#startAtLogin = this.#readStartAtLogin();
  }

  /** What cannot be read does not start anything. */
  #readStartAtLogin(): boolean {
    const { autostart, files, warn } = this.#options;
    try {
      return startsAtLogin({ user: readIfPresent(autostart.user, files), system: this.#system() });
    } catch (error) {
      warn(`whether the app starts at login cannot be told: ${printable(autostart.user)} ${reason(error)}`);
      return false;
    }
  }

  #system(): string | undefined {
    const { autostart, files } = this.#options;
    for (const file of autostart.system) {
      const text = readIfPresent(file, files);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

function stored(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new MultihomedError("storage", `${printable(file)} ${reason(error)}`, { cause: error });
  }
}
