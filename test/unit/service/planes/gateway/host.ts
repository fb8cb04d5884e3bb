// A host with uplinks and a gateway, from lines of text.
import assert from "node:assert/strict";
import type { Gateway } from "../../../../../service/config/config.ts";
import { configDefaults } from "../../../../../service/config/defaults.ts";
import { gateway } from "../../../../../service/planes/gateway/index.ts";
import { PAUSE, type Plane } from "../../../../../service/planes/plane.ts";
import { rulesetPlane } from "../../../../../service/planes/ruleset/index.ts";
import { sysctlPlane } from "../../../../../service/planes/sysctl/index.ts";
import { joinUplinks, type Uplinks } from "../../../../../service/planes/uplinks.ts";
import type { Change } from "../../../../../service/view/change.ts";
import type { Operation } from "../../../../../service/view/operation.ts";
import type { View } from "../../../../../service/view/view.ts";
import { viewOf } from "../../view/from-text/state.ts";
import { assignmentOf } from "../assignment.ts";
import { operationText } from "../planned.ts";

/** "inside br0 br1", "mask 0x00ff0000", "translate": what is not said is as by default, inside br0. */
export function gatewayOf(lines: readonly string[]): Gateway {
  let read: Gateway = { ...configDefaults.gateway, enabled: true, inside: ["br0"] };
  for (const line of lines) {
    const [word, ...rest] = line.split(" ");
    if (word === "inside") read = { ...read, inside: rest };
    else if (word === "mask") read = { ...read, markMask: Number(rest[0]) };
    else if (word === "translate") read = { ...read, translateIpv6: true };
    else assert.fail(line);
  }
  return read;
}

export interface GatewayHost {
  readonly view: View;
  readonly uplinks: Uplinks;
}

export function hostOf(
  config: readonly string[],
  observed: readonly string[],
  said: readonly string[] = [],
): GatewayHost {
  const view = viewOf(observed);
  return { view, uplinks: uplinksOf(config, view, said) };
}

export const uplinksOf = (config: readonly string[], view: View, said: readonly string[] = []): Uplinks =>
  joinUplinks(config.map(assignmentOf), view, { balance: undefined, gateway: gatewayOf(said) });

/** The planes that the gateway is made of, in their order. */
export const PLANES: readonly Plane[] = [gateway, rulesetPlane([gateway]), sysctlPlane([gateway])];

/** What is to be done about a change, by all of them. */
export function planned({ uplinks, view }: GatewayHost, change: Change = { kind: "all" }): Operation[] {
  return PLANES.flatMap((plane) =>
    [...plane.touched(change, uplinks, view)].flatMap((key) =>
      [...key.plan(uplinks, view)].filter((operation) => operation !== PAUSE),
    ),
  );
}

/** In words, but of the table only that it is written. */
export const said = (operations: readonly Operation[], view: View): string[] =>
  operations.map((operation) =>
    operation.kind === "ruleset" ? `nft ${operation.verb}` : operationText(operation, view),
  );
