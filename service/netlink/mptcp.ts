// MPTCP's endpoints and limits on the wire (generic netlink family mptcp_pm, linux/mptcp_pm.h).
import { ENDPOINT_FLAGS, type EndpointFlag } from "../../common/endpoint-flag.ts";
import { GENL_HEADER } from "./generic.ts";
import { attribute, bytes16, bytes32, eachAttribute, latin1, nested, u16, u32 } from "./message.ts";
import { AF_INET, AF_INET6 } from "./uapi.ts";

export interface Endpoint {
  /** 1 to 255; unique. */
  readonly id: number;
  /** Network order, latin1 bytes: 4 or 16. */
  readonly address: string;
  /** 0: of no link in particular. */
  readonly ifindex: number;
  readonly flags: readonly EndpointFlag[];
  /** 0: none. */
  readonly port: number;
  /** Flags that this program has no name for (linux/mptcp_pm.h, MPTCP_PM_ADDR_FLAG_*), so that nothing is lost. */
  readonly unknownFlags: number;
}

export interface Limits {
  /** How many subflows a connection may have besides its first. */
  readonly subflows: number;
  /** How many addresses that the peer announces are used. */
  readonly addAddrAccepted: number;
}

const ATTR_ADDR = 1;
const ATTR_RCV_ADD_ADDRS = 2;
const ATTR_SUBFLOWS = 3;
/** In ATTR_ADDR. */
const ADDR_FAMILY = 1;
const ADDR_ID = 2;
const ADDR_ADDR4 = 3;
const ADDR_ADDR6 = 4;
const ADDR_PORT = 5;
const ADDR_FLAGS = 6;
const ADDR_IF_IDX = 7;
const FLAG_BITS: Readonly<Record<EndpointFlag, number>> = { signal: 1, subflow: 2, backup: 4, fullmesh: 8 };

/** The attributes of a request to add an endpoint; id 0: the kernel chooses one. */
export function encodeEndpoint({ id, address, ifindex, flags, port, unknownFlags }: Endpoint): string {
  const four = address.length === 4;
  const bits = flags.reduce((all, flag) => all | FLAG_BITS[flag], unknownFlags);
  return nested(
    ATTR_ADDR,
    attribute(ADDR_FAMILY, bytes16(four ? AF_INET : AF_INET6)),
    attribute(four ? ADDR_ADDR4 : ADDR_ADDR6, address),
    id === 0 ? "" : attribute(ADDR_ID, String.fromCharCode(id)),
    port === 0 ? "" : attribute(ADDR_PORT, bytes16(port)), // in the host's order
    attribute(ADDR_FLAGS, bytes32(bits)),
    ifindex === 0 ? "" : attribute(ADDR_IF_IDX, bytes32(ifindex)),
  );
}

/** The attributes of a request about the endpoint that has an id. */
export const encodeId = (id: number): string => nested(ATTR_ADDR, attribute(ADDR_ID, String.fromCharCode(id)));

export const encodeLimits = ({ subflows, addAddrAccepted }: Limits): string =>
  attribute(ATTR_RCV_ADD_ADDRS, bytes32(addAddrAccepted)) + attribute(ATTR_SUBFLOWS, bytes32(subflows));

/** One message of a listing; undefined where it is about no endpoint. */
export function decodeEndpoint(b: Buffer, start: number, end: number): Endpoint | undefined {
  let id = 0;
  let address = "";
  let ifindex = 0;
  let port = 0;
  let bits = 0;
  eachAttribute(b, start + GENL_HEADER, end, (outer, begin, after) => {
    if (outer !== ATTR_ADDR) return;
    eachAttribute(b, begin, after, (type, from, to) => {
      if (type === ADDR_ID) id = b[from] ?? 0;
      else if (type === ADDR_ADDR4 || type === ADDR_ADDR6) address = latin1(b, from, to);
      else if (type === ADDR_PORT) port = u16(b, from);
      else if (type === ADDR_FLAGS) bits = u32(b, from);
      else if (type === ADDR_IF_IDX) ifindex = u32(b, from);
    });
  });
  if (address.length !== 4 && address.length !== 16) return undefined;
  const flags = ENDPOINT_FLAGS.filter((flag) => bits & FLAG_BITS[flag]);
  const known = ENDPOINT_FLAGS.reduce((all, flag) => all | FLAG_BITS[flag], 0);
  return { id, address, ifindex, flags, port, unknownFlags: (bits & ~known) >>> 0 };
}

export function decodeLimits(b: Buffer, start: number, end: number): Limits | undefined {
  let subflows: number | undefined;
  let addAddrAccepted: number | undefined;
  eachAttribute(b, start + GENL_HEADER, end, (type, from) => {
    if (type === ATTR_SUBFLOWS) subflows = u32(b, from);
    else if (type === ATTR_RCV_ADD_ADDRS) addAddrAccepted = u32(b, from);
  });
  return subflows === undefined || addAddrAccepted === undefined ? undefined : { subflows, addAddrAccepted };
}
