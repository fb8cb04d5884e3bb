// Changes for programs: one object each, with what is so now.
import type { Change, LiveClient } from "../../common/client/live-client.ts";
import { inOrder } from "./status.ts";

/** Its keys are in multihomectl(1). */
export function eventJson(
  change: Change,
  { service, links }: Pick<LiveClient, "service" | "links">,
  now: Date,
): object {
  const stamp = (event: string, time = now) => ({ time: time.toISOString(), event });
  switch (change.kind) {
    case "reach": {
      const { kind, ...rest } = change.reach;
      return kind === "ready"
        ? { ...stamp(kind), ...service, links: inOrder(links.values()) }
        : { ...stamp(kind), ...rest };
    }
    case "service":
      return { ...stamp("service"), ...change.service };
    case "link":
      return change.link === undefined
        ? { ...stamp("removed"), name: change.name }
        : { ...stamp("link"), ...change.link };
    case "applied":
      return { ...stamp("applied", new Date(change.batch.time)), operations: change.batch.operations };
    case "permissions":
      return stamp("permissions");
  }
}
