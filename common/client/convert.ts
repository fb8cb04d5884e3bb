// From the wire to the domain and back: the one place that knows the names on both sides.
import { ACTION_ASSIGN, ACTION_CONFIGURE, LINK, MANAGER } from "../bus/contract.ts";
import { type TypeOf, Variant } from "../bus/types.ts";
import { clipped } from "../printable.ts";
import type {
  AppliedBatch,
  AssignOptions,
  Explanation,
  Link,
  Packet,
  Permission,
  Permissions,
  Persistence,
  Service,
  Share,
  Traffic,
  UplinkOptions,
  Way,
} from "./domain.ts";
import { entriesOf, type Properties, propertiesOf, unexpected } from "./wire.ts";

export function serviceFrom(properties: Properties): Service {
  const get = propertiesOf(MANAGER, properties);
  return {
    version: get("Version"),
    state: get("State"),
    problems: get("Problems").map(([name, code, text]) => ({ interface: name, code, text })),
    ...balanceFrom(get("Balance"), get("Shares")),
    ...gatewayFrom(get("Gateway")),
  };
}

/** An empty dictionary: there is none. */
function balanceFrom(told: Properties, shares: TypeOf["a(usu)"]): Pick<Service, "balance"> {
  if (told.size === 0) return {};
  const get = entriesOf("Balance", told);
  const balance = {
    table: get("table", "u"),
    priority: get("priority", "u"),
    hash: get("hash", "s"),
    shares: shares.map(([family, name, weight]): Share => ({ family: family === 4 ? 4 : 6, interface: name, weight })),
  };
  return { balance };
}

function gatewayFrom(told: Properties): Pick<Service, "gateway"> {
  if (told.size === 0) return {};
  const get = entriesOf("Gateway", told);
  const gateway = {
    inside: get("inside", "as"),
    markMask: get("mark-mask", "u"),
    translateIpv6: get("translate-ipv6", "b"),
  };
  return { gateway };
}

export function linkFrom(properties: Properties): Link {
  const get = propertiesOf(LINK, properties);
  return {
    name: get("Name"),
    index: get("Index"),
    assigned: get("Assigned"),
    table: get("Table"),
    priority: get("Priority"),
    state: get("State"),
    problems: get("Problems").map(([code, text]) => ({ code, text })),
    operationalState: get("OperationalState"),
    carrier: get("Carrier"),
    addresses: get("Addresses"),
    gateways: get("Gateways"),
    routes: get("Routes"),
    rules: get("Rules"),
    options: optionsFrom(get("Options")),
    mark: get("Mark"),
  };
}

export function trafficFrom(properties: Properties): Traffic {
  const get = propertiesOf(LINK, properties);
  return { rxBytes: Number(get("RxBytes")), txBytes: Number(get("TxBytes")) };
}

export function permissionsFrom(permissions: TypeOf["a{ss}"]): Permissions {
  const answer = (action: string): Permission => {
    const word = permissions.get(action) ?? "no";
    return PERMISSIONS.find((known) => known === word) ?? unexpected(`permission ${action}: ${clipped(word)}`);
  };
  return { assign: answer(ACTION_ASSIGN), configure: answer(ACTION_CONFIGURE) };
}

export function explanationFrom(answer: {
  readonly kernel: TypeOf["a{ss}"];
  readonly intended: TypeOf["a{ss}"];
  readonly differences: TypeOf["as"];
}): Explanation {
  const differences = answer.differences.map((line) => {
    const [, key = "", text = line] = /^([a-z-]+): (.*)$/s.exec(line) ?? [];
    return { key, text };
  });
  return { kernel: wayFrom(answer.kernel), intended: wayFrom(answer.intended), differences };
}

/** Keys that this program does not know are left out. */
function wayFrom(texts: TypeOf["a{ss}"]): Way {
  const known = WAY.flatMap((key) => {
    const text = texts.get(key);
    if (text === undefined) return [];
    return [[key, key === "table" ? tableFrom(text) : text] as const];
  });
  return Object.fromEntries(known); // each of its type: the table is a number, everything else a text
}

const tableFrom = (text: string): number =>
  /^[0-9]{1,10}$/.test(text) ? Number(text) : unexpected(`table ${clipped(text)}`);

export function packetTo({ iif, mark }: Packet): Map<string, Variant> {
  const variants = new Map<string, Variant>();
  if (iif !== undefined) variants.set("iif", new Variant<string>("s", iif));
  if (mark !== undefined) variants.set("mark", new Variant<string>("u", mark));
  return variants;
}

export function appliedFrom({ time, operations }: { time: bigint; operations: TypeOf["a(sss)"] }): AppliedBatch {
  return {
    time: Number(time / MICROSECONDS),
    operations: operations.map(([name, verb, object]) => ({ interface: name, verb, object })),
  };
}

/** The number of a table on the wire. */
export const tableTo = (table: number | "auto"): number => (table === "auto" ? 0 : table);

export function optionsTo(options: AssignOptions): Map<string, Variant> {
  const variants = new Map<string, Variant>();
  for (const [key, { name, type }] of Object.entries(OPTIONS)) {
    const value = options[key as keyof AssignOptions]; // OPTIONS has exactly its keys
    if (value !== undefined) variants.set(name, new Variant<string>(type, value));
  }
  return variants;
}

/** Options that this program does not know are left out. */
function optionsFrom(variants: Properties): UplinkOptions {
  const options: Record<string, unknown> = {};
  for (const [key, { name, type }] of Object.entries(OPTIONS)) {
    const variant = variants.get(name);
    if (variant === undefined) continue;
    if (variant.signature !== type)
      return unexpected(`option ${name}: expected type ${type}, not ${clipped(variant.signature)}`);
    options[key] = variant.value;
  }
  return options; // each is of the type that OPTIONS says
}

/** In the order in which they are read. */
const WAY = [
  "rule",
  "table",
  "uplink",
  "route",
  "interface",
  "gateway",
  "source",
  "shares",
  "error",
  "note",
] as const satisfies readonly (keyof Way)[];

const PERMISSIONS: readonly Permission[] = ["yes", "no", "challenge"];
const MICROSECONDS = 1000n;

/** Options of an assignment on the wire. */
const OPTIONS: Readonly<Record<keyof Required<UplinkOptions & Persistence>, { name: string; type: string }>> = {
  priority: { name: "priority", type: "u" },
  weight: { name: "weight", type: "u" },
  strict: { name: "strict", type: "b" },
  guard: { name: "guard", type: "b" },
  unassignedRoutes: { name: "unassigned-routes", type: "s" },
  mptcp: { name: "mptcp", type: "as" },
  gateway: { name: "gateway", type: "s" },
  persist: { name: "persist", type: "b" },
};
