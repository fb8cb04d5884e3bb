// A call as it comes from the window: only what is in CALLS, with exactly its arguments, gets in.
import * as v from "valibot";
import { MultihomedError } from "../../common/errors.ts";
import { clipped, printable, quoted } from "../../common/printable.ts";
import { type ArgumentsOf, CALLS, type CallName } from "../shared/calls.ts";

export type ParsedCall = { [C in CallName]: { readonly name: C; readonly args: ArgumentsOf<C> } }[CallName];

/** @throws MultihomedError "invalid-argument" */
export function parseCall(name: unknown, args: unknown): ParsedCall {
  // What is no text cannot always be written as one: of arrays in arrays in arrays the stack has not enough.
  if (typeof name !== "string") throw new MultihomedError("invalid-argument", "there is no call without a name");
  if (!isCall(name)) throw new MultihomedError("invalid-argument", `there is no call ${quoted(name)}`);
  const parsed = v.safeParse(CALLS[name].arguments, args, { abortEarly: true });
  if (parsed.success) return { name, args: parsed.output } as ParsedCall; // these are the arguments of this very call
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  const what = printable(clipped(issue.message));
  throw new MultihomedError(
    "invalid-argument",
    `${name}: ${where === null ? "" : `argument ${clipped(where)}: `}${what}`,
  );
}

const isCall = (name: string): name is CallName => Object.hasOwn(CALLS, name);
