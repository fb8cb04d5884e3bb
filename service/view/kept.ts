// What we changed that the kernel does not mark as ours, and what it was before: to be given back, also by another life
// of this program.
import type { Limits } from "../netlink/mptcp.ts";
import type { Family } from "../netlink/uapi.ts";
import type { SysctlKey } from "./sysctl.ts";

export interface Kept {
  readonly sysctls: Map<SysctlKey, KeptSysctl>;
  /** MPTCP endpoints that we added: their ids, by address (latin1 bytes). One with another id is someone else's. */
  readonly endpoints: Map<string, number>;
  /** MPTCP's limits: what they would be without us, and what we made of them. */
  limits: KeptLimits | undefined;
  /** Connections that may be there, by pinnedName. */
  readonly pinned: Map<string, Pinned>;
  /** The nftables table as we wrote it last, and how nft(8) lists that. */
  ruleset: { readonly ruleset: Ruleset; readonly listing: string } | undefined;
}

export interface KeptLimits {
  readonly was: Limits;
  readonly ours: Limits;
}

export interface KeptSysctl {
  /** What it was before. */
  readonly was: string;
  readonly ours: string;
}

/** Connections of one uplink, by its mark. */
export interface Pinned {
  readonly mark: number;
  readonly mask: number;
  readonly family: Family;
  /** The name of the uplink's link. */
  readonly link: string;
  /** Only those that have it as their source, or had theirs translated to it. Network order, latin1 bytes. */
  readonly address?: string;
}

/** Our nftables table: its text, and which connections it may bring about. */
export interface Ruleset {
  readonly text: string;
  readonly pinned: readonly Pinned[];
}

export const pinnedName = ({ mark, mask, family, address }: Pinned): string =>
  `${mark}/${mask} ${family} ${address ?? "any"}`;

export const nothingKept = (): Kept => ({
  sysctls: new Map(),
  endpoints: new Map(),
  limits: undefined,
  pinned: new Map(),
  ruleset: undefined,
});
