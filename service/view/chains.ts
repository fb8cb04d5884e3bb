// The chains in the text of our nftables table, as written and as nft(8) lists it.
import type { Kept, Ruleset } from "./kept.ts";

/** The text of each chain, by its name. Both indent chains by one tab and rules by two. */
export const chainsOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^\tchain (\S+) \{\n(?:\t\t.*\n|\n)*\t\}\n/gm)].map(([chain, name = ""]) => [name, chain]));

/**
 * Whether a listing can be that of a text that was just written in place of another: it has its chains, and those that
 * both texts have alike are listed as before. If not, someone else was at it in this moment.
 */
export function isListedAsWritten(listing: string, written: Ruleset, before: Kept["ruleset"]): boolean {
  const [listed, wanted] = [chainsOf(listing), chainsOf(written.text)];
  const [oldText, oldListing] = [chainsOf(before?.ruleset.text ?? ""), chainsOf(before?.listing ?? "")];
  return (
    [...listed.keys()].join() === [...wanted.keys()].join() &&
    [...wanted].every(([name, text]) => {
      const known = oldText.get(name) === text ? oldListing.get(name) : undefined;
      return known === undefined || listed.get(name) === known;
    })
  );
}
