// The packet that is asked about: addresses from text, checked, because whoever may ask is nobody in particular.
import { isIP, SocketAddress } from "node:net";
import { MultihomedError } from "../../common/errors.ts";
import { quoted } from "../../common/printable.ts";
import type { Lookup } from "../netlink/lookup.ts";
import { addressBytes, addressFamily } from "../view/address.ts";
import type { View } from "../view/view.ts";

/** What is asked, with addresses that are addresses; of the link nobody has looked yet whether it is there. */
export interface Question {
  /** Latin1 bytes in network byte order; undefined: of a program that binds to nothing. */
  readonly source: string | undefined;
  /** Of the same family. */
  readonly destination: string;
  /** The name of the link that the packet arrives by. */
  readonly iif: string | undefined;
  readonly mark: number;
}

export interface Packet extends Lookup {
  /** The link's name as rules select by it: "lo" for what this host sends itself. */
  readonly arrivesBy: string;
}

/** @throws MultihomedError "invalid-argument" */
export function readQuestion(source: string, destination: string, iif: string | undefined, mark: number): Question {
  const to = readAddress(destination, "destination");
  if (source === "") {
    if (iif !== undefined) refuse(`a packet that arrives by ${quoted(iif)} has a source: expected an address`);
    return { source: undefined, destination: to, iif, mark };
  }
  const from = readAddress(source, "source");
  if (from.length !== to.length) refuse(`source and destination: expected both of one family, IPv4 or IPv6`);
  return { source: from, destination: to, iif, mark };
}

/** @throws MultihomedError "invalid-interface" where the link that the packet is to arrive by is not there. */
export function packetOf({ source, destination, iif, mark }: Question, view: View): Packet {
  const link = iif === undefined ? undefined : view.linkByName(iif);
  if (iif !== undefined && link === undefined) {
    throw new MultihomedError("invalid-interface", `${quoted(iif)} does not exist: no packet can arrive by it`);
  }
  const family = addressFamily(destination);
  return { family, source, destination, ifindex: link?.index, mark, arrivesBy: link?.name ?? LOOPBACK };
}

/** 127.0.0.0/8 and ::1 (RFC 6890), or an address of a link. */
export function isOwnAddress(address: string, view: View): boolean {
  if (address.length === 4 ? address.charCodeAt(0) === 127 : address === LOOPBACK6) return true;
  for (const { local } of view.allAddresses()) if (local === address) return true;
  return false;
}

/** Whether no program of this host can send it: its source is another host's. */
export const isForeign = ({ source, ifindex }: Packet, view: View): boolean =>
  ifindex === undefined && source !== undefined && !isOwnAddress(source, view);

const LOOPBACK6 = `${"\0".repeat(15)}\x01`;

/** The rules' name for what this host sends itself: flowi_iif is the loopback link's (ip_route_output_key_hash_rcu). */
const LOOPBACK = "lo";

function readAddress(text: string, what: string): string {
  // A zone says a link, which no look-up of an address takes.
  const family = text.includes("%") ? 0 : isIP(text);
  if (family === 0) refuse(`${what} ${quoted(text)}: expected an IPv4 or IPv6 address`);
  const bytes = addressBytes(new SocketAddress({ address: text, family: family === 4 ? "ipv4" : "ipv6" }).address);
  if (!/[^\0]/.test(bytes)) refuse(`${what} ${quoted(text)}: expected the address of one host`);
  return bytes;
}

function refuse(why: string): never {
  throw new MultihomedError("invalid-argument", why);
}
