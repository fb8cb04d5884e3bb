// Random additions, replacements and deletions on a model of the kernel's IPv4 lists and IPv6 sets of equal routes:
// a view that hears the notifications has the same, also when some are heard again after a listing.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as k from "../../../../service/netlink/uapi.ts";
import type { View } from "../../../../service/view/view.ts";
import { stateOf } from "../planes/model-kernel.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { type Event, eventOf, hear, Recorder, viewOf } from "./from-text/state.ts";

type Verb = "append" | "prepend" | "replace" | "delete";

const GATEWAYS = [1, 2, 3, 4].map((last) => `192.0.2.${last}`);
const steps = fc.array(
  fc.record({
    verb: fc.constantFrom<Verb>("append", "append", "prepend", "replace", "delete"),
    gateway: fc.constantFrom(...GATEWAYS),
  }),
  { maxLength: 20 },
);
type Step = { readonly verb: Verb; readonly gateway: string };

const FLAGS: Readonly<Record<Verb, number>> = {
  append: k.NLM_F_CREATE | k.NLM_F_APPEND,
  prepend: k.NLM_F_CREATE,
  replace: k.NLM_F_REPLACE,
  delete: 0,
};
const line = (gateway: string) => `route 10.0.0.0/8 via ${gateway} dev eth0`;

/** What a kernel does with a step (fib_table_insert, fib_table_delete): the gateways after it; undefined: refused. */
function after(before: readonly string[], { verb, gateway }: Step): readonly string[] | undefined {
  if (verb === "delete") return before.includes(gateway) ? before.filter((other) => other !== gateway) : undefined;
  if (before.includes(gateway) || (verb === "replace" && before.length === 0)) return undefined;
  if (verb === "append") return [...before, gateway];
  return verb === "prepend" ? [gateway, ...before] : [gateway, ...before.slice(1)];
}

/** The states that a kernel goes through, and the notification of each step. */
function history(all: readonly Step[]): { readonly state: readonly string[]; readonly event: Event }[] {
  let state: readonly string[] = [];
  return all.flatMap((step) => {
    const next = after(state, step);
    if (next === undefined) return [];
    state = next;
    const gone = step.verb === "delete" ? "gone " : "";
    return [{ state, event: eventOf(gone + line(step.gateway), linkIndex, FLAGS[step.verb]) }];
  });
}

const host = (gateways: readonly string[]): View => viewOf(["link eth0 2", ...gateways.map(line)]);

test("IPv4: the view has the kernel's order after every notification, or says that it is unsure", () => {
  fc.assert(
    fc.property(steps, (all) => {
      let view = host([]);
      for (const { state, event } of history(all)) {
        const heard = new Recorder();
        hear(view, event, heard);
        if (heard.unsureOf.length > 0) view = host(state); // listed again
        assert.deepEqual(stateOf(view), stateOf(host(state)));
      }
    }),
    { numRuns: 500 },
  );
});

test("IPv4: notifications heard again after a listing that had their effect do no harm", () => {
  const withoutReplace = steps.map((all) => all.filter(({ verb }) => verb !== "replace"));
  fc.assert(
    fc.property(withoutReplace, fc.nat(20), (all, late) => {
      const past = history(all);
      const view = host(past.at(-1)?.state ?? []);
      for (const { event } of past.slice(-late || past.length)) hear(view, event, new Recorder());
      assert.deepEqual(gatewaysIn(view), gatewaysIn(host(past.at(-1)?.state ?? [])));
    }),
    { numRuns: 500 },
  );
});

/** Whatever their order. */
const gatewaysIn = (view: View): string[] => stateOf(view).map((each) => / via (\S+)/.exec(each)?.[1] ?? "");

test("IPv6: appended legs and their set are one route", () => {
  const legs = fc.uniqueArray(fc.constantFrom("fe80::1", "fe80::2", "fe80::3"), { minLength: 1 });
  fc.assert(
    fc.property(legs, (gateways) => {
      const view = viewOf(["link eth0 2"]);
      for (const at of gateways.keys()) hear(view, setOf(gateways.slice(0, at + 1)), new Recorder());
      // Announced with the newest leg first, listed with the oldest: the same.
      const listed = viewOf(["link eth0 2"]);
      hear(listed, setOf([...gateways].reverse()), new Recorder());
      assert.deepEqual(stateOf(view), stateOf(listed));
      assert.equal(stateOf(view).length, 1);
    }),
  );
});

/** A set of equal routes as the kernel announces it: with one leg as a plain route. */
function setOf(gateways: readonly string[]): Event {
  const [only = ""] = gateways;
  const hops = gateways.map((gateway) => `nexthop via ${gateway} dev eth0 weight 1`).join(" ");
  return eventOf(`route 2001:db8::/32 ${gateways.length === 1 ? `via ${only} dev eth0` : hops}`, linkIndex);
}
