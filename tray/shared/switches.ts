// Switches of links: what is under way, and what became of the last attempt. A switch never shows as done what is not
// done: its position is the service's word, "busy" is ours. Pure.
import type { Link } from "../../common/client/domain.ts";
import type { Failure } from "./bridge.ts";

export interface Attempt {
  readonly wanted: "assigned" | "released";
  /** Absent while it is under way. */
  readonly failure?: Failure;
}

/** By the link's name. One that has succeeded is not there any more. */
export type Attempts = ReadonlyMap<string, Attempt>;

export interface SwitchPosition {
  /** What the service says. */
  readonly on: boolean;
  /** What is under way. */
  readonly busy?: Attempt["wanted"];
  /** Why the last attempt came to nothing. */
  readonly failure?: Failure;
}

export function begun(attempts: Attempts, name: string, wanted: Attempt["wanted"]): Attempts {
  return new Map([...attempts, [name, { wanted }]]);
}

export function ended(attempts: Attempts, name: string, failure: Failure | undefined): Attempts {
  const wanted = attempts.get(name)?.wanted;
  if (wanted === undefined) return attempts;
  if (failure === undefined) return forgotten(attempts, name);
  return new Map([...attempts, [name, { wanted, failure }]]);
}

/** Without what is known of the last attempt: the user has read it. */
export function forgotten(attempts: Attempts, name: string): Attempts {
  return new Map([...attempts].filter(([other]) => other !== name));
}

export function position(attempts: Attempts, { name, assigned }: Pick<Link, "name" | "assigned">): SwitchPosition {
  const attempt = attempts.get(name);
  if (attempt === undefined) return { on: assigned };
  const { wanted, failure } = attempt;
  return failure === undefined ? { on: assigned, busy: wanted } : { on: assigned, failure };
}
