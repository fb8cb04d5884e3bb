// The plane of the gateway: what other hosts send out by the uplinks stays on one of them, connection by connection, and
// has its address.
import { type Change, isMainsDefault } from "../../view/change.ts";
import type { Operation } from "../../view/operation.ts";
import { isMarkRule } from "../../view/rule.ts";
import type { View } from "../../view/view.ts";
import type { HasChains, Key, Plane, Trouble, WishesSysctls } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { chains } from "./chains.ts";
import { Flows, flowsOf } from "./flows.ts";
import { marksOf } from "./marks.ts";
import { everyMarkRule, MarkRule, rulesOf } from "./rules.ts";
import { sysctls } from "./sysctls.ts";

export { type Marks, marksOf } from "./marks.ts";

export const gateway: Plane & WishesSysctls & HasChains = {
  name: "gateway",
  chains,
  sysctls,

  *touched(change: Change, uplinks: Uplinks, view: View): Generator<Key> {
    switch (change.kind) {
      case "route":
        if (isMainsDefault(change)) yield* everyFlow(view);
        return;
      case "rule":
        if (isMarkRule(change.rule)) yield new MarkRule(change.rule);
        return;
      case "link":
        for (const name of change.names) {
          for (const uplink of uplinks.onLink.get(name) ?? []) {
            for (const rule of rulesOf(uplink, uplinks)) yield new MarkRule(rule);
          }
        }
        yield* everyFlow(view);
        return;
      case "address":
      case "nexthop":
      case "ruleset": // what was let through until then
        yield* everyFlow(view);
        return;
      case "all":
        yield* everyMarkRule(uplinks, view);
        yield* everyFlow(view);
        return;
      default:
        return;
    }
  },

  *troubles(uplinks: Uplinks): Generator<Trouble> {
    for (const [table, text] of marksOf(uplinks).leftOut) yield { table, code: "no-mark", text };
  },

  keyOf(operation: Operation): Key {
    if (operation.kind === "rule") return new MarkRule(operation.rule);
    if (operation.kind === "flows") return flowsOf(operation.pinned);
    throw new TypeError(`not an operation on mark rules or connections: ${operation.kind}`);
  },
};

function* everyFlow({ kept }: View): Generator<Flows> {
  for (const name of kept.pinned.keys()) yield new Flows(name);
}
