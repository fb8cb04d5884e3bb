// The values of words and options. What the service judges better (ranges, addresses) is left to it.

import { isIP } from "node:net";
import type { AssignOptions, Packet } from "../common/client/domain.ts";
import { LOG_LEVELS, type LogLevel } from "../common/client/domain.ts";
import { MultihomedError } from "../common/errors.ts";
import { invalidInterfaceName } from "../common/interface-name.ts";
import { quoted } from "../common/printable.ts";
import { isTableNumber, TABLE_EXPECTED } from "../common/table-number.ts";
import type { Context } from "./context.ts";

/** Throws MultihomedError "usage", as all here. */
export function interfaceName(text: string): string {
  const fault = invalidInterfaceName(text);
  if (fault !== undefined) refuse(`${quoted(text)}: expected the name of an interface, but it ${fault}`);
  return text;
}

/** Where the service is: "system", "session" or a D-Bus address. */
export function bus(options: Context["options"]): string {
  const address = options.get("bus") ?? "system";
  if (address === "system" || address === "session" || address.includes(":")) return address;
  return refuse(`--bus: ${quoted(address)}: expected system, session or an address such as unix:path=FILE`);
}

export function table(text = "auto"): number | "auto" {
  if (text === "auto") return "auto";
  const number = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return isTableNumber(number) ? number : refuse(`${quoted(text)}: expected ${TABLE_EXPECTED}, or auto`);
}

export function assignOptions(options: Context["options"]): AssignOptions {
  const gateway = options.get("gateway");
  const priority = number("priority", options);
  const weight = number("weight", options);
  const unassignedRoutes = options.get("unassigned-routes");
  const mptcp = options.get("mptcp")?.split(",");
  return {
    ...(priority !== undefined && { priority }),
    ...(weight !== undefined && { weight }),
    ...(options.has("strict") && { strict: true }),
    ...(options.has("no-guard") && { guard: false }),
    ...(unassignedRoutes !== undefined && { unassignedRoutes }),
    ...(mptcp !== undefined && { mptcp }),
    ...(gateway !== undefined && { gateway }),
    ...persistence(options),
  };
}

/** Throws too where no packet can have both addresses. */
export function packet([from = "", to = ""]: readonly string[], options: Context["options"]): Packet {
  const destination = address(to);
  const iif = options.get("iif");
  const mark = number("mark", options);
  if (from === "-") {
    if (iif !== undefined) refuse("--iif: a packet that arrives has a source: expected an address in place of -");
  } else if (isIP(address(from)) !== isIP(destination)) {
    refuse(`${quoted(from)} and ${quoted(to)}: expected two addresses of one family`);
  }
  return {
    ...(from !== "-" && { source: from }),
    destination,
    ...(iif !== undefined && { iif: interfaceName(iif) }),
    ...(mark !== undefined && { mark }),
  };
}

function address(text: string): string {
  // A zone says a link, which --iif does here.
  return isIP(text) !== 0 && !text.includes("%") ? text : refuse(`${quoted(text)}: expected an IPv4 or IPv6 address`);
}

export const persistence = (options: Context["options"]): { persist?: false } =>
  options.has("temporary") ? { persist: false } : {};

/** A level of syslog(3), or the word that the configuration has for one. */
export function logLevel(text: string): LogLevel {
  const word = Object.hasOwn(OUR_LEVELS, text) ? OUR_LEVELS[text] : text;
  return (
    LOG_LEVELS.find((level) => level === word) ?? refuse(`${quoted(text)}: expected one of ${LOG_LEVELS.join(", ")}`)
  );
}

const OUR_LEVELS: Readonly<Record<string, LogLevel>> = { error: "err", fatal: "crit" };
const UNSIGNED_MAX = 0xffffffff;

function number(name: "priority" | "weight" | "mark", options: Context["options"]): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  // Marks are usually written in hexadecimal.
  const pattern = name === "mark" ? /^(?:[0-9]{1,10}|0x[0-9a-f]{1,8})$/i : /^[0-9]{1,10}$/;
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  return value <= UNSIGNED_MAX ? value : refuse(`--${name}: ${quoted(text)}: expected a whole number`);
}

function refuse(why: string): never {
  throw new MultihomedError("usage", why);
}
