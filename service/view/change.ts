// What may have changed in the kernel: a key to look at again, never what to do about it.
import { TABLE_MAIN } from "../../common/numbers.ts";
import type { Address } from "../netlink/address.ts";
import type { Nexthop } from "../netlink/nexthop.ts";
import { type RouteKey, routePrefixLength } from "./route.ts";
import type { Rule } from "./rule.ts";
import type { SysctlKey } from "./sysctl.ts";

/** Whether a route that changed is one of main to everywhere: a way out of some link. */
export const isMainsDefault = ({ table, key }: { readonly table: number; readonly key: RouteKey }): boolean =>
  table === TABLE_MAIN && routePrefixLength(key) === 0;

export type Change =
  | {
      readonly kind: "route";
      readonly table: number;
      readonly key: RouteKey;
      /** Someone else removed a route of ours. */
      readonly lost: boolean;
    }
  | { readonly kind: "rule"; readonly rule: Rule; readonly lost: boolean }
  | { readonly kind: "address"; readonly address: Address; readonly gone: boolean }
  | {
      readonly kind: "link";
      readonly index: number;
      /** Every name that it had or has. */
      readonly names: readonly string[];
      /** It left, lost its name or its carrier, or went down: routes by it may have gone without a word. */
      readonly lossy: boolean;
    }
  /** A link is the same but for what it says of itself: nothing that routes depend on. */
  | { readonly kind: "operstate"; readonly index: number }
  | {
      readonly kind: "nexthop";
      readonly id: number;
      /** What someone else removed, if it was ours. */
      readonly lost?: Nexthop;
    }
  | { readonly kind: "sysctl"; readonly key: SysctlKey; readonly lost: boolean }
  /** Our nftables table. */
  | { readonly kind: "ruleset"; readonly lost: boolean }
  /** MPTCP's endpoints or limits. */
  | { readonly kind: "mptcp" }
  /** Everything: after the first listing, and when the configuration changed. */
  | { readonly kind: "all" };
