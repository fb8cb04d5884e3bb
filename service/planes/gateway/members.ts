// The uplinks that have a mark, as the chains speak of them. Pure.
import { FAMILIES, type Family } from "../../view/view.ts";
import { nftName } from "../nft-name.ts";
import { concerns, type Uplink, type Uplinks } from "../uplinks.ts";
import { marksOf } from "./marks.ts";

export interface Member {
  readonly uplink: Uplink;
  /** In quotation marks. */
  readonly name: string;
  readonly mark: number;
  /** Those that it has to do with. */
  readonly families: readonly Family[];
}

/** In the order of their tables. */
export function membersOf(uplinks: Uplinks): readonly Member[] {
  const { byTable } = marksOf(uplinks);
  return [...uplinks.all]
    .sort((a, b) => a.table - b.table)
    .flatMap((uplink): Member[] => {
      const mark = byTable.get(uplink.table);
      const name = nftName(uplink.interface);
      if (mark === undefined || name === undefined) return [];
      return [{ uplink, name, mark, families: FAMILIES.filter((family) => concerns(uplink, family)) }];
    });
}

/** Whether another uplink has its link in one family: then the link does not say whose a packet is. */
export function sharesLink({ uplink }: Member, family: Family, uplinks: Uplinks): boolean {
  const beside = uplinks.onLink.get(uplink.interface) ?? [];
  return beside.some((other) => other.table !== uplink.table && concerns(other, family));
}
