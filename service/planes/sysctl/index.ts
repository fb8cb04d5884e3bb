// The plane of sysctls: changes what other planes wish, remembers what was, and gives it back.
import type { Change } from "../../view/change.ts";
import type { Operation, SysctlOperation } from "../../view/operation.ts";
import type { SysctlKey } from "../../view/sysctl.ts";
import type { View } from "../../view/view.ts";
import type { Key, Plane, WishesSysctls } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { desiredValue, type Wishes, wishesOf } from "./desired.ts";

export interface SysctlPlane extends Plane {
  /** Those whose values decide, or are to be given back: the view has to know them. */
  watched(uplinks: Uplinks, view: View): Set<SysctlKey>;
}

export function sysctlPlane(wishing: readonly WishesSysctls[]): SysctlPlane {
  const watched = (wishes: Wishes, view: View) => new Set([...wishes.keys(), ...view.kept.sysctls.keys()]);
  const one = (key: SysctlKey): Key => ({
    id: `sysctl ${key}`,
    large: false,
    plan: (uplinks, view) => planSysctl(key, wishesOf(wishing, uplinks, view), view),
  });
  // One key for all that are wished, in the order in which they are: what is wished is put together once.
  const all: Key = {
    id: "sysctls",
    large: true,
    *plan(uplinks, view) {
      const wishes = wishesOf(wishing, uplinks, view);
      for (const [key, wished] of wishes) if (wished.length > 0) yield* planSysctl(key, wishes, view);
    },
  };
  // What is given back is not to wait for others' large keys: what it let through is to end before what filtered that.
  // What was changed last goes first.
  const back: Key = {
    id: "sysctls given back",
    large: false,
    *plan(uplinks, view) {
      const wishes = wishesOf(wishing, uplinks, view);
      const kept = [...view.kept.sysctls.keys()].reverse();
      for (const key of kept) if (!wishes.get(key)?.length) yield* planSysctl(key, wishes, view);
    },
  };
  return {
    name: "sysctl",

    watched: (uplinks, view) => watched(wishesOf(wishing, uplinks, view), view),

    *touched(change: Change): Generator<Key> {
      // What one sysctl is may decide what others are to be; that someone took one of ours away does not.
      if (change.kind === "sysctl" && change.lost) yield one(change.key);
      else if (change.kind === "sysctl" || change.kind === "link" || change.kind === "all") yield* [back, all];
    },

    keyOf(operation: Operation): Key {
      if (operation.kind !== "sysctl") throw new TypeError(`not an operation on sysctls: ${operation.kind}`);
      return one(operation.key);
    },
  };
}

/**
 * What is there is ours as long as it is what we made of it; whoever changed it meanwhile knows better what it is without
 * us. What we made otherwise is given back first: each step is safe by itself, wherever we may be killed.
 */
function planSysctl(key: SysctlKey, wishes: Wishes, view: View): SysctlOperation[] {
  const now = view.sysctls.get(key);
  if (now === undefined) return []; // not read yet, or this kernel has none
  const kept = view.kept.sysctls.get(key);
  const was = kept?.ours === now ? kept.was : now;
  const value = desiredValue(wishes.get(key) ?? [], was);
  if (value === now) return [];
  if (kept?.ours === now) return [{ kind: "sysctl", verb: "delete", key, value: kept.was, instead: now, kept }];
  return [{ kind: "sysctl", verb: "replace", key, value, instead: now, kept }];
}
