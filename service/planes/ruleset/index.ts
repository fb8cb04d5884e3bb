// The plane of our one nftables table: what several planes have to filter, to mark and to translate, in one text that is
// replaced as a whole.
import { type Change, isMainsDefault } from "../../view/change.ts";
import { pinnedName, type Ruleset } from "../../view/kept.ts";
import type { Operation, RulesetOperation } from "../../view/operation.ts";
import type { View } from "../../view/view.ts";
import type { HasChains, Key, Plane } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";

/** As nft(8) names it. */
export const RULESET_TABLE = "inet multihomed";

export function rulesetPlane(planes: readonly HasChains[]): Plane {
  const key: Key = { id: "ruleset", large: false, plan: (uplinks, view) => planRuleset(planes, uplinks, view) };
  return {
    name: "ruleset",

    *touched(change: Change): Generator<Key> {
      switch (change.kind) {
        case "route":
          // Of several addresses, a default may say which is to be used.
          if (isMainsDefault(change)) yield key;
          return;
        case "nexthop":
        case "address":
        case "link":
        case "ruleset":
        case "all":
          yield key;
          return;
        default:
          return;
      }
    },

    keyOf(operation: Operation): Key {
      if (operation.kind !== "ruleset") throw new TypeError(`not an operation on the ruleset: ${operation.kind}`);
      return key;
    },
  };
}

function planRuleset(planes: readonly HasChains[], uplinks: Uplinks, view: View): RulesetOperation[] {
  const desired = desiredRuleset(planes, uplinks, view);
  const instead = view.ruleset;
  if (desired === undefined) return instead === undefined ? [] : [{ kind: "ruleset", verb: "delete", instead }];
  if (typeof instead === "object" && isSame(instead, desired)) return [];
  return [{ kind: "ruleset", verb: "replace", ruleset: desired, instead }];
}

const isSame = (one: Ruleset, other: Ruleset): boolean =>
  one.text === other.text && one.pinned.map(pinnedName).join() === other.pinned.map(pinnedName).join();

/** Undefined where nothing is to be filtered, marked or translated. */
export function desiredRuleset(planes: readonly HasChains[], uplinks: Uplinks, view: View): Ruleset | undefined {
  const chains = planes.flatMap((plane) => plane.chains(uplinks, view) ?? []);
  if (chains.length === 0) return undefined;
  const text = `table ${RULESET_TABLE} {\n${chains.map((each) => each.text).join("")}}\n`;
  return { text, pinned: chains.flatMap(({ pinned = [] }) => pinned) };
}
