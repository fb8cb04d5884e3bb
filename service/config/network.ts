// INTERFACE:TABLE, the form of an assignment on the command line and in DynMHS's file.
import { invalidInterfaceName } from "../../common/interface-name.ts";
import { quoted } from "../../common/printable.ts";
import { isTableNumber, TABLE_EXPECTED } from "../../common/table-number.ts";
import type { Uplink } from "./config.ts";
import { uplinkDefaults } from "./defaults.ts";
import { invalidGlob, isGlob } from "./match.ts";

/**
 * The assignment that `text` stands for; undefined where it is empty, which DynMHS skips (its unit passes variables
 * that may be unset). Quotation marks around it are DynMHS's too. `refuse` is told what was expected.
 */
export function parseNetwork(text: string, origin: string, refuse: (why: string) => never): Uplink | undefined {
  const network = text.replace(/^"+|"+$/g, "");
  if (network === "") return undefined;
  const colon = network.lastIndexOf(":");
  if (colon === -1) refuse(`${quoted(network)}: expected INTERFACE:TABLE`);
  const name = network.slice(0, colon);
  const reason = invalidInterface(name);
  if (reason !== undefined) refuse(`${quoted(network)}: the interface name ${reason}`);
  const table = parseTable(network.slice(colon + 1));
  if (table === undefined) refuse(`${quoted(network)}: expected ${TABLE_EXPECTED}, or auto`);
  if (isGlob(name) && table !== "auto") refuse(`${quoted(network)}: ${GLOB_TABLE}`);
  return { ...uplinkDefaults, interface: name, table, origin };
}

/** A glob may match many links, and one table serves one link. */
export const GLOB_TABLE = "expected auto as the table of a pattern";

/** Why `name` can be neither the name of a link nor a glob; undefined where it can. */
export function invalidInterface(name: string): string | undefined {
  return isGlob(name) ? invalidGlob(name) : invalidInterfaceName(name);
}

function parseTable(text: string): number | "auto" | undefined {
  if (text === "auto") return text;
  // DynMHS reads with atol(3): leading white space and a plus sign are fine. What it stops at is an error here.
  const digits = /^\s*\+?([0-9]+)\s*$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const table = Number(digits);
  return isTableNumber(table) ? table : undefined;
}
