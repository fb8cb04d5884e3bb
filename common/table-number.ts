// Which numbers a routing table of ours may have.
import { TABLE_DEFAULT, TABLE_LOCAL, TABLE_MAX } from "./numbers.ts";

/** What is accepted, for messages. */
export const TABLE_EXPECTED = `a table from 1 to ${TABLE_MAX} except ${TABLE_DEFAULT}-${TABLE_LOCAL}`;

/** Whether a table of ours may have this number: not 0 (unspecified) and none that the kernel names itself. */
export function isTableNumber(table: number): boolean {
  if (!Number.isInteger(table) || table < 1 || table > TABLE_MAX) return false;
  return table < TABLE_DEFAULT || table > TABLE_LOCAL;
}
