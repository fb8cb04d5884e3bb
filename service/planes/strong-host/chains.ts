// The chain that drops what arrives by the wrong link. Pure: the same uplinks and view give the same text.
import { isLinkLocal6 } from "../../view/address.ts";
import { addressText } from "../../view/text.ts";
import type { Link, View } from "../../view/view.ts";
import { nftName } from "../nft-name.ts";
import type { Chains } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { byName, strictLinks } from "./links.ts";

/** What is for everyone is for every link. A local address of another link is of type unicast, seen from this one. */
const NOT_ITS = "fib daddr . iif type != { local, broadcast, multicast, anycast } drop";

/**
 * Before connections are tracked and addresses translated. Forwarded packets are for nobody here: they pass. What the host
 * sends to itself comes by lo.
 */
export function chains(uplinks: Uplinks, view: View): Chains | undefined {
  const strict = strictLinks(uplinks);
  if (strict.length === 0) return undefined;
  const rules = [
    "type filter hook prerouting priority raw; policy accept;",
    ...shared(strict, view).map((which) => `${which} accept`),
    ...arriving(strict).map((which) => `${which} fib daddr type local ${NOT_ITS}`),
    ...addressed(strict, view).map((which) => `iifname != "lo" ${which} ${NOT_ITS}`),
  ];
  return { text: `\tchain strong-host {\n${rules.map((rule) => `\t\t${rule}\n`).join("")}\t}\n` };
}

/** That a packet arrived by one of these links; a link whose name cannot be said goes by its index. */
function arriving(links: readonly Link[]): string[] {
  const names = links.flatMap(({ name }) => nftName(name) ?? []);
  const others = links.filter(({ name }) => nftName(name) === undefined);
  const named = names.length === 0 ? [] : [`iifname { ${names.join(", ")} }`];
  return [...named, ...others.map(({ index }) => `iif ${index}`)];
}

/** That a packet is for an address of one of these links. */
function addressed(links: readonly Link[], view: View): string[] {
  const locals = links.flatMap(({ index }) => [...view.addresses(index)].map(({ local }) => local));
  const unique = [...new Set(locals)].filter((local) => !isLinkLocal6(local)).sort();
  return [
    ...sets(
      "ip",
      unique.filter((local) => local.length === 4),
    ),
    ...sets(
      "ip6",
      unique.filter((local) => local.length === 16),
    ),
  ];
}

const sets = (protocol: "ip" | "ip6", addresses: readonly string[]): string[] =>
  addresses.length === 0 ? [] : [`${protocol} daddr { ${addresses.map(addressText).join(", ")} }`];

/**
 * That a packet is for an IPv4 address that several links have, and arrived by one of these. The kernel knows only the
 * first of them (__inet_dev_addr_type of net/ipv4/fib_frontend.c); of an IPv6 address it knows all.
 */
function shared(strict: readonly Link[], view: View): string[] {
  const owners = new Map<string, Set<Link>>();
  for (const link of [...view.links.values()].sort(byName)) {
    for (const { local } of view.addresses(link.index)) {
      if (local.length === 4) owners.set(local, (owners.get(local) ?? new Set()).add(link));
    }
  }
  const concerned = new Set(strict.map(({ index }) => index));
  return [...owners]
    .filter(([, links]) => links.size > 1 && [...links].some(({ index }) => concerned.has(index)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([local, links]) => arriving([...links]).map((which) => `${which} ip daddr ${addressText(local)}`));
}
