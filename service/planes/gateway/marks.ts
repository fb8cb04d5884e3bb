// A mark for each uplink, in the bits that the configuration gives us. It tells of a connection which uplink it is on.
import { nftName } from "../nft-name.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";

export interface Marks {
  /** Which bits of a mark are ours; 0: the gateway is off, and nobody has a mark. */
  readonly mask: number;
  /** By the uplink's table: never 0, and nothing outside the mask. */
  readonly byTable: ReadonlyMap<number, number>;
  /** Why an uplink has none, as a sentence for people; by its table. */
  readonly leftOut: ReadonlyMap<number, string>;
}

/**
 * The uplink of table T has number T modulo how many there are, whoever comes and goes beside it. Of several that would
 * have the same number the lowest table has it, the others get the next that are free, in order of their tables.
 */
export function marksOf(uplinks: Uplinks): Marks {
  const known = KNOWN.get(uplinks);
  if (known !== undefined) return known;
  const marks = assign(uplinks);
  KNOWN.set(uplinks, marks);
  return marks;
}

/** It is asked for with every change, and uplinks never change. */
const KNOWN = new WeakMap<Uplinks, Marks>();

function assign({ gateway, all }: Uplinks): Marks {
  const byTable = new Map<number, number>();
  const leftOut = new Map<number, string>();
  if (gateway === undefined) return { mask: 0, byTable, leftOut };
  const { markMask: mask, inside } = gateway;
  const wanting: number[] = [];
  for (const uplink of all) {
    const why = excluded(uplink, inside);
    if (why === undefined) wanting.push(uplink.table);
    else leftOut.set(uplink.table, why);
  }
  wanting.sort((a, b) => a - b);
  // Number 0 is no mark at all.
  const numbers = 2 ** bitsOf(mask).length - 1;
  const taken = new Set<number>();
  const take = (table: number, number: number) => {
    taken.add(number);
    byTable.set(table, deposit(number + 1, mask));
  };
  for (const table of wanting) if (!taken.has(table % numbers)) take(table, table % numbers);
  for (const table of wanting) {
    if (byTable.has(table)) continue;
    if (taken.size === numbers) {
      leftOut.set(
        table,
        `gateway: mark-mask has marks for ${numbers} uplinks, all of them taken; its connections are not kept on it and not translated`,
      );
      continue;
    }
    let number = table % numbers;
    while (taken.has(number)) number = (number + 1) % numbers;
    take(table, number);
  }
  return { mask, byTable, leftOut };
}

function excluded({ interface: name }: Uplink, inside: readonly string[]): string | undefined {
  if (inside.includes(name)) return "gateway: the interface is one of gateway.inside: nothing is sent out by it";
  if (nftName(name) !== undefined) return undefined;
  return "gateway: the interface's name cannot be said to nftables: its connections are not kept on it and not translated";
}

/** The lowest bits of `number` in the bits of `mask`, the lowest in the lowest. */
export const deposit = (number: number, mask: number): number =>
  bitsOf(mask).reduce((mark, bit, at) => (Math.floor(number / 2 ** at) % 2 === 1 ? mark + bit : mark), 0);

/** The bits of 32 that are set, each as a number. */
const bitsOf = (mask: number): number[] =>
  Array.from({ length: 32 }, (_, at) => 2 ** at).filter((bit) => Math.floor(mask / bit) % 2 === 1);
