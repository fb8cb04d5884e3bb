// Addresses on the wire (struct ifaddrmsg and IFA_* attributes, linux/if_addr.h).
import { eachAttribute, familyHeader, latin1, u32 } from "./message.ts";
import type { Request } from "./requests.ts";
import * as k from "./uapi.ts";

/** struct ifaddrmsg: u8 family, prefixlen, flags, scope; u32 index. */
const IFADDRMSG_SIZE = 8;

export interface Address {
  readonly ifindex: number;
  /** The local address, not the peer's, in network byte order as latin1 bytes: 4 or 16. */
  readonly local: string;
  readonly prefixLength: number;
  /** The address of the other end where it is a point-to-point one, else the same as `local`; latin1 bytes. */
  readonly peer: string;
  /** IPv6 duplicate address detection still runs: the kernel refuses it as preferred source. */
  readonly tentative: boolean;
}

/** Decodes the payload of RTM_NEWADDR or RTM_DELADDR. */
export function decodeAddress(b: Buffer, start: number, end: number): Address | undefined {
  if (end - start < IFADDRMSG_SIZE) return undefined;
  const family = b[start];
  if (family !== k.AF_INET && family !== k.AF_INET6) return undefined;
  let local: string | undefined;
  let peer: string | undefined;
  let flags = b[start + 2] ?? 0;
  eachAttribute(b, start + IFADDRMSG_SIZE, end, (type, from, to) => {
    if (type === k.IFA_LOCAL) local = latin1(b, from, to);
    else if (type === k.IFA_ADDRESS) peer = latin1(b, from, to);
    else if (type === k.IFA_FLAGS) flags = u32(b, from);
  });
  // IPv6 says IFA_LOCAL only where there is a peer; IPv4 says both, always.
  const own = local ?? peer;
  if (own === undefined || own.length !== (family === k.AF_INET ? 4 : 16)) return undefined;
  return {
    ifindex: u32(b, start + 4),
    local: own,
    prefixLength: b[start + 1] ?? 0,
    peer: peer ?? own,
    tentative: family === k.AF_INET6 && (flags & k.IFA_F_TENTATIVE) !== 0,
  };
}

export const addressDump = (family: k.Family): Request => ({
  type: k.RTM_GETADDR,
  flags: 0,
  payload: familyHeader(family, IFADDRMSG_SIZE),
});
