// Rules of a real kernel (Linux 6.18), each as the command that made it, the kernel's message, and the line of "ip rule"
// (iproute2 6.1) without who made it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { decodeRule, type Rule } from "../../../../service/netlink/rule.ts";

export interface RuleLine {
  readonly command: string;
  readonly rule: Rule;
  readonly listed: string;
}

const text = readFileSync(new URL("rule-lines.txt", import.meta.url), "utf8");

export const RULE_LINES: readonly RuleLine[] = text
  .trim()
  .split("\n\n")
  .map((block) => {
    const [command = "", message = "", listed = ""] = block.split("\n");
    const bytes = Buffer.from(message.split(" ")[2] ?? "", "hex");
    const rule = decodeRule(bytes, 0, bytes.length);
    assert.ok(rule, command);
    return { command: command.replace(/^\$ /, ""), rule, listed: listed.replace(/^listed /, "") };
  });

/** The rule of a command, "ip rule add " left out. */
export function ruleAdded(rest: string): Rule {
  const found = RULE_LINES.find(
    ({ command }) => command === `ip rule add ${rest}` || command === `ip -6 rule add ${rest}`,
  );
  assert.ok(found, rest);
  return found.rule;
}
