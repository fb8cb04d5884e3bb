// Which addresses are to have an endpoint: the kernel takes only few, and others have some of them. Pure.
import { MPTCP_MAX } from "../../../common/numbers.ts";
import { type Endpoint, isImplicit, isOurEndpoint } from "../../view/endpoint.ts";
import { FAMILIES, type View } from "../../view/view.ts";
import { isSourceOf } from "../sources.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { sourcesOf } from "../way-out.ts";

export interface Choice {
  /** Whose endpoint is to be at an address (latin1 bytes), the most important first. */
  readonly taken: ReadonlyMap<string, Uplink>;
  /** Addresses that have none, because there is no room left or because another uplink has the same one. */
  readonly leftOut: readonly { readonly uplink: Uplink; readonly address: string }[];
  /** Addresses that someone else has made an endpoint. */
  readonly theirs: readonly { readonly uplink: Uplink; readonly endpoint: Endpoint }[];
}

/** Every uplink has its turn once before any has it twice, so that as many as possible have an endpoint. */
export function choose(uplinks: Uplinks, view: View): Choice {
  const taken = new Map<string, Uplink>();
  const leftOut: { uplink: Uplink; address: string }[] = [];
  const theirs: { uplink: Uplink; endpoint: Endpoint }[] = [];
  const others = [...(view.endpoints?.values() ?? [])].filter((endpoint) => !isOurEndpoint(endpoint, view));
  // One with a port is told apart from one without, and the kernel's own give way.
  const standing = new Map(
    others.flatMap((endpoint) => (endpoint.port === 0 && !isImplicit(endpoint) ? [[endpoint.address, endpoint]] : [])),
  );
  const room = MPTCP_MAX - others.length;
  for (const [uplink, address] of inTurns(uplinks, view)) {
    const endpoint = standing.get(address);
    if (endpoint !== undefined) theirs.push({ uplink, endpoint });
    else if (taken.size < room && !taken.has(address)) taken.set(address, uplink);
    else leftOut.push({ uplink, address });
  }
  return { taken, leftOut, theirs };
}

/** The first address of each uplink, then the second of each, and so on. */
function* inTurns(uplinks: Uplinks, view: View): Generator<readonly [Uplink, string]> {
  const queues = uplinks.all
    .filter(({ mptcp }) => mptcp.length > 0)
    .sort((a, b) => a.priority - b.priority || a.table - b.table)
    .map((uplink) => [uplink, candidates(uplink, uplinks, view)] as const);
  const longest = Math.max(0, ...queues.map(([, addresses]) => addresses.length));
  for (let turn = 0; turn < longest; turn++) {
    for (const [uplink, addresses] of queues) {
      const address = addresses[turn];
      if (address !== undefined) yield [uplink, address];
    }
  }
}

/** Addresses of an uplink from which subflows can come, IPv4 first. */
const candidates = (uplink: Uplink, uplinks: Uplinks, view: View): string[] =>
  FAMILIES.flatMap((family) => sourcesOf(uplink, family, uplinks, view)).filter((local) =>
    isSourceOf(uplink, local, uplinks, view),
  );
