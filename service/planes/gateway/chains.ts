// What we have in nftables for the gateway: connections are marked by their uplink, kept on it, and translated to its
// address. Pure, and without a word about carriers: losing a link changes nothing here.
import { addressText } from "../../view/text.ts";
import { AF_INET, type Family, type View } from "../../view/view.ts";
import { nftName } from "../nft-name.ts";
import type { Chains } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { arrivingBy, leavingBy } from "./directions.ts";
import { marksOf } from "./marks.ts";
import { type Member, membersOf } from "./members.ts";
import { pinnedBy, translationsOf } from "./translations.ts";

/**
 * Router and neighbour discovery (RFC 4861, 4.1 to 4.5): by number, since their names differ among versions of nft(8).
 * They are of a link and not of a connection.
 */
const DISCOVERY = "icmpv6 type { 133, 134, 135, 136, 137 }";

/** Undefined where nothing is forwarded. */
export function chains(uplinks: Uplinks, view: View): Chains | undefined {
  const members = membersOf(uplinks);
  const inside = (uplinks.gateway?.inside ?? []).flatMap((name) => nftName(name) ?? []);
  if (members.length === 0 || inside.length === 0) return undefined;
  const [from, outside] = [`iifname ${set(inside)}`, set(members.map(({ name }) => name))];
  const { mask } = marksOf(uplinks);
  // What was there before us is marked by the way it went.
  const unmarked = `ct direction original ct mark & ${hex(mask)} == 0`;
  const nobodys = `meta mark & ${hex(mask)} == 0`; // whoever else uses these bits of a packet has the word
  const translations = translationsOf(members, uplinks, view);
  const text = [
    chain("gateway-in", "type filter hook prerouting priority mangle; policy accept;", [
      `${DISCOVERY} return`,
      `${from} ${nobodys} goto gateway-restore`,
      ...arrivingBy(members, uplinks, view).map(
        ({ which, mark }) => `${which} ${unmarked} ${setConnection(mark, mask)}`,
      ),
    ]),
    // Replies of this host to what another program's rules sent to another address than the uplink's, say.
    chain("gateway-local", "type route hook output priority mangle; policy accept;", [
      `${DISCOVERY} return`,
      // To many, or to a neighbour: these go by the link that was chosen.
      "ip daddr { 224.0.0.0/4, 255.255.255.255 } return",
      "ip6 daddr { fe80::/10, ff00::/8 } return",
      `oifname ${outside} ${nobodys} goto gateway-restore`,
    ]),
    chain("gateway-restore", undefined, restoring(members, mask)),
    chain("gateway-out", "type filter hook postrouting priority mangle; policy accept;", [
      `${DISCOVERY} return`,
      ...leavingBy(members, uplinks, view).map(
        ({ which, mark }) => `${which} ${unmarked} ${setConnection(mark, mask)}`,
      ),
    ]),
    chain("gateway-segments", "type filter hook forward priority mangle; policy accept;", [
      ...["oifname", "iifname"].map(
        (by) => `${by} ${outside} tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu`,
      ),
    ]),
    chain("gateway-source", "type nat hook postrouting priority srcnat; policy accept;", [
      ...translations.map(({ member, family, address }) => {
        const which = `${from} oifname ${member.name} ct mark & ${hex(mask)} == ${hex(member.mark)}`;
        return `${which} ${translated(family, address)}`;
      }),
    ]),
  ];
  return { text: text.join(""), pinned: pinnedBy(translations, members, uplinks, view) };
}

/**
 * A connection whose first packet left untranslated would stay so for ever. So it does not leave before the uplink has an
 * address, as when a route comes before we have heard of its address.
 */
function translated(family: Family, address: string | undefined): string {
  const [version, protocol] = family === AF_INET ? ["ipv4", "ip"] : ["ipv6", "ip6"];
  return address === undefined ? `meta nfproto ${version} drop` : `snat ${protocol} to ${addressText(address)}`;
}

/** Only the bits of the mask; nft 1.0.6 knows no way to take them from one mark to the other but one rule for each. */
const restoring = (members: readonly Member[], mask: number): string[] =>
  members.map(
    ({ mark }) => `ct mark & ${hex(mask)} == ${hex(mark)} meta mark set meta mark & ${hex(~mask)} | ${hex(mark)}`,
  );

const setConnection = (mark: number, mask: number): string => `ct mark set ct mark & ${hex(~mask)} | ${hex(mark)}`;

const hex = (bits: number): string => `0x${(bits >>> 0).toString(16).padStart(8, "0")}`;

/** No line ends with a brace: a plan tells the text in one line. */
const set = (names: readonly string[]): string => `{ ${[...new Set(names)].join(", ")} }`;

const chain = (name: string, hook: string | undefined, rules: readonly string[]): string =>
  `\tchain ${name} {\n${[...(hook === undefined ? [] : [hook]), ...rules].map((line) => `\t\t${line}\n`).join("")}\t}\n`;
