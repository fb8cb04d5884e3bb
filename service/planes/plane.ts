// A kind of kernel state that we own. The reconciler knows planes only through these two interfaces.
import type { Change } from "../view/change.ts";
import type { Pinned } from "../view/kept.ts";
import type { Operation } from "../view/operation.ts";
import type { SysctlKey } from "../view/sysctl.ts";
import type { View } from "../view/view.ts";
import type { Uplinks } from "./uplinks.ts";

export interface Plane {
  readonly name: string;
  /** Which keys of this plane's state a change may affect. */
  touched(change: Change, uplinks: Uplinks, view: View): Iterable<Key>;
  /** The small key that an operation of this plane belongs to: what to look at again when it failed. */
  keyOf(operation: Operation): Key;
  /** What was asked for and cannot be, for as long as it is so. */
  troubles?(uplinks: Uplinks, view: View): Iterable<Trouble>;
}

export interface Trouble {
  /** Of the uplink, or of balance, that has it. */
  readonly table: number;
  readonly code: TroubleCode;
  /** One line for people. */
  readonly text: string;
}

export type TroubleCode =
  | "table-shared"
  | "behind-main"
  | "not-balanced"
  | "endpoint-left-out"
  | "endpoint-taken"
  | "no-mptcp"
  | "no-mark";

/** A piece of a plane's state, small (one route) or large (a whole table), that can be looked at again. */
export interface Key {
  /** Tells keys apart, also from those of other planes. */
  readonly id: string;
  /** Stands for so much that it is worked off in the background, between others. */
  readonly large: boolean;
  /**
   * What would make it as wanted, in a safe order. Pure: same arguments, same answer. Lazy: an operation may be applied
   * to the view before the next one is asked for, and the answer stays right. A large key says PAUSE now and then: a
   * moment to do something else.
   */
  plan(uplinks: Uplinks, view: View): Iterable<Operation | Pause>;
}

export const PAUSE = undefined;
export type Pause = typeof PAUSE;

/** A feature that wishes sysctls, which several may wish at once: the plane `sysctl` makes them so. */
export interface WishesSysctls {
  sysctls(uplinks: Uplinks, view: View): Iterable<SysctlWish>;
}

export interface SysctlWish {
  readonly key: SysctlKey;
  readonly wish: Wish | "look";
}

/**
 * What a sysctl is to be; "look": nothing, its value is only to be known. What it is without us stays where it is as
 * wished. Of `oneOf` the first is what it becomes.
 */
export type Wish =
  | { readonly exactly: number }
  | { readonly oneOf: readonly [number, ...number[]] }
  | { readonly atLeast: number };

/** A feature that has chains in our one nftables table: the plane `ruleset` writes it. */
export interface HasChains {
  /** Undefined where nothing is to be filtered or translated. */
  chains(uplinks: Uplinks, view: View): Chains | undefined;
}

export interface Chains {
  /** In the language of nft(8): `chain NAME { … }`, one after the other. */
  readonly text: string;
  /** Which connections they may bring about that are to end with an uplink. */
  readonly pinned?: readonly Pinned[];
}
