// The difference between the endpoints that are wanted and those that are there. Those that are not ours stay as they are.
import { addressFamily } from "../../view/address.ts";
import { CHANGEABLE_FLAGS, type Endpoint, isImplicit, isOurEndpoint } from "../../view/endpoint.ts";
import type { EndpointOperation } from "../../view/operation.ts";
import { isOurs, isReject } from "../../view/route.ts";
import type { View } from "../../view/view.ts";
import { ruleFor } from "../sources.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import type { Choice } from "./choose.ts";

/**
 * What would make it so: first what goes, so that there is room for what comes. Without its rule, packets from an address
 * leave by another uplink: its endpoint waits for that. Who takes a rule away for a moment ends no subflows. It does not
 * wait for a way out, which a link between two hosts never has; but where that comes later, it is made anew.
 */
export function planEndpoints({ taken }: Choice, uplinks: Uplinks, view: View): EndpointOperation[] {
  const { endpoints } = view;
  if (endpoints === undefined) return [];
  const there = [...endpoints.values()];
  const deleted = there.filter((endpoint) => isOurEndpoint(endpoint, view) && isToGo(endpoint, taken, view));
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
      const inVain = !hasWayOut(uplink, address, view);
      if (id !== undefined) added.push({ ...rest, verb: "add", endpoint: { ...endpoint, id }, inVain });
    }
  }
  const deletions = deleted.map((endpoint): EndpointOperation => {
    const table = taken.get(endpoint.address)?.table ?? uplinks.byIndex.get(endpoint.ifindex)?.table ?? 0;
    return { kind: "endpoint", verb: "delete", endpoint, table };
  });
  return [...deletions, ...replaced, ...added];
}

/** Whether one of ours is not wanted, not as the kernel could make it of this one, or has subflows to be tried again. */
function isToGo(endpoint: Endpoint, taken: ReadonlyMap<string, Uplink>, view: View): boolean {
  const { address } = endpoint;
  const uplink = taken.get(address);
  if (uplink?.link?.index !== endpoint.ifindex || endpoint.port !== 0 || endpoint.unknownFlags !== 0) return true;
  if (view.triedInVain.has(address) && hasWayOut(uplink, address, view)) return true;
  return differing(endpoint, uplink).some((flag) => !CHANGEABLE_FLAGS.some((changeable) => changeable === flag));
}

/** Whether packets from an address of an uplink could leave to everywhere now: whether its table has a default. */
function hasWayOut({ link, table }: Uplink, address: string, view: View): boolean {
  if (!link?.up || !link.carrier) return false;
  const family = addressFamily(address);
  const routes = view.table(family, table);
  return [...routes.defaults()].some((key) => routes.get(key).some((route) => isOurs(route) && !isReject(route)));
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
