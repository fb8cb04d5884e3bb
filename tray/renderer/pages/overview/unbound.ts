// Which way programs go that bind to no address: spread by the balance, or by the best default route. Pure.
import type { Balance, Explanation, Share } from "../../../../common/client/domain.ts";
import type { Failure, Reply } from "../../../shared/bridge.ts";

export type Family = 4 | 6;
export const FAMILIES: readonly Family[] = [4, 6];

/** One part of what is spread. */
export interface Part {
  readonly interface: string;
  /** From 0 to 1; those of a family are 1 together. */
  readonly share: number;
}

/** A bar: who carries how much. Without `family`: both in the same way. */
export interface Spread {
  readonly family?: Family;
  readonly parts: readonly Part[];
}

/** A bar for each family that is spread; one for both where they are spread alike. */
export function spreadOf(balance: Balance | undefined): readonly Spread[] {
  const bars = FAMILIES.map((family) => ({ family, parts: partsOf(balance?.shares ?? [], family) })).filter(
    ({ parts }) => parts.length > 0,
  );
  const [first, second] = bars;
  if (first !== undefined && second !== undefined && alike(first.parts, second.parts)) return [{ parts: first.parts }];
  return bars;
}

/** The families whose way only the main table says. */
export function unspread(balance: Balance | undefined): readonly Family[] {
  return FAMILIES.filter((family) => partsOf(balance?.shares ?? [], family).length === 0);
}

function partsOf(shares: readonly Share[], family: Family): readonly Part[] {
  // A link that is several uplinks, by several routers, has a share for each of them; here it is said once.
  const weights = new Map<string, number>();
  for (const share of shares) {
    if (share.family === family) weights.set(share.interface, (weights.get(share.interface) ?? 0) + share.weight);
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  if (sum <= 0) return [];
  return [...weights].map(([name, weight]) => ({ interface: name, share: weight / sum }));
}

function alike(a: readonly Part[], b: readonly Part[]): boolean {
  return (
    a.length === b.length && a.every((part, at) => part.interface === b[at]?.interface && part.share === b[at].share)
  );
}

/** The way that the main table gives. */
export type Way =
  | { readonly kind: "out"; readonly interface: string }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly failure: Failure };

/** An address of each family that is in no network of its own: what goes there goes by the default route (RFC 5737, 3849). */
export const ANYWHERE: Readonly<Record<Family, string>> = { 4: "192.0.2.1", 6: "2001:db8::1" };

export function wayOf(reply: Reply<Explanation>): Way {
  if (!reply.ok) return { kind: "unknown", failure: reply.failure };
  const { interface: by, error } = reply.value.kernel;
  return by === undefined || error !== undefined ? { kind: "none" } : { kind: "out", interface: by };
}

export type Ways = Readonly<Partial<Record<Family, Way>>>;

/** What is said: one sentence where both families go the same way, a line for each where they do not. */
export type Said =
  | { readonly kind: "asking" }
  | { readonly kind: "both"; readonly interface: string }
  | { readonly kind: "neither" }
  | { readonly kind: "each"; readonly lines: readonly (readonly [family: Family, way: Way])[] };

/** Of the families that are not spread. */
export function saidOf(families: readonly Family[], ways: Ways): Said {
  const lines: [Family, Way][] = [];
  for (const family of families) {
    const way = ways[family];
    if (way === undefined) return { kind: "asking" };
    lines.push([family, way]);
  }
  const [four, six] = [ways[4], ways[6]];
  if (families.length === FAMILIES.length && four !== undefined && six !== undefined) {
    if (four.kind === "none" && six.kind === "none") return { kind: "neither" };
    if (four.kind === "out" && six.kind === "out" && four.interface === six.interface)
      return { kind: "both", interface: four.interface };
  }
  return { kind: "each", lines };
}
