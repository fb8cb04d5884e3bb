// Where the kernel does otherwise than intended: a line for each, which begins with the key that it is about.
import { PROTOCOL_KERNEL, PROTOCOL_MULTIHOMED } from "../../common/numbers.ts";
import { type Rule, rulePriority, ruleProtocol } from "../view/rule.ts";
import { ruleLine } from "../view/rule-line.ts";
import type { Side } from "./side.ts";
import type { Texts } from "./texts.ts";

/** `rules`: all that the kernel has, in its order. */
export function differences(kernel: Side, intended: Side, rules: readonly Rule[], texts: Texts): string[] {
  const different: string[] = [];
  const say = (key: string, text: string) => different.push(`${key}: ${text}`);
  const instead = (key: string, one: string, other: string) =>
    say(key, `${one || "none"} instead of ${other || "none"}`);

  if (kernel.error?.code !== intended.error?.code) {
    if (kernel.error !== undefined) say("error", `the kernel refuses it, where it is to go ${texts.way(intended)}`);
    else say("error", `the kernel sends it, where it is to go nowhere`);
  }
  if (kernel.rule !== undefined && intended.rule !== undefined) {
    const text = ruleDifference(kernel.rule, intended.rule, rules);
    if (text !== undefined) say("rule", text);
  }
  if (kernel.table !== undefined && intended.table !== undefined && kernel.table !== intended.table) {
    instead("table", texts.table(kernel.table), texts.table(intended.table));
  }
  const [route] = texts.routes(kernel);
  const routes = texts.routes(intended);
  if (route !== undefined && routes[0] !== undefined && !routes.includes(route)) instead("route", route, routes[0]);
  // What stays here, or goes to all on a link, leaves by whatever link the kernel knows it to be on.
  const isFree = intended.exits.length === 0 && intended.error === undefined;
  if (kernel.exits.length === 0 || isFree || leavesAsIntended(kernel, intended)) return different;
  for (const key of ["interface", "gateway"] as const) {
    const [one, others] = [texts[key](kernel.exits), intended.exits.map((exit) => texts[key]([exit]))];
    if (!others.includes(one)) instead(key, one, texts[key](intended.exits));
  }
  return different;
}

function leavesAsIntended({ exits: [exit] }: Side, { exits }: Side): boolean {
  return exits.some(({ ifindex, gateway }) => ifindex === exit?.ifindex && gateway === exit.gateway);
}

/** What is told of the rule that leads, where it is not the one that is to lead. */
function ruleDifference(leading: Rule, intended: Rule, rules: readonly Rule[]): string | undefined {
  const [line, wanted] = [ruleLine(leading), ruleLine(intended)];
  if (line === wanted) return undefined;
  const priority = rulePriority(intended);
  const wantedAt = rules.findIndex((rule) => rulePriority(rule) === priority && ruleLine(rule) === wanted);
  const at = rules.indexOf(leading);
  if (wantedAt < 0) return `${line} leads, because ${wanted} is not in the kernel`;
  if (wantedAt < at) return `${line} leads, because ${wanted} finds no route`;
  const protocol = ruleProtocol(leading);
  const isOthers = protocol !== PROTOCOL_MULTIHOMED && protocol !== PROTOCOL_KERNEL;
  return `${line} goes first${isOthers ? ", and is not of this service" : ""}`;
}
