// How a link stands: what is wanted of it, and what the kernel has. Pure.
import { PRIORITY_MAIN } from "../../common/numbers.ts";
import { optionsOf, type UplinkOptions } from "../config/uplink.ts";
import { marksOf } from "../planes/gateway/marks.ts";
import { isSourceOf } from "../planes/sources.ts";
import type { Uplink, Uplinks } from "../planes/uplinks.ts";
import { addressText } from "../view/text.ts";
import { FAMILIES, type Link, type View } from "../view/view.ts";
import type { Problem } from "./problems.ts";

export type LinkState = "unassigned" | "absent" | "down" | "no-carrier" | "no-address" | "active" | "degraded";

export interface LinkStatus {
  readonly name: string;
  /** 0: absent. */
  readonly index: number;
  readonly assigned: boolean;
  /** Of the uplink, or the first of several; 0 where the link is not assigned, as its priority. */
  readonly table: number;
  readonly priority: number;
  readonly state: LinkState;
  readonly problems: readonly Problem[];
  readonly operationalState: string;
  readonly carrier: boolean;
  /** "10.1.0.2/24", the local address of a point-to-point one. */
  readonly addresses: readonly string[];
  /** Routers of the main table's defaults by this link. */
  readonly gateways: readonly string[];
  /** Ours, in the kernel, for all uplinks on the link. */
  readonly routes: number;
  readonly rules: number;
  readonly options: UplinkOptions;
  /** Of connections that the gateway pinned to it; 0: none. */
  readonly mark: number;
  /** Of each uplink on the link, the first first. */
  readonly allOptions: readonly UplinkOptions[];
}

export interface LinkContext {
  readonly view: View;
  readonly uplinks: Uplinks;
  /** Of a table. */
  problems(table: number): readonly Problem[];
  /** By ifindex. */
  readonly gateways: ReadonlyMap<number, readonly string[]>;
  /** How many rules of ours lead to a table. */
  readonly rules: ReadonlyMap<number, number>;
}

/** The status of the link of this name; undefined where there is none and none is assigned. */
export function linkStatus(name: string, context: LinkContext): LinkStatus | undefined {
  const { view, uplinks, gateways, rules } = context;
  const link = view.linkByName(name);
  const onLink = uplinks.onLink.get(name) ?? [];
  const [uplink] = onLink;
  if (link === undefined && uplink === undefined) return undefined;
  const problems = onLink.flatMap((each) => linkProblems(each, context.problems(each.table)));
  const allOptions = onLink.map((each) => optionsOf(withoutDefaultPriority(each)));
  const sum = (count: (table: number) => number) => onLink.reduce((before, each) => before + count(each.table), 0);
  const addresses = link === undefined ? [] : [...view.addresses(link.index)];
  return {
    name,
    index: link?.index ?? 0,
    assigned: uplink !== undefined,
    table: uplink?.table ?? 0,
    priority: uplink?.priority ?? 0,
    state: uplink === undefined ? "unassigned" : stateOf(link, onLink, context, problems),
    problems,
    operationalState: link === undefined ? "notpresent" : (OPERATIONAL_STATES[link.operstate] ?? "unknown"),
    carrier: link?.carrier ?? false,
    addresses: addresses.map(({ local, prefixLength }) => `${addressText(local)}/${prefixLength}`),
    gateways: (link && gateways.get(link.index)) ?? [],
    routes: FAMILIES.reduce((routes, family) => routes + sum((table) => view.table(family, table).ours), 0),
    rules: sum((table) => rules.get(table) ?? 0),
    options: allOptions[0] ?? {},
    mark: (uplink && marksOf(uplinks).byTable.get(uplink.table)) ?? 0,
    allOptions,
  };
}

/** What troubles an uplink: what happened to its table, and what is wrong with what was asked for. */
export function linkProblems({ priority }: Uplink, happened: readonly Problem[]): readonly Problem[] {
  if (priority < PRIORITY_MAIN) return happened;
  const text = `priority ${priority} stands behind the main table's rule (${PRIORITY_MAIN}), which answers first`;
  return [...happened, { code: "behind-main", text }];
}

/** RFC 2863 by number (IF_OPER_* of linux/if.h), in the words of ip(8). */
const OPERATIONAL_STATES = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"];

function stateOf(
  link: Link | undefined,
  onLink: readonly Uplink[],
  { view, uplinks }: LinkContext,
  problems: readonly Problem[],
): LinkState {
  if (link === undefined) return "absent";
  if (!link.up) return "down";
  if (!link.carrier) return "no-carrier";
  const isSomeones = (local: string) => onLink.some((uplink) => isSourceOf(uplink, local, uplinks, view));
  if (![...view.addresses(link.index)].some(({ local }) => isSomeones(local))) return "no-address";
  return problems.length > 0 ? "degraded" : "active";
}

/** A priority that is the table's number was not said, and is not to be kept when the table is another. */
function withoutDefaultPriority(uplink: Uplink): Omit<Uplink, "table" | "priority"> & { readonly priority?: number } {
  const { priority, ...rest } = uplink;
  return priority === uplink.table ? rest : { ...rest, priority };
}
