// Random links, addresses, nexthops, routes and rules of ours and of others, as lines of text.
import fc from "fast-check";
import type { LinkIndex } from "../../view/from-text/route.ts";

export const LINKS = ["lo", "eth0", "eth1", "tun0", "tun1"];
/** Numbers do not depend on what a view has heard. */
export const linkIndex: LinkIndex = (name) => LINKS.indexOf(name) + 1;
const link = fc.constantFrom(...LINKS.slice(1));

const addresses4 = ["192.0.2.10/24", "192.0.2.10/25", "192.0.2.11 peer 192.0.2.12/32", "169.254.9.9/16"];
const addresses6 = ["2001:db8::10/64", "2001:db8::11 peer 2001:db8::12/128", "fe80::10/64"];
export const addressLine = fc
  .tuple(fc.constantFrom(...addresses4, ...addresses6), link)
  .map(([address, dev]) => `address ${address} dev ${dev}`);

export const linkLine = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom("up", "up", "up no-carrier", "down"))
  .map(([index, how]) => `link ${LINKS[index]} ${index + 1} ${how}`);

const singleNexthop = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom("via 192.0.2.1 ", "via fe80::1 ", ""), link)
  .map(([id, via, dev]) => `nexthop id ${id} ${via}dev ${dev}`);
const groupNexthop = fc
  .tuple(
    fc.integer({ min: 10, max: 11 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  )
  .map(([id, members]) => `nexthop id ${id} group ${members.map((member) => `${member},${member}`).join("/")}`);
export const nexthopLine = fc.oneof(singleNexthop, groupNexthop);

interface FamilyText {
  readonly destinations: readonly string[];
  readonly gateways: readonly string[];
}
const IPV4: FamilyText = {
  destinations: ["default", "0.0.0.0/1", "10.0.0.0/8", "10.1.0.0/16", "169.254.0.0/16"],
  gateways: ["192.0.2.1", "192.0.2.2"],
};
const IPV6: FamilyText = {
  destinations: ["-6 default", "8000::/1", "2001:db8:f::/48", "fe80::/64"],
  gateways: ["fe80::1", "fe80::2"],
};

const TABLES = [254, 254, 254, 1000, 1001, 1002];
/** In which table, and whose: ours may have strayed into main. */
const place = fc
  .tuple(fc.constantFrom(...TABLES), fc.constantFrom(3, 3, 77))
  .map(([table, protocol]) => `${table === 254 ? "" : ` table ${table}`}${protocol === 3 ? "" : ` proto ${protocol}`}`);

const routeIn = ({ destinations, gateways }: FamilyText) => {
  const single = fc.tuple(fc.constantFrom("", ...gateways), link);
  const hop = ([via, dev]: [string, string]) => `${via === "" ? "" : `via ${via} `}dev ${dev}`;
  const wayOut = fc.oneof(
    { weight: 4, arbitrary: single.map(hop) },
    fc
      .array(single, { minLength: 2, maxLength: 3 })
      .map((hops) => hops.map((each, at) => `nexthop ${hop(each)} weight ${at + 1}`).join(" ")),
    fc.constantFrom(1, 2, 3, 4, 10, 11).map((id) => `nhid ${id}`),
  );
  const metric = fc.constantFrom("", " metric 5");
  const destination = fc.constantFrom(...destinations);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(destination, wayOut, metric, place).map(([to, by, ...rest]) => `${to} ${by}${rest.join("")}`),
    },
    fc
      .tuple(fc.constantFrom("blackhole", "unreachable", "prohibit"), destination, metric, place)
      .map(([type, to, ...rest]) => `${to.startsWith("-6") ? `-6 ${type} default` : `${type} ${to}`}${rest.join("")}`),
  );
};
export const routeLine = fc.oneof(routeIn(IPV4), routeIn(IPV6)).map((route) => `route ${route}`);

export const ruleLine = fc
  .tuple(
    fc.constantFrom("192.0.2.10", "192.0.2.99", "2001:db8::10"),
    fc.constantFrom(1000, 1001, 1002),
    fc.constantFrom("", " priority 7", " protocol 3"),
  )
  .map(([from, table, rest]) => `rule from ${from} lookup ${table}${rest}`);
