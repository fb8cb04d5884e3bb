// Everything of one link.
import type { Link, Traffic, UplinkOptions } from "../../common/client/domain.ts";
import { printable } from "../../common/printable.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";
import { bytesText, NOTHING, problemLines, problemsOf, stateText } from "./words.ts";

export function renderLink(link: Link & Traffic, paint: Paint): string[] {
  const { name, index, assigned, table, priority, routes, rules, mark } = link;
  const rows: [string, readonly string[]][] = [
    ["Table", [assigned ? `${table}, priority ${priority}` : NOTHING]],
    ["In the kernel", [assigned ? `${counted(routes, "route")}, ${counted(rules, "rule")}` : NOTHING]],
    ["Addresses", link.addresses.map(printable)],
    ["Gateways", link.gateways.map(printable)],
    ["Options", assigned ? optionTexts(link.options) : []],
    ...(mark === 0 ? [] : [["Mark", [`0x${mark.toString(16)}`]] satisfies [string, readonly string[]]]),
    ["Link", [index === 0 ? "absent" : linkText(link)]],
    ["Traffic", [index === 0 ? NOTHING : `${bytesText(link.rxBytes)} received, ${bytesText(link.txBytes)} sent`]],
  ];
  const problems = problemsOf(link).flatMap((problem) => problemLines(problem, paint));
  const lines = rows.flatMap(([heading, values]) => {
    const [first = NOTHING, ...others] = values;
    return [[heading, first], ...others.map((value) => ["", value])];
  });
  return [
    `${paint("bold", printable(name))}: ${stateText(link.state, paint)}`,
    ...renderTable(
      lines.map(([heading = "", value = ""]) => [{ text: `  ${heading}`, paint: (text) => text }, { text: value }]),
    ),
    ...(problems.length > 0 ? ["", ...problems] : []),
  ];
}

function linkText({ index, operationalState, carrier }: Link): string {
  return `number ${index}, ${printable(operationalState)}, ${carrier ? "carrier" : "no carrier"}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** As the options of `assign`, where they are not what holds anyway. */
function optionTexts(options: UplinkOptions): string[] {
  const { priority, weight, strict, guard, unassignedRoutes, mptcp = [], gateway } = options;
  const texts = [
    priority !== undefined && `--priority ${priority}`,
    weight !== undefined && `--weight ${weight}`,
    strict === true && "--strict",
    guard === false && "--no-guard",
    unassignedRoutes !== undefined && unassignedRoutes !== "include" && `--unassigned-routes ${unassignedRoutes}`,
    mptcp.length > 0 && `--mptcp ${mptcp.join(",")}`,
    gateway !== undefined && `--gateway ${gateway}`,
  ].filter((text) => text !== false);
  return texts.length === 0 ? [] : [printable(texts.join(" "))];
}
