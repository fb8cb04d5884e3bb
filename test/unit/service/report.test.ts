// What people are told: each change once, refusals when they begin, fights when they begin and end.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogLevel } from "../../../service/config/config.ts";
import { joinUplinks } from "../../../service/planes/uplinks.ts";
import { Report } from "../../../service/report.ts";
import type { Operation } from "../../../service/view/operation.ts";
import { sourceRule } from "../../../service/view/rule.ts";
import { RecordingLog } from "./observer/recording-log.ts";
import { assignmentOf } from "./planes/assignment.ts";
import { linkIndex } from "./planes/routing/lines.ts";
import { RecordingTold } from "./recording-told.ts";
import { routeOf } from "./view/from-text/route.ts";
import { viewOf } from "./view/from-text/state.ts";

const EINVAL = { code: "EINVAL", text: "Invalid prefsrc address" };
const ENETUNREACH = { code: "ENETUNREACH", text: undefined };

function operation(line: string, verb: "add" | "delete" = "add"): Operation {
  const { key, route, table } = routeOf(`${line} proto 77`, linkIndex);
  return { kind: "route", verb, family: route.charCodeAt(0) === 2 ? 2 : 10, table, key, route };
}
const step = (line: string, verb?: "add" | "delete") => ({ operation: operation(line, verb) });
const ROUTE = operation("default via 192.0.2.1 dev eth0 table 1000");
const OTHER = operation("10.0.0.0/8 dev eth0 table 1000");
const ELSEWHERE = operation("default via 198.51.100.1 dev eth1 table 1001");

function report(level: LogLevel = "info") {
  const view = viewOf(["link eth0 2", "link eth1 3"]);
  let assignments = ["eth0 table 1000", "eth1 table 1001"].map(assignmentOf);
  const log = new RecordingLog(level);
  const told = new RecordingTold();
  return {
    log,
    told,
    report: new Report(view, log, () => joinUplinks(assignments, view), told),
    release: () => {
      assignments = [];
    },
  };
}

test("operations are described as a shell would take them", () => {
  const { report: tells } = report();
  const rule = sourceRule(`\x20\x01\x0d\xb8${"\0".repeat(11)}\x10`, 1000, 9, 77);
  assert.deepEqual(
    [ROUTE, operation("-6 default via fe80::1 dev tun1 table 1000", "delete")].map((each) => tells.describe(each)),
    [
      "ip -4 route add default via 192.0.2.1 dev eth0 table 1000 proto 77",
      "ip -6 route del default via fe80::1 dev if5 table 1000 proto 77 metric 1024",
    ],
  );
  assert.equal(
    tells.describe({ kind: "rule", verb: "delete", rule }),
    "ip -6 rule del from 2001:db8::10 lookup 1000 priority 9 protocol 77",
  );
});

test("each change is told once, with the uplink that it is for", () => {
  const { report: tells, log } = report();
  tells.carriedOut([{ operation: ROUTE }, { operation: ELSEWHERE }]);
  tells.converged(0);
  assert.deepEqual(log.take(), [
    "info: eth0: ip -4 route add default via 192.0.2.1 dev eth0 table 1000 proto 77",
    "info: eth1: ip -4 route add default via 198.51.100.1 dev eth1 table 1001 proto 77",
  ]);
  tells.converged(0);
  assert.deepEqual(log.take(), []);
});

test("what is released is told by its uplink's name too, and what never had one by its table", () => {
  const { report: tells, log, release } = report();
  tells.carriedOut([{ operation: ROUTE }]);
  release();
  log.take();
  tells.carriedOut([{ operation: ROUTE }, step("default dev eth0 table 77", "delete")]);
  assert.deepEqual(
    log.take().map((line) => line.split(": ip")[0]),
    ["info: eth0", "info: table 77"],
  );
});

test("many routes are told by their number, anew after each time that all is as wanted", () => {
  const { report: tells, log } = report();
  const many = Array.from({ length: 100 }, (_, at) => step(`10.0.${at}.0/24 dev eth0 table 1000`));
  for (let times = 0; times < 2; times++) {
    tells.carriedOut([...many, step("10.9.0.0/24 dev eth0 table 1000", "delete")]);
    tells.converged(0);
    const lines = log.take();
    assert.equal(lines.length, 16 + 2);
    assert.deepEqual(lines.slice(-2), ["info: eth0: added 84 more routes", "info: eth0: deleted 1 more routes"]);
  }
});

test("rules are always told", () => {
  const { report: tells, log } = report();
  tells.carriedOut(Array.from({ length: 100 }, (_, at) => step(`10.0.${at}.0/24 dev eth0 table 1000`)));
  log.take();
  tells.carriedOut([{ operation: { kind: "rule", verb: "add", rule: sourceRule("\xc0\0\x02\x0a", 1000, 1000, 77) } }]);
  assert.equal(log.take().length, 1);
});

