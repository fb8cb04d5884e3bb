// A file that is replaced as a whole: after a crash at any moment it has what it had, or what it was to have.
import type { closeSync, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Files } from "./file.ts";

/** What is needed of node:fs to read and to write. */
export interface WritableFiles extends Files {
  readonly openSync: typeof openSync;
  readonly closeSync: typeof closeSync;
  readonly fsyncSync: typeof fsyncSync;
  readonly mkdirSync: typeof mkdirSync;
  readonly renameSync: typeof renameSync;
  readonly unlinkSync: typeof unlinkSync;
  readonly writeSync: typeof writeSync;
}

/** Makes `text` the contents of `file`, whose directory is made where it is missing. Throws what node:fs throws. */
export function replaceFile(file: string, text: string, files: WritableFiles): void {
  const draft = `${file}.new`;
  try {
    files.mkdirSync(dirname(file), { recursive: true });
    write(draft, text, files);
    files.renameSync(draft, file);
    sync(dirname(file), files);
  } catch (error) {
    discard(draft, files);
    throw error;
  }
}

function write(file: string, text: string, files: WritableFiles): void {
  const descriptor = files.openSync(file, "w", 0o644);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += files.writeSync(descriptor, bytes, at);
    files.fsyncSync(descriptor);
  } finally {
    files.closeSync(descriptor);
  }
}

/** A rename is on the disk once its directory is. */
function sync(directory: string, files: WritableFiles): void {
  const descriptor = files.openSync(directory, "r");
  try {
    files.fsyncSync(descriptor);
  } finally {
    files.closeSync(descriptor);
  }
}

function discard(file: string, files: WritableFiles): void {
  try {
    files.unlinkSync(file);
  } catch {
    // It was not there, or the directory is what cannot be written: whoever asked is told that already.
  }
}
