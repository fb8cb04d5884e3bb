// The difference between the endpoints that are wanted and those that are there. Those that are not ours stay as they are.
import { CHANGEABLE_FLAGS, type Endpoint, isImplicit, isOurEndpoint } from "../../view/endpoint.ts";
import type { EndpointOperation } from "../../view/operation.ts";
import type { View } from "../../view/view.ts";
import { ruleFor } from "../sources.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import type { Choice } from "./choose.ts";

/**
 * What would make it so: first what goes, so that there is room for what comes. Without its rule, packets from an address
 * leave by another uplink: its endpoint waits for that. Who takes a rule away for a moment ends no subflows.
 */
export function planEndpoints({ taken }: Choice, uplinks: Uplinks, view: View): EndpointOperation[] {
  const { endpoints } = view;
  if (endpoints === undefined) return [];
  const there = [...endpoints.values()];
  const deleted = there.filter((endpoint) => isOurEndpoint(endpoint, view) && isToGo(endpoint, taken));
  const standing = new Map(
    there.flatMap((each) => (isOurEndpoint(each, view) && !deleted.includes(each) ? [[each.address, each]] : [])),
  );
  const implicit = new Map(there.flatMap((each) => (isImplicit(each) ? [[each.address, each]] : [])));
  // Not that of one that goes now: peers may not have heard of that when they hear of the new one.
  const ids = freeIds(endpoints);
  const replaced: EndpointOperation[] = [];
  const added: EndpointOperation[] = [];
  for (const [address, uplink] of taken) {
    const { table, link, mptcp: flags } = uplink;
    const ours = standing.get(address);
    if (link === undefined || (ours !== undefined && sameFlags(ours, uplink))) continue;
    if (ours === undefined && !uplinks.foreseen && !view.rules.has(ruleFor(uplink, address))) continue;
    const rest = { kind: "endpoint", table } as const;
    const endpoint = { address, ifindex: link.index, flags, port: 0, unknownFlags: 0 };
    const instead = ours ?? implicit.get(address);
    if (instead !== undefined) {
      replaced.push({ ...rest, verb: "replace", endpoint: { ...endpoint, id: instead.id }, instead });
    } else {
      const { value: id } = ids.next();
      if (id !== undefined) added.push({ ...rest, verb: "add", endpoint: { ...endpoint, id } });
    }
  }
  const deletions = deleted.map((endpoint): EndpointOperation => {
    const table = taken.get(endpoint.address)?.table ?? uplinks.byIndex.get(endpoint.ifindex)?.table ?? 0;
    return { kind: "endpoint", verb: "delete", endpoint, table };
  });
  return [...deletions, ...replaced, ...added];
}

/** Whether one of ours is not wanted, or not as the kernel could make it of this one. */
function isToGo(endpoint: Endpoint, taken: ReadonlyMap<string, Uplink>): boolean {
  const uplink = taken.get(endpoint.address);
  if (uplink?.link?.index !== endpoint.ifindex || endpoint.port !== 0 || endpoint.unknownFlags !== 0) return true;
  return differing(endpoint, uplink).some((flag) => !CHANGEABLE_FLAGS.some((changeable) => changeable === flag));
}

export const sameFlags = (endpoint: Endpoint, uplink: Uplink): boolean =>
  endpoint.unknownFlags === 0 && differing(endpoint, uplink).length === 0;

/** The flags that one has and the other has not. */
const differing = ({ flags }: Endpoint, { mptcp }: Uplink) => [
  ...flags.filter((flag) => !mptcp.includes(flag)),
  ...mptcp.filter((flag) => !flags.includes(flag)),
];

/** Ids are 1 to 255; 0 is that of every connection's first address. */
function* freeIds(endpoints: ReadonlyMap<number, Endpoint>): Generator<number> {
  for (let id = 1; id <= 255; id++) if (!endpoints.has(id)) yield id;
}
