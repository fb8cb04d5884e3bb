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

/**
 * Makes `text` the contents of `file`, whose directory is made where it is missing. Throws what node:fs throws; then the
 * file has what it had.
 */
export function replaceFile(file: string, text: string, files: WritableFiles): void {
  const draft = `${file}.new`;
  files.mkdirSync(dirname(file), { recursive: true });
  // Opened before anything is written: what cannot be opened refuses in time.
  const directory = files.openSync(dirname(file), "r");
  try {
    try {
      write(draft, text, files);
      files.renameSync(draft, file);
    } catch (error) {
      discard(draft, files);
      throw error;
    }
    sync(directory, files);
  } finally {
    close(directory, files);
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

/** A rename is on the disk once its directory is. Everyone who reads has the new text already: a failure is none. */
function sync(directory: number, files: WritableFiles): void {
  try {
    files.fsyncSync(directory);
  } catch {
    // Some file systems cannot; then only a loss of power in this moment could bring the old text back.
  }
}

function close(descriptor: number, files: WritableFiles): void {
  try {
    files.closeSync(descriptor);
  } catch {
    // It is closed all the same (close(2)), and nothing was written to it.
  }
}

function discard(file: string, files: WritableFiles): void {
  try {
    files.unlinkSync(file);
  } catch {
    // It was not there, or the directory is what cannot be written: whoever asked is told that already.
  }
}
