// Writing a log line at once and without ever throwing: a reader that is slow or gone must not stop the routing.
import type { writeSync } from "node:fs";
import { errno } from "../../common/errno.ts";

/** Writes all of `line`, as far as the other end takes it. */
export function writeLine(descriptor: number, line: string, write: typeof writeSync): void {
  const bytes = Buffer.from(line);
  let attempts = ATTEMPTS_MAX;
  for (let at = 0; at < bytes.length && attempts > 0; ) {
    try {
      at += write(descriptor, bytes, at);
    } catch (error) {
      // EAGAIN: a pipe that is not blocking is full. Anything else (EPIPE, ENOSPC, EIO) will not pass.
      if (errno(error) !== "EAGAIN") return;
      attempts--;
    }
  }
}

/** A reader that runs on another core needs microseconds to make room; one that does not run loses the line. */
const ATTEMPTS_MAX = 50;
