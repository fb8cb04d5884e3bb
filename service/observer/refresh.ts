// Listings of the kernel, applied to the view: what differs is taken over and reported as changes.

import { PROTOCOL_MULTIHOMED } from "../../common/numbers.ts";
import { type Address, addressDump, decodeAddress } from "../netlink/address.ts";
import type { Kernel } from "../netlink/kernel.ts";
import { decodeLink, type Link, linkDump, sameLink } from "../netlink/link.ts";
import { decodeNexthop, type Nexthop, nexthopDump } from "../netlink/nexthop.ts";
import { decodeRule, ruleDump } from "../netlink/rule.ts";
import { AF_INET, FAMILIES, type Family } from "../netlink/uapi.ts";
import type { Change } from "../view/change.ts";
import { deleteNexthop } from "../view/events.ts";
import { type Rule, ruleProtocol } from "../view/rule.ts";
import { addressKey, type View } from "../view/view.ts";

export interface Refresh {
  readonly view: View;
  readonly kernel: Kernel;
  changed(change: Change): void;
  /**
   * What was heard of since the listing began, by names from changeName. It is newer than the listing, or will be
   * followed by more, so the listing does not overrule it.
   */
  readonly heard: ReadonlySet<string>;
  /** Milliseconds of a clock that does not jump. */
  now(): number;
}

/** A name for what a change is about, by which a listing recognises what was heard of meanwhile. */
export function changeName(change: Change): string {
  switch (change.kind) {
    case "route":
      return `route ${change.table} ${change.key}`;
    case "rule":
      return `rule ${change.rule}`;
    case "address":
      return `address ${change.address.ifindex} ${addressKey(change.address)}`;
    case "link":
    case "operstate":
      return `link ${change.index}`;
    case "nexthop":
      return `nexthop ${change.id}`;
    case "sysctl":
      return `sysctl ${change.key}`;
    case "ruleset":
    case "mptcp":
    case "all":
      return change.kind;
  }
}

/** Each returns whether the listing was consistent; if not, it is to be asked for again. */
export async function refreshLinks(refresh: Refresh): Promise<boolean> {
  const { view } = refresh;
  let fresh = new Map<number, Link>();
  const consistent = await refresh.kernel.list(linkDump(), () => {
    fresh = new Map();
    return (_type, b, start, end) => {
      const link = decodeLink(b, start, end);
      if (link) fresh.set(link.index, link);
    };
  });
  for (const [index, old] of [...view.links]) {
    const now = fresh.get(index);
    if (now && sameLink(now, old)) {
      if (now.operstate !== old.operstate) take({ kind: "operstate", index }, refresh, () => view.setLink(now));
      continue;
    }
    take({ kind: "link", index, names: now ? [old.name, now.name] : [old.name], lossy: true }, refresh, () => {
      if (now) view.setLink(now);
      else view.deleteLink(index);
    });
  }
  for (const [index, link] of fresh) {
    if (view.links.has(index)) continue;
    take({ kind: "link", index, names: [link.name], lossy: false }, refresh, () => view.setLink(link));
  }
  return consistent;
}

export async function refreshAddresses(refresh: Refresh, family: Family): Promise<boolean> {
  const { view } = refresh;
  let fresh = new Map<string, Address>();
  const nameOf = (address: Address) => `${address.ifindex} ${addressKey(address)}`;
  const consistent = await refresh.kernel.list(addressDump(family), () => {
    fresh = new Map();
    return (_type, b, start, end) => {
      const address = decodeAddress(b, start, end);
      if (address) fresh.set(nameOf(address), address);
    };
  });
  const length = family === AF_INET ? 4 : 16;
  for (const address of view.allAddresses()) {
    if (address.local.length !== length || fresh.has(nameOf(address))) continue;
    take({ kind: "address", address, gone: true }, refresh, () => view.deleteAddress(address));
  }
  for (const address of fresh.values()) {
    if (view.getAddress(address)?.tentative === address.tentative) continue;
    take({ kind: "address", address, gone: false }, refresh, () => view.setAddress(address));
  }
  return consistent;
}

export async function refreshNexthops(refresh: Refresh): Promise<boolean> {
  const { view } = refresh;
  let fresh = new Map<number, Nexthop>();
  const consistent = await refresh.kernel.list(nexthopDump(), () => {
    fresh = new Map();
    return (_type, b, start, end) => {
      const nexthop = decodeNexthop(b, start, end);
      if (nexthop) fresh.set(nexthop.id, nexthop);
    };
  });
  for (const id of [...view.nexthops.keys()]) {
    if (!fresh.has(id)) take({ kind: "nexthop", id }, refresh, () => deleteNexthop(view, id, refresh.changed));
  }
  for (const [id, nexthop] of fresh) {
    if (JSON.stringify(view.nexthops.get(id)) === JSON.stringify(nexthop)) continue;
    take({ kind: "nexthop", id }, refresh, () => view.nexthops.set(id, nexthop));
  }
  return consistent;
}

export async function refreshRules(refresh: Refresh): Promise<boolean> {
  const { view } = refresh;
  let consistent = true;
  const fresh = new Map<Rule, number>();
  for (const family of FAMILIES) {
    let listed: Rule[] = [];
    const whole = await refresh.kernel.list(ruleDump(family), () => {
      listed = [];
      return (_type, b, start, end) => {
        const rule = decodeRule(b, start, end);
        if (rule !== undefined && ruleProtocol(rule) === PROTOCOL_MULTIHOMED) listed.push(rule);
      };
    });
    consistent &&= whole;
    for (const rule of listed) fresh.set(rule, (fresh.get(rule) ?? 0) + 1);
  }
  for (const rule of new Set([...view.rules.keys(), ...fresh.keys()])) {
    const count = fresh.get(rule);
    if (view.rules.get(rule) === count) continue;
    take({ kind: "rule", rule, lost: false }, refresh, () => {
      if (count === undefined) view.rules.delete(rule);
      else view.rules.set(rule, count);
    });
  }
  return consistent;
}

/** Takes over one difference and reports it, unless it was heard of meanwhile. */
export function take(change: Change, refresh: Refresh, apply: () => void): void {
  if (refresh.heard.has(changeName(change))) return;
  apply();
  refresh.changed(change);
}
