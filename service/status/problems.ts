// What is not as it should be, for as long as it is so, by the table of the uplink that has the trouble.
import type { TroubleCode } from "../planes/plane.ts";

export type ProblemCode = "kernel-refused" | "contended" | TroubleCode;

export interface Problem {
  readonly code: ProblemCode;
  /** One line for people. */
  readonly text: string;
}

/** So many are told of one table; of the others only the number. */
const TOLD = 16;
/** So many are kept with their text. */
const KEPT = 1024;

export class Problems {
  /** By table, then by what has the problem. */
  readonly #tables = new Map<number, Map<string, Problem | undefined>>();
  /** Which table a thing is of. */
  readonly #owners = new Map<string, number>();

  /** Notes a problem of `id`, which is of `table`, in place of the one it had; whether anything is different now. */
  raise(id: string, table: number, problem: Problem): boolean {
    const before = this.#tables.get(table)?.get(id);
    if (before?.code === problem.code && before.text === problem.text) return false;
    this.clear(id);
    let problems = this.#tables.get(table);
    if (problems === undefined) {
      problems = new Map();
      this.#tables.set(table, problems);
    }
    problems.set(id, problems.size < KEPT ? problem : undefined);
    this.#owners.set(id, table);
    return true;
  }

  /** Forgets the problem of `id`; the table that it was of, if there was one. */
  clear(id: string): number | undefined {
    const table = this.#owners.get(id);
    if (table === undefined) return undefined;
    this.#owners.delete(id);
    const problems = this.#tables.get(table);
    problems?.delete(id);
    if (problems?.size === 0) this.#tables.delete(table);
    return table;
  }

  of(table: number): readonly Problem[] {
    const problems = this.#tables.get(table);
    const told: Problem[] = [];
    for (const problem of problems?.values() ?? []) {
      if (told.length === TOLD) break;
      if (problem !== undefined) told.push(problem);
    }
    const more = (problems?.size ?? 0) - told.length;
    return more === 0 ? told : [...told, { code: told[0]?.code ?? "kernel-refused", text: `${more} more` }];
  }
}
