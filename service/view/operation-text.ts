// Operations in words that ip(8) understands.
import type { OperationText } from "../../common/command-text.ts";
import type { Operation } from "./operation.ts";
import { familyFlag, type LinkName, routeText, ruleText } from "./text.ts";

export function operationText(operation: Operation, linkName: LinkName): OperationText {
  const verb = operation.verb === "delete" ? "del" : operation.verb;
  if (operation.kind === "rule") {
    return { verb, object: `${familyFlag(operation.rule)} rule ${ruleText(operation.rule)}` };
  }
  const { route, table } = operation;
  return { verb, object: `${familyFlag(route)} route ${routeText(route, table, linkName)}` };
}
