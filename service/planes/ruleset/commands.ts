// From what is written of our table to what nft(8) is told, which is as little as will do: of a table for eight uplinks
// the whole takes several times as long as one chain of it.
import { chainsOf } from "../../view/chains.ts";
import type { Ruleset } from "../../view/kept.ts";
import { RULESET_TABLE } from "./index.ts";

/** A table must be there to be deleted. */
const GONE = `table ${RULESET_TABLE} {}\ndelete table ${RULESET_TABLE}\n`;

/** What makes the table this one, or none, whatever is there: in one transaction. */
export const wholeTable = (after: Ruleset | undefined): string => GONE + (after?.text ?? "");

/** What makes one table of another, in one transaction; empty: nothing is to be done. */
export function rulesetCommands(before: Ruleset | "foreign" | undefined, after: Ruleset | undefined): string {
  if (typeof before !== "object" || after === undefined) return wholeTable(after);
  const [old, wanted] = [chainsOf(before.text), chainsOf(after.text)];
  const rewritable = [...wanted].every(([name, text]) => hookOf(old.get(name) ?? "") === hookOf(text));
  if (!rewritable || [...old.keys()].join() !== [...wanted.keys()].join()) return wholeTable(after);
  const rewritten = [...wanted].filter(([name, text]) => old.get(name) !== text);
  return rewritten
    .map(([name, text]) => `flush chain ${RULESET_TABLE} ${name}\ntable ${RULESET_TABLE} {\n${text}}\n`)
    .join("");
}

/** A chain's hook cannot be changed; "" for one that is only jumped to. */
const hookOf = (chain: string): string => /^\t\ttype .*$/m.exec(chain)?.[0] ?? "";
