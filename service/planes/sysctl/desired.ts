// What sysctls are to be: what several planes wish of the same one, put together. Pure.
import type { SysctlKey } from "../../view/sysctl.ts";
import type { View } from "../../view/view.ts";
import type { Wish, WishesSysctls } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";

/** What is wished of each sysctl that somebody wants to know or to change; nothing of those that are only looked at. */
export type Wishes = ReadonlyMap<SysctlKey, readonly Wish[]>;

export function wishesOf(wishing: readonly WishesSysctls[], uplinks: Uplinks, view: View): Wishes {
  const wishes = new Map<SysctlKey, readonly Wish[]>();
  for (const each of wishing) {
    for (const { key, wish } of each.sysctls(uplinks, view)) {
      wishes.set(key, [...(wishes.get(key) ?? []), ...(wish === "look" ? [] : [wish])]);
    }
  }
  return wishes;
}

/**
 * What a sysctl is to be that is `was` without us: that, if it grants all wishes. Else the highest of what each would make
 * of it; an exact wish goes before one of several values, and that before a lower bound.
 */
export function desiredValue(wishes: readonly Wish[], was: string): string {
  if (wishes.every((wish) => grants(Number(was), wish))) return was;
  const strictest = Math.min(...wishes.map(rank));
  return String(Math.max(...wishes.filter((wish) => rank(wish) === strictest).map((wish) => granted(was, wish))));
}

const rank = (wish: Wish): number => ("exactly" in wish ? 0 : "oneOf" in wish ? 1 : 2);

function granted(was: string, wish: Wish): number {
  if (grants(Number(was), wish)) return Number(was);
  if ("exactly" in wish) return wish.exactly;
  return "oneOf" in wish ? wish.oneOf[0] : wish.atLeast;
}

function grants(value: number, wish: Wish): boolean {
  if ("exactly" in wish) return value === wish.exactly;
  return "oneOf" in wish ? wish.oneOf.includes(value) : value >= wish.atLeast;
}
