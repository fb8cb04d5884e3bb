// What may be said of an uplink, wherever it is said: in a TOML file, in the options of a D-Bus call, in a saved file.
import { isIP, SocketAddress } from "node:net";
import { ENDPOINT_FLAGS } from "../../common/endpoint-flag.ts";
import { PRIORITY_MAX } from "../../common/numbers.ts";
import { isTableNumber, TABLE_EXPECTED } from "../../common/table-number.ts";
import type { Uplink } from "./config.ts";
import { uplinkDefaults } from "./defaults.ts";
import { flag, integer, listOf, oneOf, present, refuse, type Shape } from "./schema.ts";

export const priority = integer(1, PRIORITY_MAX);

export const tableNumber: Shape<number> = (node, place) =>
  node.kind === "integer" && isTableNumber(node.value)
    ? node.value
    : refuse(node.line, place, `expected ${TABLE_EXPECTED}`);

export const tableOrAuto: Shape<number | "auto"> = (node, place) => {
  if (node.kind === "string" && node.value === "auto") return "auto";
  if (node.kind === "integer" && isTableNumber(node.value)) return node.value;
  return refuse(node.line, place, `expected ${TABLE_EXPECTED}, or "auto"`);
};

/** In the one form that inet_ntop(3) gives it, so that two spellings of an address are the same. */
const address: Shape<string> = (node, place) => {
  const family = node.kind === "string" && !node.value.includes("%") ? isIP(node.value) : 0;
  if (node.kind !== "string" || family === 0) return refuse(node.line, place, "expected an IPv4 or IPv6 address");
  return new SocketAddress({ address: node.value, family: family === 4 ? "ipv4" : "ipv6" }).address;
};

const endpointFlags: Shape<Uplink["mptcp"]> = (node, place) => {
  const flags = listOf("a list of endpoint flags", oneOf(...ENDPOINT_FLAGS))(node, place);
  if (new Set(flags).size < flags.length) refuse(node.line, place, "expected each flag once");
  // The kernel refuses it: an address that peers are told of is not also one from which a mesh begins.
  if (flags.includes("signal") && flags.includes("fullmesh"))
    refuse(node.line, place, "expected signal or fullmesh, not both");
  return flags;
};

/** Everything but the interface and its table, by key. */
export const uplinkOptions = {
  priority,
  guard: flag,
  "unassigned-routes": oneOf("include", "exclude"),
  strict: flag,
  /** Shares are hops in a multipath route, which the kernel counts in one byte from 0 (rtnh_hops). */
  weight: integer(1, 256),
  mptcp: endpointFlags,
  gateway: address,
};

/** What the keys say; absent: not said. */
export type UplinkOptions = {
  readonly [K in keyof typeof uplinkOptions]?: ReturnType<(typeof uplinkOptions)[K]>;
};

/** An uplink with the defaults where nothing was said. */
export function uplinkOf(
  name: string,
  { "unassigned-routes": unassignedRoutes, ...rest }: UplinkOptions & { readonly table?: number | "auto" },
  origin: string,
): Uplink {
  return { ...uplinkDefaults, ...rest, ...present({ unassignedRoutes }), interface: name, origin };
}

/** What uplinkOf was made from, defaults written out; without the interface and its table. */
export function optionsOf(uplink: Omit<Uplink, "table">): UplinkOptions {
  const { priority: its, guard, unassignedRoutes, strict, weight, mptcp, gateway } = uplink;
  const always = { guard, "unassigned-routes": unassignedRoutes, strict, mptcp };
  return { ...always, ...present({ priority: its, weight, gateway }) };
}
