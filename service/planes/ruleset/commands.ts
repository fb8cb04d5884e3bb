// From what is written of our table to what nft(8) is told, which is as little as will do: of a table for eight uplinks
// the whole takes several times as long as one chain of it.
import type { Ruleset } from "../../view/kept.ts";
import { RULESET_TABLE } from "./index.ts";

/** A table must be there to be deleted. */
const GONE = `table ${RULESET_TABLE} {}\ndelete table ${RULESET_TABLE}\n`;

export interface Commands {
  /** All of them in one transaction; empty: nothing is to be done. */
  readonly text: string;
  /** Chains that they leave alone: those have to be there as they were. */
  readonly untouched: readonly string[];
}

/** What makes one table of another; undefined: none. */
export function rulesetCommands(before: Ruleset | "foreign" | undefined, after: Ruleset | undefined): Commands {
  const whole = { text: GONE + (after?.text ?? ""), untouched: [] };
  if (typeof before !== "object" || after === undefined) return whole;
  const [old, wanted] = [chainsOf(before.text), chainsOf(after.text)];
  const same = (name: string) => old.get(name) === wanted.get(name);
  const rewritable = [...wanted].every(([name, text]) => hookOf(old.get(name) ?? "") === hookOf(text));
  if (!rewritable || [...old.keys()].join() !== [...wanted.keys()].join()) return whole;
  const text = [...wanted].flatMap(([name, chain]) =>
    same(name) ? [] : [`flush chain ${RULESET_TABLE} ${name}\ntable ${RULESET_TABLE} {\n${chain}}\n`],
  );
  return { text: text.join(""), untouched: [...wanted.keys()].filter(same) };
}

/** Whether a table that is listed has these chains as it was listed before: someone may have changed one meanwhile. */
export function isAsBefore(untouched: readonly string[], before: string, after: string): boolean {
  const [old, now] = [chainsOf(before), chainsOf(after)];
  return (
    old.size === now.size && untouched.every((name) => old.get(name) !== undefined && old.get(name) === now.get(name))
  );
}

/** The text of each chain, by its name, as written and as listed: indented by one tab, the rules by two. */
const chainsOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^\tchain (\S+) \{\n(?:\t\t.*\n|\n)*\t\}\n/gm)].map(([chain, name = ""]) => [name, chain]));

/** A chain's hook cannot be changed; "" for one that is only jumped to. */
const hookOf = (chain: string): string => /^\t\ttype .*$/m.exec(chain)?.[0] ?? "";
