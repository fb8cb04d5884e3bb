// A kernel that can only be listed: what it has, as lines of text, filtered as the real one filters.
import type { Kernel } from "../../../../service/netlink/kernel.ts";
import { type DumpHandler, DumpRefused, type Request } from "../../../../service/netlink/requests.ts";
import { decodeRoute } from "../../../../service/netlink/route.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { Listings } from "../../../../service/observer/listings.ts";
import { at32 } from "../../../../service/view/bytes.ts";
import type { Change } from "../../../../service/view/change.ts";
import { type Route, routeAttribute, routeProtocol } from "../../../../service/view/route.ts";
import type { View } from "../../../../service/view/view.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { eventOf, viewOf } from "../view/from-text/state.ts";
import { FakeClock } from "./fake-clock.ts";

/** What answers to which question. */
const ANSWERS: Readonly<Record<number, number>> = {
  [k.RTM_GETLINK]: k.RTM_NEWLINK,
  [k.RTM_GETADDR]: k.RTM_NEWADDR,
  [k.RTM_GETROUTE]: k.RTM_NEWROUTE,
  [k.RTM_GETRULE]: k.RTM_NEWRULE,
  [k.RTM_GETNEXTHOP]: k.RTM_NEWNEXTHOP,
};

export class FakeKernel {
  /** Requests in the order in which they were made. */
  readonly asked: Request[] = [];
  /** Called when all has been told, before the listing is over. */
  meanwhile: () => void = () => {};
  /** Interrupted so often: what those tries told is void. */
  interrupted = 0;
  consistent = true;
  /** Errors of the listings that come next. */
  readonly refusals: string[] = [];

  constructor(public lines: readonly string[]) {}

  async list(request: Request, begin: () => DumpHandler): Promise<boolean> {
    this.asked.push(request);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw new DumpRefused({ code: refusal, text: undefined });
    for (; this.interrupted > 0; this.interrupted--) this.#tell(request, begin(), this.lines.slice(0, -1));
    this.#tell(request, begin(), this.lines);
    await Promise.resolve();
    this.meanwhile();
    return this.consistent;
  }

  /** For what wants a real one: only listing is ever asked for here, and that has no private state. */
  get asKernel(): Kernel {
    return this as unknown as Kernel;
  }

  #tell(request: Request, handle: DumpHandler, lines: readonly string[]): void {
    const family = request.payload.charCodeAt(0);
    const known = viewOf(this.lines.filter((line) => line.startsWith("nexthop") || line.startsWith("link")));
    for (const line of lines) {
      const { type, payload } = eventOf(line, linkIndex);
      if (type !== ANSWERS[request.type]) continue;
      if (family !== k.AF_UNSPEC && payload.charCodeAt(0) !== family) continue;
      const b = Buffer.from(payload, "latin1");
      if (type === k.RTM_NEWROUTE && !isSelected(b, request, known)) continue;
      handle(type, b, 0, b.length);
    }
  }
}

/** @param known has the nexthop objects: a route through one counts as by its links (fib_info_nh_uses_dev). */
function isSelected(b: Buffer, { payload }: Request, known: View): boolean {
  const decoded = decodeRoute(b, 0, b.length);
  if (decoded === undefined) return false;
  // A request is laid out as a route is.
  const filter = payload as Route;
  const table = routeAttribute(filter, k.RTA_TABLE);
  const link = payload.length > 12 ? attributeAnywhere(payload, k.RTA_OIF) : undefined;
  const protocol = routeProtocol(filter);
  if (table !== undefined && at32(table, 0) !== decoded.table) return false;
  if (protocol !== 0 && routeProtocol(decoded.route) !== protocol) return false;
  return link === undefined || known.legs(decoded.route).some(({ ifindex }) => ifindex === link);
}

/** A number of a request, whose attributes stand in any order. */
function attributeAnywhere(payload: string, wanted: number): number | undefined {
  for (let at = 12; at + 8 <= payload.length; at += 8) {
    if (payload.charCodeAt(at + 2) === wanted) return at32(payload, at + 4);
  }
  return undefined;
}

/** Listings of a fake kernel into a view, with everything that they tell. */
export function listingsOf(view: View, lines: readonly string[]) {
  const kernel = new FakeKernel(lines);
  const clock = new FakeClock();
  const changes: Change[] = [];
  const unsureOf: string[] = [];
  const listings = new Listings(
    view,
    kernel.asKernel,
    clock,
    (change) => changes.push(change),
    (family, table) => unsureOf.push(`${family} ${table}`),
  );
  return { kernel, clock, changes, unsureOf, listings };
}
