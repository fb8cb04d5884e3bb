// Small files of the user's: read as a whole, and replaced as a whole, so that a crash at any moment leaves the old or the new.
import type { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { errno } from "../../../common/errno.ts";

/** What is needed of node:fs. Each throws what node:fs throws. */
export interface Files {
  readonly mkdirSync: typeof mkdirSync;
  readonly readFileSync: typeof readFileSync;
  readonly renameSync: typeof renameSync;
  readonly rmSync: typeof rmSync;
  readonly writeFileSync: typeof writeFileSync;
}

/** The text of a file; undefined where there is none. */
export function readIfPresent(file: string, files: Files): string | undefined {
  try {
    return files.readFileSync(file, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes the folder where it is missing. */
export function replaceFile(file: string, text: string, files: Files): void {
  const draft = `${file}.new`;
  files.mkdirSync(dirname(file), { recursive: true });
  try {
    files.writeFileSync(draft, text, { flush: true });
    files.renameSync(draft, file);
  } catch (error) {
    files.rmSync(draft, { force: true });
    throw error;
  }
}

/** It does not matter whether there was one. */
export function removeFile(file: string, files: Files): void {
  files.rmSync(file, { force: true });
}
