// What there is to say beside the answer: what could not be told, and which packets of the kind go another way.
import type { Way } from "../netlink/lookup.ts";
import type { Rule } from "../view/rule.ts";
import { ruleLine, tableName } from "../view/rule-line.ts";
import { addressText } from "../view/text.ts";
import type { View } from "../view/view.ts";
import type { Found } from "./answer.ts";
import { isForeign, type Packet } from "./packet.ts";
import { foreignText } from "./refusal-text.ts";
import type { WhichRule } from "./which-rule.ts";

/** So many rules are told one by one. */
const RULES_TOLD = 4;

export function notesOn(packet: Packet, which: WhichRule, { table, way, later }: Found, view: View): string[] {
  const { rule, candidates, conditional } = which;
  const notes = isForeign(packet, view) ? [foreignText(packet)] : [];
  if (rule === undefined) {
    const known = candidates.length > 0 ? `it may be ${listed(candidates, " or ")}` : "no rule that is there now does";
    notes.push(`which rule leads to table ${tableName(table)} cannot be told: ${known}`);
  }
  if (conditional.length > 0) {
    notes.push(
      `some such packets may go another way, by protocol, port, user or the like: ${listed(conditional, ", ")}`,
    );
  }
  if (later !== undefined && (later.ifindex !== way.ifindex || later.gateway !== way.gateway)) {
    const source = addressText(way.source ?? "");
    notes.push(`once it has the source ${source}, what follows leaves ${wayText(later, view)}`);
  }
  return notes;
}

function listed(rules: readonly Rule[], between: string): string {
  const texts = rules.slice(0, RULES_TOLD).map(ruleLine);
  const more = rules.length - texts.length;
  return [...texts, ...(more > 0 ? [`${more} more`] : [])].join(between);
}

function wayText({ ifindex, gateway }: Way, view: View): string {
  const link = ifindex === undefined ? "nowhere" : `by ${view.links.get(ifindex)?.name ?? `link ${ifindex}`}`;
  return gateway === undefined ? link : `${link} via ${addressText(gateway)}`;
}
