// Connections that are pinned to an uplink which they cannot use any more: forgotten, so that their next packet is the
// first of a new connection. Pure.
import { type Pinned, pinnedName } from "../../view/kept.ts";
import type { FlowsOperation } from "../../view/operation.ts";
import type { View } from "../../view/view.ts";
import type { Key } from "../plane.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { bestDefault, sourcesOf, wayOut } from "../way-out.ts";
import { marksOf } from "./marks.ts";

/** The connections of one name in view.kept.pinned. */
export class Flows implements Key {
  readonly id: string;
  readonly large = false;

  constructor(readonly name: string) {
    this.id = `flows ${name}`;
  }

  plan(uplinks: Uplinks, view: View): FlowsOperation[] {
    const pinned = view.kept.pinned.get(this.name);
    if (pinned === undefined) return [];
    const uplink = pinnedTo(pinned, uplinks);
    if (uplink !== undefined && works(pinned, uplink, uplinks, view)) return [];
    return [{ kind: "flows", verb: "delete", pinned, table: uplink?.table ?? 0 }];
  }
}

export const flowsOf = (pinned: Pinned): Flows => new Flows(pinnedName(pinned));

function pinnedTo({ mark, mask }: Pinned, uplinks: Uplinks): Uplink | undefined {
  const marks = marksOf(uplinks);
  return mask === marks.mask ? uplinks.all.find(({ table }) => marks.byTable.get(table) === mark) : undefined;
}

/** What is not translated needs no address of the uplink's: a link to a provider may have none but a link-local one. */
function works({ family, address }: Pinned, uplink: Uplink, uplinks: Uplinks, view: View): boolean {
  if (address === undefined) {
    const { link } = uplink;
    return link?.up === true && link.carrier && bestDefault(uplink, family, view) !== undefined;
  }
  return (
    wayOut(uplink, family, uplinks, view) !== undefined && sourcesOf(uplink, family, uplinks, view).includes(address)
  );
}
