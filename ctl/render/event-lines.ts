// Changes for people: a line for everything that is different, none where it is of no interest.

import type { Link, Problem, Service, ServiceProblem } from "../../common/client/domain.ts";
import type { Change, LiveClient } from "../../common/client/live-client.ts";
import type { Reach } from "../../common/client/reach.ts";
import { commandText } from "../../common/command-text.ts";
import { printable } from "../../common/printable.ts";
import type { Paint } from "./paint.ts";
import { inOrder } from "./status.ts";
import { problemLines, problemsOf, stateText } from "./words.ts";

const SERVICE = "multihomed";

export function eventLines(
  change: Change,
  { service, links }: Pick<LiveClient, "service" | "links">,
  now: Date,
  paint: Paint,
): string[] {
  const time = paint("dim", now.toTimeString().slice(0, 8));
  const lines = (): string[] => {
    switch (change.kind) {
      case "reach":
        return service === undefined
          ? unreachable(change.reach)
          : [
              ...serviceLines(service, undefined, paint),
              ...inOrder(links.values()).flatMap((link) => present(link, paint)),
            ];
      case "service":
        return serviceLines(change.service, change.before, paint);
      case "link":
        return linkLines(change, paint);
      case "applied":
        return change.batch.operations.map((each) => printable(`${each.interface}: ${commandText(each)}`));
      case "permissions":
        return [`${SERVICE}: permissions changed; see: multihomectl permissions`];
    }
  };
  return lines().map((line) => `${time}  ${line}`);
}

function unreachable(reach: Reach): string[] {
  switch (reach.kind) {
    case "absent":
      return [`${SERVICE}: not running${reach.reason ? `: ${printable(reach.reason.text)}` : ""}`];
    case "failed":
    case "disconnected":
      return [printable(`${SERVICE}: ${reach.reason.text}; waiting`)];
    case "connecting":
    case "ready":
      return [];
  }
}

function serviceLines(service: Service, before: Service | undefined, paint: Paint): string[] {
  const state = `${SERVICE}: ${stateText(service.state, paint)}`;
  const problems = [...news(service.problems, before?.problems)]
    .filter((problem) => problem.interface === "") // a link's own are told with the link
    .flatMap((problem) => prefixed(SERVICE, problem, paint));
  return [...(service.state === before?.state ? [] : [state]), ...problems];
}

/** A link as it is at first: only assigned ones are of interest. */
function present(link: Link, paint: Paint): string[] {
  if (!link.assigned) return [];
  const name = printable(link.name);
  const state = `${name}: ${stateText(link.state, paint)}, table ${link.table}`;
  return [state, ...problemsOf(link).flatMap((problem) => prefixed(name, problem, paint))];
}

function linkLines({ name, link, before }: Change & { kind: "link" }, paint: Paint): string[] {
  const told = printable(name);
  if (link === undefined) return [`${told}: gone`];
  if (before === undefined) return [`${told}: new, ${stateText(link.state, paint)}`];
  const lines: string[] = [];
  if (link.assigned && link.table !== before.table) lines.push(`table ${link.table}`);
  if (link.state !== before.state) lines.push(`${stateText(link.state, paint)} (was ${printable(before.state)})`);
  lines.push(...differences("address", link.addresses, before.addresses));
  lines.push(...differences("gateway", link.gateways, before.gateways));
  const problems = news(problemsOf(link), problemsOf(before)).flatMap((problem) => prefixed(told, problem, paint));
  return [...lines.map((line) => `${told}: ${line}`), ...problems];
}

function differences(what: string, now: readonly string[], before: readonly string[]): string[] {
  return [
    ...before.filter((value) => !now.includes(value)).map((value) => `${what} ${printable(value)} gone`),
    ...now.filter((value) => !before.includes(value)).map((value) => `${what} ${printable(value)}`),
  ];
}

function news<P extends Problem>(now: readonly P[], before: readonly P[] = []): P[] {
  return now.filter(({ code, text }) => !before.some((other) => other.code === code && other.text === text));
}

function prefixed(name: string, problem: ServiceProblem, paint: Paint): string[] {
  return problemLines(problem, paint).map((line) => `${name}: ${line}`);
}
