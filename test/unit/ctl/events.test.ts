// What `watch` says of changes, to people and to programs.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change } from "../../../common/client/live-client.ts";
import { eventJson } from "../../../ctl/render/event-json.ts";
import { eventLines } from "../../../ctl/render/event-lines.ts";
import { plain } from "../../../ctl/render/paint.ts";
import { ETH0, LO, SERVICE, WWAN } from "./links.ts";

const NOW = new Date("2026-01-02T03:04:05.678Z");
const LINKS = new Map([LO, ETH0, WWAN].map((link) => [link.name, link]));
const READY = { service: SERVICE, links: LINKS };
const GONE = { service: undefined, links: new Map() };

const lines = (change: Change, live: typeof READY | typeof GONE = READY) =>
  eventLines(change, live, NOW, plain).map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ""));

test("at first, the service and what is assigned", () => {
  assert.deepEqual(lines({ kind: "reach", reach: { kind: "ready" } }), [
    "multihomed: converged",
    "wwan0: absent, table 1000",
    "eth0: active, table 2000",
  ]);
});

test("its coming and going", () => {
  const reason = { code: "bus", text: "the bus is gone" } as const;
  assert.deepEqual(lines({ kind: "reach", reach: { kind: "absent", activatable: true } }, GONE), [
    "multihomed: not running",
  ]);
  assert.deepEqual(lines({ kind: "reach", reach: { kind: "disconnected", reason } }, GONE), [
    "multihomed: the bus is gone; waiting",
  ]);
});

test("of a link, what is different", () => {
  const problem = { code: "contended", text: "someone keeps deleting" };
  const before = { ...ETH0, state: "no-carrier", addresses: ["10.9.0.2/24"], gateways: [], table: 1, problems: [] };
  const link = { ...ETH0, addresses: ["10.1.0.2/24"], problems: [problem] };
  assert.deepEqual(lines({ kind: "link", name: "eth0", link, before }), [
    "eth0: table 2000",
    "eth0: active (was no-carrier)",
    "eth0: address 10.9.0.2/24 gone",
    "eth0: address 10.1.0.2/24",
    "eth0: gateway 10.1.0.1",
    "eth0: contended: someone keeps deleting",
    "eth0:   to do: find the program that deletes it, with: ip monitor route rule; for systemd-networkd set " +
      "ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no in networkd.conf(5)",
  ]);
  assert.deepEqual(lines({ kind: "link", name: "eth0", link, before: { ...link, routes: 1, rules: 1 } }), []);
  assert.deepEqual(lines({ kind: "link", name: "eth0", link }), ["eth0: new, active"]);
  assert.deepEqual(lines({ kind: "link", name: "eth0", before: link }), ["eth0: gone"]);
});

test("operations as commands, and the number of those that are not told", () => {
  const operations = [
    { interface: "eth0", verb: "add", object: "-4 rule from 10.1.0.2 lookup 2000" },
    { interface: "eth0", verb: "del", object: "12 more" },
  ];
  assert.deepEqual(lines({ kind: "applied", batch: { time: 0, operations } }), [
    "eth0: ip -4 rule add from 10.1.0.2 lookup 2000",
    "eth0: del 12 more",
  ]);
});

test("of the service, its state and its own problems", () => {
  const problems = [
    { interface: "", code: "state", text: "cannot be read" },
    { interface: "eth0", code: "contended", text: "told with the link" },
  ];
  const service = { ...SERVICE, state: "degraded", problems };
  assert.deepEqual(lines({ kind: "service", service, before: SERVICE }), [
    "multihomed: degraded",
    "multihomed: state: cannot be read",
    "multihomed:   to do: see what was put aside, with: journalctl -u multihomed; then assign it again",
  ]);
  assert.deepEqual(lines({ kind: "service", service, before: service }), []);
});

test("for programs: an event, its time, and what is so now", () => {
  const json = (change: Change, live: typeof READY | typeof GONE = READY) => eventJson(change, live, NOW);
  const time = NOW.toISOString();
  assert.deepEqual(json({ kind: "reach", reach: { kind: "ready" } }), {
    time,
    event: "ready",
    ...SERVICE,
    links: [WWAN, ETH0, LO],
  });
  assert.deepEqual(json({ kind: "reach", reach: { kind: "absent", activatable: false } }, GONE), {
    time,
    event: "absent",
    activatable: false,
  });
  assert.deepEqual(json({ kind: "link", name: "eth0", link: ETH0 }), { time, event: "link", ...ETH0 });
  assert.deepEqual(json({ kind: "link", name: "eth0" }), { time, event: "removed", name: "eth0" });
  assert.deepEqual(json({ kind: "service", service: SERVICE, before: SERVICE }), {
    time,
    event: "service",
    ...SERVICE,
  });
  assert.deepEqual(json({ kind: "permissions" }), { time, event: "permissions" });
  assert.deepEqual(json({ kind: "applied", batch: { time: 1000, operations: [] } }), {
    time: "1970-01-01T00:00:01.000Z",
    event: "applied",
    operations: [],
  });
});
