// A view from lines such as "link eth0 2 up", "address 192.0.2.10/24 dev eth0" and "route default via … dev eth0".
// Each line goes in the way a notification of the kernel does.
import assert from "node:assert/strict";
import * as k from "../../../../../service/netlink/uapi.ts";
import type { Change } from "../../../../../service/view/change.ts";
import { applyEvent, type Heard } from "../../../../../service/view/events.ts";
import { View } from "../../../../../service/view/view.ts";
import { addressPayload, linkPayload, nexthopPayload, rulePayload } from "./others.ts";
import { type LinkIndex, routePayload } from "./route.ts";

/** What a line tells: a message of the kernel. */
export interface Event {
  readonly type: number;
  readonly flags: number;
  readonly payload: string;
}

/** Routes of one key stand in the order of their lines, as a listing has them. */
const IN_ORDER = k.NLM_F_CREATE | k.NLM_F_APPEND;
/** From the type of a message that says "new" to the one that says "gone". */
const GONE = 1;

/** The event of a line; "gone" in front of it: that the object went. */
export function eventOf(line: string, linkIndex: LinkIndex, flags = IN_ORDER): Event {
  const [kind = "", ...words] = line.trim().split(/\s+/);
  const rest = words.join(" ");
  switch (kind) {
    case "gone": {
      const { type, payload } = eventOf(rest, linkIndex);
      return { type: type + GONE, flags: 0, payload };
    }
    case "link":
      return { type: k.RTM_NEWLINK, flags, payload: linkPayload(rest) };
    case "address":
      return { type: k.RTM_NEWADDR, flags, payload: addressPayload(rest, linkIndex) };
    case "nexthop":
      return { type: k.RTM_NEWNEXTHOP, flags, payload: nexthopPayload(rest, linkIndex) };
    case "route":
      return { type: k.RTM_NEWROUTE, flags, payload: routePayload(rest, linkIndex) };
    case "rule":
      return { type: k.RTM_NEWRULE, flags, payload: rulePayload(rest) };
    default:
      return assert.fail(`what is ${kind}? ${line}`);
  }
}

export function hear(view: View, { type, flags, payload }: Event, heard: Heard): void {
  const b = Buffer.from(payload, "latin1");
  applyEvent(view, heard, type, flags, b, 0, b.length);
}

/** Remembers what an applied event brought about. */
export class Recorder implements Heard {
  readonly changes: Change[] = [];
  readonly unsureOf: string[] = [];
  time = 0;

  // Handed on as functions.
  readonly changed = (change: Change): void => {
    this.changes.push(change);
  };

  readonly unsure = (family: k.Family, table: number): void => {
    this.unsureOf.push(`${family} ${table}`);
  };

  readonly now = (): number => this.time;
}

/** Link numbers by the names that a view has now. "lo" is always 1. */
export const indexIn =
  (view: View): LinkIndex =>
  (name) => {
    const index = name === "lo" ? 1 : view.linkByName(name)?.index;
    return index ?? assert.fail(`no link ${name}`);
  };

/** @param wholeTables tables of which routes of others are kept too, besides main. */
export function viewOf(lines: readonly string[], wholeTables: Iterable<number> = []): View {
  const view = new View();
  view.wholeTables = new Set([254, ...wholeTables]);
  for (const line of lines) hear(view, eventOf(line, indexIn(view)), new Recorder());
  return view;
}
