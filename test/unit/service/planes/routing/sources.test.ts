// Whose an address is, where uplinks share a link: compared with a naive model, and never two's.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { joinUplinks, type Uplink } from "../../../../../service/planes/uplinks.ts";
import { isSourceRule } from "../../../../../service/view/rule.ts";
import { addressText, ruleText } from "../../../../../service/view/text.ts";
import type { View } from "../../../../../service/view/view.ts";
import { assignmentOf } from "../assignment.ts";
import { kernelOf, linesOf, settle, world } from "./worlds.ts";

const bits = (bytes: string): string => [...bytes].map((c) => c.charCodeAt(0).toString(2).padStart(8, "0")).join("");

/** "ADDRESS TABLE PRIORITY" of every rule that is wanted, by the words of multihomed.toml(5). */
function naive(uplinks: readonly Uplink[], view: View): string[] {
  const wanted = new Set<string>();
  const say = (local: string, { table, priority }: Uplink) => wanted.add(`${addressText(local)} ${table} ${priority}`);
  for (const { ifindex, local } of view.allAddresses()) {
    if (/^fe[89ab]/.test(addressText(local))) continue;
    const here = uplinks.filter(({ link }) => link?.index === ifindex);
    const routed = here
      .filter(({ router }) => router?.length === local.length)
      .sort((a, b) => a.priority - b.priority || a.table - b.table);
    const subnets = [...view.addresses(ifindex)]
      .filter((address) => address.local === local)
      .map(({ peer, prefixLength }) => bits(peer).slice(0, prefixLength));
    const claiming = routed.find(({ router = "" }) => subnets.some((subnet) => bits(router).startsWith(subnet)));
    const takesAny = here.filter(({ router }) => router === undefined);
    if (claiming !== undefined) say(local, claiming);
    else if (takesAny.length > 0) for (const uplink of takesAny) say(local, uplink);
    else if (routed[0] !== undefined) say(local, routed[0]);
  }
  return [...wanted].sort();
}

test("each address has the rule that the naive model gives it, and no other", () => {
  fc.assert(
    fc.property(world, (host) => {
      const view = kernelOf(linesOf(host));
      const assignments = host.config.map(assignmentOf);
      settle(assignments, view);
      const rules = [...view.rules].filter(([rule]) => isSourceRule(rule) && ruleText(rule).includes("protocol 77"));
      const words = rules.map(([rule, count]) => {
        const [, source, , table, , priority] = ruleText(rule).split(" ");
        return `${source} ${table} ${priority}${count === 1 ? "" : ` ${count} times`}`;
      });
      assert.deepEqual(words.sort(), naive(joinUplinks(assignments, view).all, view));
    }),
    { numRuns: 2000 },
  );
});

test("the order in which uplinks are named makes no difference", () => {
  fc.assert(
    fc.property(world, (host) => {
      const [one, other] = [kernelOf(linesOf(host)), kernelOf(linesOf(host))];
      settle(host.config.map(assignmentOf), one);
      settle(host.config.map(assignmentOf).reverse(), other);
      assert.deepEqual([...other.rules].sort(), [...one.rules].sort());
    }),
    { numRuns: 1000 },
  );
});
