// What the panel's icon and menu show, and how that changes: by what the service says, and by what was clicked here. Pure.
import type { Failure, Reply } from "../../shared/bridge.ts";
import { type Known, learned, NOTHING_KNOWN } from "../../shared/known.ts";
import { DEFAULT_PREFERENCES, type Preferences } from "../../shared/preferences.ts";
import { type Attempts, begun, forgotten } from "../../shared/switches.ts";
import type { Told } from "../../shared/told.ts";
import type { Action } from "./entries.ts";
import { isReconciling } from "./indicator.ts";

/** What somebody else does for us, and may refuse. */
export type Request = Exclude<Action, { readonly do: "open" | "quit" }>;

/** What is under way beside the switches. */
export type Chore = Exclude<Request["do"], "assign" | "release">;

/** What was asked for here, and not done. */
export interface Refusal {
  /** Of an interface; absent: of the service or of a preference. */
  readonly name?: string;
  readonly request: Request["do"];
  readonly failure: Failure;
}

export interface PanelState {
  readonly known: Known;
  readonly preferences: Preferences;
  readonly attempts: Attempts;
  readonly chores: ReadonlySet<Chore>;
  /** The last one, until something else is asked for or it has come true all the same. */
  readonly refusal?: Refusal;
}

export const EMPTY_PANEL: PanelState = {
  known: NOTHING_KNOWN,
  preferences: DEFAULT_PREFERENCES,
  attempts: new Map(),
  chores: new Set(),
};

/** `state` and what was told since; the same object where nothing of it shows. */
export function afterTold(state: PanelState, told: readonly Told[]): PanelState {
  const known = learned(state.known, told);
  const chosen = told.flatMap((one) => (one.kind === "preferences" ? one.preferences : []));
  const preferences = chosen.at(-1) ?? state.preferences;
  if (known === state.known && preferences === state.preferences) return state;
  const { refusal, ...rest } = { ...state, known, preferences };
  return refusal !== undefined && stands(refusal, state.known, known) ? { ...rest, refusal } : rest;
}

/** Undefined where the same is under way already. */
export function afterBegin(state: PanelState, request: Request): PanelState | undefined {
  const { refusal: _before, ...rest } = state;
  if (request.do === "assign" || request.do === "release") {
    if (state.attempts.has(request.name)) return undefined;
    const wanted = request.do === "assign" ? "assigned" : "released";
    return { ...rest, attempts: begun(state.attempts, request.name, wanted) };
  }
  if (state.chores.has(request.do)) return undefined;
  return { ...rest, chores: new Set([...state.chores, request.do]) };
}

export function afterEnd(state: PanelState, request: Request, reply: Reply<unknown>): PanelState {
  const name = "name" in request ? { name: request.name } : {};
  const ended =
    request.do === "assign" || request.do === "release"
      ? { ...state, attempts: forgotten(state.attempts, request.name) }
      : { ...state, chores: new Set([...state.chores].filter((chore) => chore !== request.do)) };
  return reply.ok ? ended : { ...ended, refusal: { ...name, request: request.do, failure: reply.failure } };
}

/** Whether something is under way, by us or by the service. */
export const isStirring = ({ known, attempts, chores }: PanelState): boolean =>
  attempts.size > 0 || chores.size > 0 || isReconciling(known);

/** Not where it has been done by somebody else in the meantime, or the service is another. */
function stands({ name, request }: Refusal, before: Known, now: Known): boolean {
  if (before.reach.kind !== now.reach.kind) return false;
  if (name === undefined) return true;
  return now.links.get(name)?.assigned === (request === "release");
}
