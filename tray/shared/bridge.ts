// What the window has of the world: one object, made by the preload script in Electron and by a socket in a browser.
import type { ErrorCode } from "../../common/errors.ts";
import type { AnswerOf, ArgumentsOf, CallName } from "./calls.ts";
import type { Told } from "./told.ts";

export interface Bridge {
  /** Never rejects: what goes wrong is an answer as well. */
  call<C extends CallName>(name: C, ...args: ArgumentsOf<C>): Promise<Reply<AnswerOf<C>>>;
  /** Calls back with what is told after `follow`, in order, until the function that it returns is called. */
  listen(listener: (told: readonly Told[]) => void): () => void;
}

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Why something was not done. */
export interface Failure {
  /** "mistake": the program's own, of which `text` tells the developer. */
  readonly code: ErrorCode | "mistake";
  /** One line of the service's or the kernel's making. */
  readonly text: string;
  /** Whether it would have been done if somebody could have been asked for a password. */
  readonly needsPassword?: true;
}

/** Where the window finds it: a property of `globalThis`. */
export const BRIDGE = "multihomed";

/** Electron's channels. */
export const CHANNEL_CALL = "multihomed:call";
export const CHANNEL_TOLD = "multihomed:told";
