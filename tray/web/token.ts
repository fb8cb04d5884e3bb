// The token that lets a page in: who has it has been shown it by the program's own terminal.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const BYTES = 32;

/** 256 bits that nobody guesses, in characters that a URL may have. */
export function newToken(): string {
  return randomBytes(BYTES).toString("base64url");
}

/** Takes as long whatever is different, its length included. */
export function sameToken(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
