// Operations in words that ip(8) understands.
import type { Operation } from "./operation.ts";
import { familyFlag, type LinkName, routeText, ruleText } from "./text.ts";

export interface OperationText {
  /** As in "ip route VERB": add, replace, del. */
  readonly verb: string;
  /** "-4 route …" or "-6 rule …": what stands around the verb. */
  readonly object: string;
}

export function operationText(operation: Operation, linkName: LinkName): OperationText {
  const verb = operation.verb === "delete" ? "del" : operation.verb;
  if (operation.kind === "rule") {
    return { verb, object: `${familyFlag(operation.rule)} rule ${ruleText(operation.rule)}` };
  }
  const { route, table } = operation;
  return { verb, object: `${familyFlag(route)} route ${routeText(route, table, linkName)}` };
}

/** "ip -4 route add …", which a shell would understand. */
export function commandText({ verb, object }: OperationText): string {
  const [family = "", kind = "", ...rest] = object.split(" ");
  return ["ip", family, kind, verb, ...rest].join(" ");
}
