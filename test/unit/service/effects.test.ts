// What is not rtnetlink's: carried out by its part of the kernel, and what becomes of a failure.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import { MultihomedError } from "../../../common/errors.ts";
import { Effects, type Parts } from "../../../service/effects.ts";
import type { Failure } from "../../../service/netlink/requests.ts";
import { nothingKept } from "../../../service/view/kept.ts";
import type { RulesetOperation, SysctlOperation } from "../../../service/view/operation.ts";
import { linkSysctl } from "../../../service/view/sysctl.ts";
import { chain, ruleset } from "./planes/ruleset/text.ts";
import { viewOf } from "./view/from-text/state.ts";

const RULESET = { text: "table inet multihomed {\n}\n", pinned: [] };
const REPLACE: RulesetOperation = { kind: "ruleset", verb: "replace", ruleset: RULESET, instead: undefined };
const DELETE: RulesetOperation = { kind: "ruleset", verb: "delete", instead: RULESET };
const SYSCTL: SysctlOperation = {
  kind: "sysctl",
  verb: "replace",
  key: linkSysctl("net/ipv4/conf", 2, "arp_ignore"),
  value: "1",
  instead: "0",
  kept: undefined,
};

function scene(change: Partial<Parts> = {}) {
  const done: string[] = [];
  const parts: Parts = {
    files: {
      ...fs,
      readFileSync: (() => "0\n") as unknown as typeof fs.readFileSync,
      writeFileSync: (path, value) => void done.push(`${path} = ${value}`),
    },
    nft: {
      run: (commands) => {
        done.push(commands);
        return undefined;
      },
      list: () => "as listed",
    },
    mptcp: {
      list: async () => undefined,
      add: async (endpoint) => void done.push(`add ${endpoint.id}`),
      setFlags: async (endpoint) => void done.push(`flags ${endpoint.id}`),
      delete: async (endpoint) => void done.push(`delete ${endpoint.id}`),
      setLimits: async ({ subflows }) => void done.push(`limits ${subflows}`),
    },
    conntrack: { forget: async ({ mark }) => void done.push(`forget ${mark}`) },
    keptFile: { path: "/run/kept.json", save: () => void done.push("save") },
    ...change,
  };
  return { done, effects: new Effects(parts), view: viewOf(["link eth0 2"]) };
}

const throwing = (error: Error) => () => {
  throw error;
};
const errno = (code: string) => Object.assign(new Error(code), { code });

test("a table is replaced in one transaction, whether it is there or not", async () => {
  const { done, effects, view } = scene();
  assert.equal(await effects.carryOut(REPLACE, view), undefined);
  assert.deepEqual(done, [`table inet multihomed {}\ndelete table inet multihomed\n${RULESET.text}`]);
  view.kept.ruleset = { ruleset: RULESET, listing: "as listed" };
  assert.equal(await effects.carryOut(DELETE, view), undefined);
  assert.equal(done[1], "table inet multihomed {}\ndelete table inet multihomed\n");
  assert.equal(view.kept.ruleset, undefined);
});

test("of a table that is as we wrote it only what differs is written, or all where that is refused", async () => {
  const [before, after] = [
    ruleset(chain("a", "accept"), chain("b", "drop")),
    ruleset(chain("a", "accept"), chain("b")),
  ];
  const replace: RulesetOperation = { ...REPLACE, ruleset: after, instead: before };
  const little = `flush chain inet multihomed b\ntable inet multihomed {\n${chain("b")}}\n`;
  const whole = `table inet multihomed {}\ndelete table inet multihomed\n${after.text}`;
  for (const [refusal, expected] of [
    [undefined, [little]],
    ["no such chain", [little, whole]],
  ] as const) {
    const run: string[] = [];
    const nft = { run: (commands: string) => (run.push(commands) === 1 ? refusal : undefined), list: () => "" };
    const { effects, view } = scene({ nft });
    assert.equal(await effects.carryOut(replace, view), undefined);
    assert.deepEqual(run, expected);
  }
  const { effects, view, done } = scene();
  assert.equal(await effects.carryOut({ ...replace, ruleset: { ...before, pinned: [] } }, view), undefined);
  assert.deepEqual(done, []);
});

test("a text that nftables refuses is a failure in its words, and what was kept stays", async () => {
  const { effects, view } = scene({ nft: { run: () => "syntax error, in line 3", list: () => undefined } });
  const before = { ruleset: RULESET, listing: "of before" };
  view.kept.ruleset = before;
  for (const operation of [REPLACE, DELETE]) {
    const failure: Failure = { code: "nftables", text: "syntax error, in line 3" };
    assert.deepEqual(await effects.carryOut(operation, view), failure);
    assert.equal(view.kept.ruleset, before);
  }
});

test("nftables that cannot be used is a failure that says why", async () => {
  const error = new MultihomedError("missing", "install the package libnftables1");
  const cannot = throwing(error);
  const { effects, view } = scene({ nft: { run: cannot, list: cannot } });
  assert.deepEqual(await effects.carryOut(REPLACE, view), { code: "missing", text: error.message });
  assert.equal(view.kept.ruleset, undefined);
});

test("a sysctl is written under the name that its link has now", async () => {
  const { done, effects, view } = scene();
  view.setLink({ index: 2, name: "wan0", up: true, carrier: true, operstate: 6 });
  assert.equal(await effects.carryOut(SYSCTL, view), undefined);
  assert.deepEqual(done, ["/proc/sys/net/ipv4/conf/wan0/arp_ignore = 1"]);
});

test("one that is not what it was thought to be is left alone", async () => {
  const { done, effects, view } = scene();
  const failure = await effects.carryOut({ ...SYSCTL, instead: "2" }, view);
  assert.deepEqual(failure, { code: "ESTALE", text: "someone else made it 0 in this moment" });
  assert.deepEqual(done, []);
});

test("one that went with its link cannot be changed", async () => {
  const { effects, view } = scene();
  view.deleteLink(2);
  assert.deepEqual(await effects.carryOut(SYSCTL, view), { code: "ENODEV", text: undefined });
  const files = { ...fs, readFileSync: throwing(errno("ENOENT")) };
  const unheard = scene({ files });
  assert.deepEqual(await unheard.effects.carryOut(SYSCTL, unheard.view), { code: "ENOENT", text: undefined });
});

test("a sysctl that cannot be written, and a file that cannot be saved, say which and why", async () => {
  const path = "/proc/sys/net/ipv4/conf/eth0/arp_ignore";
  const readFileSync = (() => "0") as unknown as typeof fs.readFileSync;
  for (const [code, why] of [
    ["EROFS", "is on a read-only file system"],
    ["EACCES", "cannot be used: permission denied"],
    ["EINVAL", "cannot be used (EINVAL)"],
  ] as const) {
    const { effects, view } = scene({
      files: { ...fs, readFileSync, writeFileSync: throwing(errno(code)) },
      keptFile: { path: "/run/kept.json", save: throwing(errno(code)) },
    });
    assert.deepEqual(await effects.carryOut(SYSCTL, view), { code, text: `${path} ${why}` });
    assert.deepEqual(effects.remember(view), { code, text: `/run/kept.json ${why}` });
  }
});

test("what is kept is saved as it is now", () => {
  const saved: unknown[] = [];
  const { effects, view } = scene({ keptFile: { path: "", save: (kept) => saved.push(structuredClone(kept)) } });
  assert.equal(effects.remember(view), undefined);
  assert.deepEqual(saved, [nothingKept()]);
});
