// What sysctls are to be: what several planes wish of the same one, put together. Pure.
import type { SysctlKey } from "../../view/sysctl.ts";
import type { View } from "../../view/view.ts";
import type { SysctlWish, WishesSysctls } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";

export type Wishes = ReadonlyMap<SysctlKey, readonly SysctlWish["wish"][]>;

/** What is wished of each sysctl that somebody wants to know or to change. */
export function wishesOf(wishing: readonly WishesSysctls[], uplinks: Uplinks, view: View): Wishes {
  const wishes = new Map<SysctlKey, SysctlWish["wish"][]>();
  for (const each of wishing) {
    for (const { key, wish } of each.sysctls(uplinks, view)) {
      const others = wishes.get(key);
      if (others === undefined) wishes.set(key, [wish]);
      else others.push(wish);
    }
  }
  return wishes;
}

/** What a sysctl is to be where it was `was`; an exact wish goes before a lower bound, of several the highest counts. */
export function desiredValue(wishes: readonly SysctlWish["wish"][], was: string): string {
  const exact = wishes.flatMap((wish) => (typeof wish === "object" && "exactly" in wish ? [wish.exactly] : []));
  if (exact.length > 0) return String(Math.max(...exact));
  const bounds = wishes.flatMap((wish) => (typeof wish === "object" && "atLeast" in wish ? [wish.atLeast] : []));
  const bound = Math.max(...bounds); // -Infinity where there is none
  return Number(was) >= bound ? was : String(bound);
}
