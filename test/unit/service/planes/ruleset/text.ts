// Texts of our table, chain by chain.
import type { Ruleset } from "../../../../../service/view/kept.ts";

export const HOOK = "type filter hook input priority 0; policy accept;";

export const chain = (name: string, ...lines: string[]): string =>
  `\tchain ${name} {\n${lines.map((line) => `\t\t${line}\n`).join("")}\t}\n`;

export const ruleset = (...chains: string[]): Ruleset => ({
  text: `table inet multihomed {\n${chains.join("")}}\n`,
  pinned: [],
});

/** As nft(8) lists it: with an empty line between two chains, and other words for the same. */
export const listing = (...chains: string[]): string => ruleset(chains.join("\n")).text.replaceAll("accept", "Accept");
