// What can be assigned at all, whatever else is assigned: checked before anyone is asked for a permission.
import { MultihomedError } from "../../common/errors.ts";
import { invalidInterfaceName } from "../../common/interface-name.ts";
import { quoted } from "../../common/printable.ts";
import { isTableNumber, TABLE_EXPECTED } from "../../common/table-number.ts";
import type { Uplink } from "./config.ts";
import { isGlob } from "./match.ts";

/** Why an interface of this name cannot be assigned over D-Bus, as the end of a sentence; undefined where it can. */
export function invalidAssignable(name: string): string | undefined {
  if (isGlob(name)) return "is a pattern; patterns belong into the configuration file";
  return name === "lo" ? "is the loopback" : invalidInterfaceName(name);
}

/** Throws a MultihomedError where no link can have this name, or no uplink this table. */
export function checkAssignable({ interface: name, table }: Uplink): void {
  const fault = invalidAssignable(name);
  if (fault !== undefined) throw new MultihomedError("invalid-interface", `${quoted(name)} ${fault}`);
  if (table === "auto" || isTableNumber(table)) return;
  throw new MultihomedError("reserved-table", `${table}: expected ${TABLE_EXPECTED}`);
}