test("when debugging, every route is told", () => {
  const { report: tells, log } = report("debug");
  tells.carriedOut(Array.from({ length: 100 }, (_, at) => step(`10.0.${at}.0/24 dev eth0 table 1000`)));
  tells.converged(0);
  assert.equal(log.take().length, 100);
});

test("a refusal is told when it begins and when its reason changes; between, only when debugging", () => {
  const { report: tells, log } = report("debug");
  const text = "eth0: the kernel refuses: ip -4 route add default via 192.0.2.1 dev eth0 table 1000 proto 77";
  tells.refused("key", ROUTE, ENETUNREACH, 1);
  tells.refused("key", ROUTE, ENETUNREACH, 2);
  tells.refused("key", ROUTE, EINVAL, 3);
  const [begins, again, changed] = log.take();
  assert.equal(begins, `warning: ${text}: ENETUNREACH; trying again`);
  assert.match(again ?? "", /^debug: eth0: the kernel refuses \(2 times\): .*: ENETUNREACH$/);
  assert.equal(changed, `warning: ${text}: EINVAL: Invalid prefsrc address; trying again`);
});

test("a preferred source that is not ready is no reason to worry, at first", () => {
  const { report: tells, log } = report();
  tells.refused("key", ROUTE, EINVAL, 1);
  assert.match(log.take()[0] ?? "", /^info: /);
});

test("what was refused, and worked, is told when it is refused again", () => {
  const { report: tells, log } = report();
  tells.refused("key", ROUTE, ENETUNREACH, 1);
  tells.converged(0);
  log.take();
  tells.refused("key", ROUTE, ENETUNREACH, 1);
  assert.equal(log.take().length, 1);
});

test("a fight is told once for each uplink, and its end when the last of its keys is quiet", () => {
  const { report: tells, log } = report();
  for (let times = 0; times < 3; times++) {
    tells.contended("a", ROUTE);
    tells.contended("b", OTHER);
    tells.contended("c", ELSEWHERE);
  }
  assert.deepEqual(
    log.take().map((line) => line.split(": ").slice(0, 3)),
    [
      ["warning", "eth0", "contended"],
      ["warning", "eth1", "contended"],
    ],
  );
  tells.quiet(["a", "never fought about"]);
  assert.deepEqual(log.take(), []);
  tells.quiet(["b"]);
  tells.quiet(["b"]);
  assert.deepEqual(log.take(), ["info: eth0: left in peace again"]);
  tells.contended("a", ROUTE);
  assert.equal(log.take().length, 1);
});

test("what broke is an error, whatever was thrown", () => {
  const { report: tells, log } = report();
  tells.broke(new Error("no answer"));
  tells.broke("odd");
  assert.deepEqual(log.take(), ["error: reconciling failed: no answer", "error: reconciling failed: odd"]);
});

test("a refusal is a problem of its key, with what and why, until it is mended", () => {
  const { report: tells, told } = report();
  tells.refused("a", ROUTE, ENETUNREACH, 1);
  tells.refused("b", ELSEWHERE, EINVAL, 1);
  assert.deepEqual(
    [...told.problems],
    [
      [
        "a",
        {
          table: 1000,
          code: "kernel-refused",
          text: "ip -4 route add default via 192.0.2.1 dev eth0 table 1000 proto 77: ENETUNREACH",
        },
      ],
      [
        "b",
        {
          table: 1001,
          code: "kernel-refused",
          text: "ip -4 route add default via 198.51.100.1 dev eth1 table 1001 proto 77: EINVAL: Invalid prefsrc address",
        },
      ],
    ],
  );
  tells.mended("a");
  assert.deepEqual([...told.problems.keys()], ["b"]);
});

test("a route that stands where ours should is a shared table; a rule or another reason is not", () => {
  const { report: tells, told } = report();
  const exists = { code: "EEXIST", text: undefined };
  const rule: Operation = { kind: "rule", verb: "add", rule: sourceRule("\xc0\0\x02\x0a", 1000, 1000, 77) };
  tells.refused("a", ROUTE, exists, 1);
  tells.refused("b", rule, exists, 1);
  tells.refused("c", OTHER, EINVAL, 1);
  assert.deepEqual(
    [...told.problems].map(([id, { code, table }]) => `${id} ${code} ${table}`),
    ["a table-shared 1000", "b kernel-refused 1000", "c kernel-refused 1000"],
  );
});

