// The sign of an entry: how that of which it tells stands after it, as the state of a link that has the same sign. Pure.
import type { LinkState } from "../../../../common/client/domain.ts";
import type { LinkChange } from "../../../shared/activity.ts";
import type { Cause, Entry } from "./grouping.ts";

/** Undefined where it tells of nothing that is good or bad. */
export function signOf({ causes }: Entry): LinkState | undefined {
  let sign: LinkState | undefined;
  for (const cause of causes) sign = signOfCause(cause) ?? sign;
  return sign;
}

function signOfCause(cause: Cause): LinkState | undefined {
  switch (cause.kind) {
    case "reach":
      return cause.reach.kind === "ready" ? "active" : "no-carrier";
    case "service":
      return SERVICE.get(cause.state) ?? "no-address";
    case "link": {
      let sign: LinkState | undefined;
      for (const change of cause.changes) sign = signOfChange(change) ?? sign;
      return sign;
    }
  }
}

const SERVICE: ReadonlyMap<string, LinkState> = new Map([
  ["converged", "active"],
  ["degraded", "degraded"],
]);

function signOfChange(change: LinkChange): LinkState | undefined {
  switch (change.what) {
    case "state":
      return change.to;
    case "problem":
      return "degraded";
    case "solved":
      return "active";
    case "disappeared":
      return "absent";
    case "released":
      return "unassigned";
    default:
      return undefined;
  }
}
