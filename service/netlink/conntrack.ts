// Connection tracking: forgets connections by their mark and source (linux/netfilter/nfnetlink_conntrack.h).
import { failureOf } from "./failure.ts";
import { attribute, eachAttribute, latin1, nested } from "./message.ts";
import * as n from "./netfilter.ts";
import { type Failure, type Request, Requests } from "./requests.ts";
import { NETLINK_NETFILTER } from "./socket.ts";
import { AF_INET, AF_INET6, type Family } from "./uapi.ts";

export interface Connections {
  readonly mark: number;
  /** Which bits of a connection's mark have to be those of `mark`. */
  readonly mask: number;
  /** Absent: both. */
  readonly family?: Family;
  /**
   * Absent: any. Else only connections that have this source as others see it: their own, or what it was translated to.
   * Network order, latin1 bytes: 4 or 16.
   */
  readonly address?: string;
}

const CTA_TUPLE_ORIG = 1;
const CTA_TUPLE_REPLY = 2;
const CTA_MARK = 8;
const CTA_ID = 12;
const CTA_ZONE = 18;
const CTA_MARK_MASK = 21;
const CTA_FILTER = 25;
/** In CTA_TUPLE_*; in that, one by family. */
const CTA_TUPLE_IP = 1;
const IP_DST: Readonly<Record<Family, number>> = { [AF_INET]: 2, [AF_INET6]: 4 };
/** In CTA_FILTER; which parts of a tuple are to be compared (enum ctattr_filter, net/netfilter/nf_internals.h). */
const CTA_FILTER_REPLY_FLAGS = 2;
const CTA_FILTER_F_CTA_IP_DST = 2;

/** A deletion of many heeds the family only in messages of this version (ctnetlink_del_conntrack, since Linux 5.3). */
const HEEDS_FAMILY = 1;

const RECEIVE_BUFFER = 1024 * 1024;

export class Conntrack {
  #opened: Requests | undefined;

  /**
   * Has the kernel forget connections; where it knows of none, that is done too. A connection that goes on is a new one
   * with its next packet.
   */
  async forget(connections: Connections): Promise<Failure | undefined> {
    const { address } = connections;
    try {
      if (address === undefined || familyOf(address) === AF_INET) {
        const failures = await this.#requests().change(deletions(connections));
        const [failure] = failures.values();
        // Before Linux 6.10 a deletion could not be told by a part of a tuple: EINVAL.
        if (failure === undefined || address === undefined) return failure;
      }
      // The kernel's own search by an IPv6 address finds those that have another one (seen with Linux 6.18).
      return await this.forgetEach(connections);
    } catch (error) {
      return failureOf(error);
    }
  }

  /** The same for every kernel and family, and slower: lists them and deletes one by one. Rejects where there is no answer. */
  async forgetEach(connections: Connections): Promise<Failure | undefined> {
    const requests = this.#requests();
    const found: Request[] = [];
    await requests.dump(listing(connections), (_type, b, start, end) => {
      const request = deletionOf(connections, b, start, end);
      if (request) found.push(request);
    });
    const failures = await requests.change(found);
    return [...failures.values()].find(({ code }) => code !== "ENOENT"); // which ended in the meantime
  }

  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  #requests(): Requests {
    this.#opened ??= new Requests({ protocol: NETLINK_NETFILTER, receiveBuffer: RECEIVE_BUFFER });
    return this.#opened;
  }
}

const familyOf = (address: string): Family => (address.length === 4 ? AF_INET : AF_INET6);

const ofMark = ({ mark, mask }: Connections): string =>
  attribute(CTA_MARK, n.be32(mark)) + attribute(CTA_MARK_MASK, n.be32(mask));

/** What deletes them with the kernel's own search; with an address, only for IPv4. */
export function deletions(connections: Connections): Request[] {
  const { address, family: only = 0 } = connections;
  const request = (family: Family | 0, attributes: string): Request => ({
    type: n.IPCTNL_MSG_CT_DELETE,
    flags: 0,
    payload: n.nfgenmsg(family, family === 0 ? 0 : HEEDS_FAMILY) + ofMark(connections) + attributes,
  });
  if (address === undefined) return [request(only, "")];
  const family = familyOf(address);
  // Where replies go to is the source, or what it was translated to.
  const filter = attribute(CTA_FILTER_REPLY_FLAGS, String.fromCharCode(CTA_FILTER_F_CTA_IP_DST, 0, 0, 0));
  const tuple = nested(CTA_TUPLE_REPLY, nested(CTA_TUPLE_IP, attribute(IP_DST[family], address)));
  return [request(family, tuple + nested(CTA_FILTER, filter))];
}

function listing(connections: Connections): Request {
  const { address, family = 0 } = connections;
  const of = address === undefined ? family : familyOf(address);
  return { type: n.IPCTNL_MSG_CT_GET, flags: 0, payload: n.nfgenmsg(of) + ofMark(connections) };
}

/** What deletes the connection of a listing's message; undefined where it is none of those meant. */
export function deletionOf(connections: Connections, b: Buffer, start: number, end: number): Request | undefined {
  const { mark, mask, address } = connections;
  const family = b[start];
  if (end - start < n.NFGENMSG_SIZE || (family !== AF_INET && family !== AF_INET6)) return undefined;
  let own = 0; // the kernel leaves out a mark of 0
  let identity = "";
  let meant = address === undefined;
  eachAttribute(b, start + n.NFGENMSG_SIZE, end, (type, from, to) => {
    if (type === CTA_MARK) own = n.readBe32(b, from);
    else if (type === CTA_TUPLE_ORIG) identity += nested(CTA_TUPLE_ORIG, latin1(b, from, to));
    else if (type === CTA_TUPLE_REPLY) meant ||= addressIn(b, from, to, IP_DST[family]) === address;
    // The same addresses and ports may be those of another connection by now: the number tells.
    else if (type === CTA_ID || type === CTA_ZONE) identity += attribute(type, latin1(b, from, to));
  });
  if (!meant || ((own ^ mark) & mask) !== 0 || identity === "") return undefined;
  return { type: n.IPCTNL_MSG_CT_DELETE, flags: 0, payload: n.nfgenmsg(family) + identity };
}

function addressIn(b: Buffer, start: number, end: number, wanted: number): string | undefined {
  let address: string | undefined;
  eachAttribute(b, start, end, (type, from, to) => {
    if (type !== CTA_TUPLE_IP) return;
    eachAttribute(b, from, to, (inner, begin, after) => {
      if (inner === wanted) address = latin1(b, begin, after);
    });
  });
  return address;
}