test("a problem is raised each time, also where the log is silent: its text may be another", () => {
  const { report: tells, told, log } = report("fatal");
  tells.refused("a", ROUTE, ENETUNREACH, 1);
  tells.refused("a", ROUTE, EINVAL, 2);
  assert.match(told.problems.get("a")?.text ?? "", /Invalid prefsrc address$/);
  assert.deepEqual(log.take(), []);
});

test("a fight is a problem of each key, apart from its refusals, until that key is left in peace", () => {
  const { report: tells, told } = report();
  tells.refused("a", ROUTE, ENETUNREACH, 1);
  tells.contended("a", ROUTE);
  tells.contended("b", ELSEWHERE);
  assert.deepEqual(
    [...told.problems.values()].map(({ code, table }) => `${code} ${table}`),
    ["kernel-refused 1000", "contended 1000", "contended 1001"],
  );
  assert.match(
    [...told.problems.values()].at(-1)?.text ?? "",
    /^someone keeps deleting: ip -4 route add default via 198\.51\.100\.1 .*; repairing ever more slowly$/,
  );
  tells.quiet(["a", "never fought about"]);
  tells.mended("b");
  assert.deepEqual(
    [...told.problems.values()].map(({ code, table }) => `${code} ${table}`),
    ["kernel-refused 1000", "contended 1001"],
  );
  tells.quiet(["b"]);
  tells.mended("a");
  assert.equal(told.problems.size, 0);
});

test("each batch is told as it was carried out, and counted", () => {
  const { report: tells, told } = report();
  assert.equal(tells.operations, 0);
  tells.carriedOut([{ operation: ROUTE }, { operation: operation("10.0.0.0/8 dev eth1 table 1001", "delete") }]);
  tells.carriedOut([{ operation: { kind: "rule", verb: "delete", rule: sourceRule("\xc0\0\x02\x0a", 1009, 7, 77) } }]);
  assert.deepEqual(told.batches, [
    [
      { interface: "eth0", verb: "add", object: "-4 route default via 192.0.2.1 dev eth0 table 1000 proto 77" },
      { interface: "eth1", verb: "del", object: "-4 route 10.0.0.0/8 dev eth1 table 1001 proto 77 scope link" },
    ],
    [{ interface: "table 1009", verb: "del", object: "-4 rule from 192.0.2.10 lookup 1009 priority 7 protocol 77" }],
  ]);
  assert.equal(tells.operations, 3);
  tells.converged(0);
  assert.deepEqual(told.events, ["carried out 2", "carried out 1", "turned"]);
});

test("of a large batch the first are told, and of the others how many there were of each kind", () => {
  const { report: tells, told } = report();
  const many = (from: number, to: number, of: string, verb?: "add" | "delete") =>
    Array.from({ length: to - from }, (_, at) => step(`10.${from + at}.0.0/16 dev ${of}`, verb));
  tells.carriedOut([
    ...many(0, 64, "eth0 table 1000"),
    ...many(64, 100, "eth0 table 1000"),
    ...many(100, 102, "eth0 table 1000", "delete"),
    ...many(102, 105, "eth1 table 1001"),
    ...many(105, 106, "tun0 table 1009"),
  ]);
  const [batch = []] = told.batches;
  assert.equal(batch.length, 64 + 4);
  assert.deepEqual(batch.slice(64), [
    { interface: "eth0", verb: "add", object: "36 more" },
    { interface: "eth0", verb: "del", object: "2 more" },
    { interface: "eth1", verb: "add", object: "3 more" },
    { interface: "table 1009", verb: "add", object: "1 more" },
  ]);
  assert.equal(tells.operations, 106);
});

test("where nobody wants to know, nothing is told but the log", () => {
  const log = new RecordingLog();
  const view = viewOf([]);
  const tells = new Report(view, log, () => joinUplinks([], view));
  tells.carriedOut([{ operation: ROUTE }]);
  tells.refused("a", ROUTE, EINVAL, 2);
  tells.contended("a", ROUTE);
  tells.quiet(["a"]);
  tells.mended("a");
  tells.converged(0);
  assert.equal(log.take().length, 4);
});

test("a table of nftables is told by its size, and whole where it is debugged", () => {
  const view = viewOf([]);
  const ruleset = { text: "table inet multihomed {\n\tchain x {\n\t}\n}\n", pinned: [] };
  for (const [level, expected] of [
    ["info", /^nft table inet multihomed \(5 lines\)$/],
    ["debug", /^nft '.*chain x \{/],
  ] as const) {
    const log = new RecordingLog(level);
    const report = new Report(view, log, () => joinUplinks([], view));
    report.carriedOut([{ operation: { kind: "ruleset", verb: "replace", ruleset, instead: undefined } }]);
    const [line = ""] = log.take();
    assert.match(line.replace(/^.*?info:? /, ""), expected);
  }
});
