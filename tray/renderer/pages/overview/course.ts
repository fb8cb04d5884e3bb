// How the way of an uplink is drawn: from this computer to it, on to its gateway, and on to the internet. Pure.
import type { Link } from "../../../../common/client/domain.ts";

/**
 * "open": a line as thick as its traffic. "waiting": thin and dashed. "cut": thin, with a cross. "none": nothing is there to
 * be drawn.
 */
export type Edge = "open" | "waiting" | "cut" | "none";

export interface Course {
  readonly inner: Edge;
  readonly outer: Edge;
  readonly onward: Edge;
  /** Traffic flows, but not as it should. */
  readonly troubled: boolean;
}

export function courseOf({ state, carrier, gateways }: Pick<Link, "state" | "carrier" | "gateways">): Course {
  const onward = (edge: Edge) => (gateways.length > 0 ? edge : "none");
  switch (state) {
    case "absent":
    case "down":
    case "no-carrier":
      return { inner: "waiting", outer: "cut", onward: "none", troubled: false };
    case "no-address":
      return { inner: "waiting", outer: "waiting", onward: onward("waiting"), troubled: false };
    case "active":
      return { inner: "open", outer: gateways.length > 0 ? "open" : "cut", onward: onward("open"), troubled: false };
    default: {
      // "degraded", and what a newer service may say
      const flows = carrier ? "open" : "waiting";
      const out = carrier && gateways.length > 0 ? "open" : "cut";
      return { inner: flows, outer: out, onward: out === "open" ? "open" : "none", troubled: true };
    }
  }
}
