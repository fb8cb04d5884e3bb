// The service's rules that lead to the tables of a link, in the order in which they are listed.
import { AF_INET } from "../netlink/uapi.ts";
import { PAUSE, type Pause } from "../planes/plane.ts";
import { type Rule, ruleFamily, rulePriority, ruleSource, ruleTable } from "../view/rule.ts";
import { ruleLine } from "../view/rule-line.ts";
import { FAMILIES, type View } from "../view/view.ts";
import type { Section } from "./section.ts";
import { AT_ONCE, type Keys, sorted } from "./sorted.ts";

/** IPv4 before IPv6, by priority; of one priority, those for every source come first. */
export function* ruleSections(view: View, tables: readonly number[]): Generator<Pause, readonly Section[]> {
  const rules = yield* leadingTo(view, new Set(tables));
  const sections: Section[] = [];
  for (const family of FAMILIES) {
    const own = rules.filter((rule) => ruleFamily(rule) === family);
    const order = yield* sorted(own, keysOf(family === AF_INET ? 4 : 16));
    sections.push({
      length: order.length,
      line(at) {
        const rule = own[order[at] ?? -1];
        return rule === undefined || !view.rules.has(rule) ? undefined : ruleLine(rule);
      },
    });
  }
  return sections;
}

/** Each as often as the kernel has it. */
function* leadingTo(view: View, tables: ReadonlySet<number>): Generator<Pause, readonly Rule[]> {
  const found: Rule[] = [];
  let seen = 0;
  for (const [rule, count] of view.rules) {
    if (tables.has(ruleTable(rule))) for (let nth = 0; nth < count; nth++) found.push(rule);
    if (++seen % AT_ONCE === 0) yield PAUSE;
  }
  return found;
}

/** Priority, source. */
const keysOf = (size: number): Keys<Rule> => ({
  width: 4 + size,
  write(rule, keys, at) {
    keys.writeUInt32BE(rulePriority(rule), at);
    keys.write(ruleSource(rule) ?? "", at + 4, "latin1");
  },
});
