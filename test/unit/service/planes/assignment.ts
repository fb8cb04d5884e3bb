// An assignment from text: "eth0 table 1000 [priority 50] [guard off] [unassigned exclude] [gateway 10.0.0.1]
// [weight 3] [strict] [mptcp subflow,backup]".
import assert from "node:assert/strict";
import { ENDPOINT_FLAGS, type EndpointFlag } from "../../../../common/endpoint-flag.ts";
import type { Assignment } from "../../../../service/config/assignments.ts";
import { present } from "../../../../service/config/schema.ts";
import { Words } from "../view/from-text/words.ts";

export function assignmentOf(line: string): Assignment {
  const words = new Words(line);
  const name = words.next();
  let table = 1000;
  let priority: number | undefined;
  let guard = true;
  let unassignedRoutes: "include" | "exclude" = "include";
  let gateway: string | undefined;
  let weight: number | undefined;
  let strict = false;
  let mptcp: readonly EndpointFlag[] = [];
  while (!words.done) {
    if (words.skip("table")) table = words.number();
    else if (words.skip("priority")) priority = words.number();
    else if (words.skip("guard")) guard = words.skip("off") ? false : words.refuse();
    else if (words.skip("unassigned")) unassignedRoutes = words.skip("exclude") ? "exclude" : words.refuse();
    else if (words.skip("gateway")) gateway = words.next();
    else if (words.skip("weight")) weight = words.number();
    else if (words.skip("strict")) strict = true;
    else if (words.skip("mptcp")) mptcp = flagsOf(words.next());
    else words.refuse();
  }
  const rest = { strict, mptcp, origin: "test" };
  return {
    interface: name,
    table,
    priority: priority ?? table,
    guard,
    unassignedRoutes,
    ...rest,
    ...present({ gateway, weight }),
  };
}

const flagsOf = (text: string): EndpointFlag[] =>
  text.split(",").map((word) => ENDPOINT_FLAGS.find((flag) => flag === word) ?? assert.fail(`no such flag: ${word}`));
