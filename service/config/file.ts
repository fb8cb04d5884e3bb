// Text files that people write: bounded, UTF-8, and refused in one clear line where they are not.
import type { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { errno, reason } from "../../common/errno.ts";
import { MultihomedError } from "../../common/errors.ts";
import { printable } from "../../common/printable.ts";

/** What is needed of node:fs. */
export interface Files {
  readonly openSync: typeof openSync;
  readonly readSync: typeof readSync;
  readonly closeSync: typeof closeSync;
  readonly readdirSync: typeof readdirSync;
}

/** No configuration is this long; a log file or a device named by mistake is. */
export const FILE_MAX = 1024 * 1024;

/** The text of `file`, of at most `max` bytes, without a byte order mark. Also of a pipe, so `-C <(command)` works. */
export function readText(file: string, files: Files, max = FILE_MAX): string {
  const bytes = readBytes(file, files, max);
  if (bytes.length > max) throw refused(file, `is larger than ${max / FILE_MAX} MiB`);
  if (bytes.includes(0)) throw refused(file, "is binary, expected text");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refused(file, "is not UTF-8 text", cause);
  }
}

/** As readText, but undefined where there is no such file. */
export function readTextIfPresent(file: string, files: Files, max = FILE_MAX): string | undefined {
  try {
    return readText(file, files, max);
  } catch (error) {
    if (error instanceof MultihomedError && errno(error.cause) === "ENOENT") return undefined;
    throw error;
  }
}

/** The names in `directory` that end in `suffix`, sorted by code unit; none where there is no such directory. */
export function listFiles(directory: string, suffix: string, files: Files): string[] {
  try {
    // A dot file is an editor's left-over, as for systemd's drop-ins.
    return files
      .readdirSync(directory)
      .filter((name) => name.endsWith(suffix) && !name.startsWith("."))
      .sort();
  } catch (cause) {
    if (errno(cause) === "ENOENT") return [];
    throw refused(directory, reason(cause), cause);
  }
}

function readBytes(file: string, files: Files, max: number): Buffer {
  const buffer = Buffer.alloc(max + 1);
  let length = 0;
  try {
    const descriptor = files.openSync(file, "r");
    try {
      for (let read = -1; read !== 0 && length < buffer.length; length += read) {
        read = files.readSync(descriptor, buffer, length, buffer.length - length, null);
      }
    } finally {
      files.closeSync(descriptor);
    }
  } catch (cause) {
    throw refused(file, reason(cause), cause);
  }
  return buffer.subarray(0, length);
}

function refused(file: string, why: string, cause?: unknown): MultihomedError {
  return new MultihomedError("configuration", `${printable(file)}: ${why}`, { cause });
}
