// What is remembered between lives: where it is kept, what is read, and what happens when it cannot be.
import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { openMemory } from "../../../../service/config/memory.ts";
import { uplinkOf } from "../../../../service/config/uplink.ts";
import { RecordingLog } from "../observer/recording-log.ts";
import { FailingFiles, full } from "./failing-files.ts";

let directory: string;
let env: { readonly STATE_DIRECTORY: string; readonly RUNTIME_DIRECTORY: string };
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "multihomed-memory-"));
  env = { STATE_DIRECTORY: `${directory}/state:${directory}/other`, RUNTIME_DIRECTORY: `${directory}/run` };
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const log = new RecordingLog();
const open = (files = fs, options: { readonly decisions?: boolean; readonly readOnly?: boolean } = {}) =>
  openMemory({ env, decisions: true, readOnly: false, ...options }, files, log);
const ETH0 = uplinkOf("eth0", { table: 1000 }, "D-Bus");
const WWAN0 = uplinkOf("wwan0", { table: "auto" }, "D-Bus");

test("nothing is remembered at first, and nothing is made for it", () => {
  const memory = open();
  assert.deepEqual(
    [memory.allocated, memory.decided.persistent, memory.decided.temporary, memory.troubles],
    [new Map(), new Map(), new Map(), []],
  );
  assert.deepEqual(fs.readdirSync(directory), []);
});

test("each layer has its directory, and the next life reads both", () => {
  const memory = open();
  memory.saveDecided("persistent", new Map([["eth0", ETH0]]));
  memory.saveDecided("temporary", new Map([["wwan0", WWAN0]]));
  memory.saveAllocated(new Map([["wwan0", 1000]]));
  assert.deepEqual(fs.readdirSync(join(directory, "state")).sort(), ["assignments.json", "tables.json"]);
  assert.deepEqual(fs.readdirSync(join(directory, "run")), ["assignments.json"]);
  const next = open();
  assert.deepEqual(next.decided, { persistent: new Map([["eth0", ETH0]]), temporary: new Map([["wwan0", WWAN0]]) });
  assert.deepEqual(next.allocated, new Map([["wwan0", 1000]]));
  assert.deepEqual(log.take(), []);
});

test("where D-Bus is not served, what was said there does not count, and is not touched", () => {
  open().saveDecided("persistent", new Map([["eth0", ETH0]]));
  fs.mkdirSync(join(directory, "run"));
  fs.writeFileSync(join(directory, "run", "assignments.json"), "no");
  const { decided, troubles } = open(fs, { decisions: false });
  assert.deepEqual([decided.persistent.size, decided.temporary.size, troubles], [0, 0, []]);
  assert.deepEqual(fs.readdirSync(join(directory, "run")), ["assignments.json"]);
});

test("what cannot be read is a line of its own each, in the log and for status", () => {
  for (const folder of ["state", "run"]) {
    fs.mkdirSync(join(directory, folder));
    fs.writeFileSync(join(directory, folder, "assignments.json"), "no");
  }
  fs.writeFileSync(join(directory, "state", "tables.json"), "no");
  const { troubles } = open();
  assert.equal(troubles.length, 3);
  assert.deepEqual(
    ["tables.json", "state/assignments.json", "run/assignments.json"].map((name, at) => troubles[at]?.includes(name)),
    [true, true, true],
  );
  assert.deepEqual(
    log.take(),
    troubles.map((line) => `warning: ${line}`),
  );
});

test("a dry run writes nothing, whatever it finds", () => {
  fs.mkdirSync(join(directory, "state"));
  fs.writeFileSync(join(directory, "state", "assignments.json"), "no");
  const memory = open(fs, { readOnly: true });
  memory.saveAllocated(new Map([["eth0", 1000]]));
  assert.equal(memory.troubles.length, 1);
  assert.deepEqual(fs.readdirSync(join(directory, "state")), ["assignments.json"]);
  assert.deepEqual(fs.readdirSync(directory), ["state"]);
  log.take();
});

test("allocated tables that cannot be saved are a line in the log; an assignment that cannot be is thrown", () => {
  const memory = open(new FailingFiles((_, name) => (name === "fsyncSync" ? full() : undefined)).files as typeof fs);
  memory.saveAllocated(new Map([["eth0", 1000]]));
  assert.match(log.take().join(), /^warning: .*tables\.json: is on a full file system; allocated tables may change/);
  assert.throws(() => memory.saveDecided("persistent", new Map([["eth0", ETH0]])), { code: "ENOSPC" });
  assert.deepEqual(log.take(), []);
});

test("without systemd the directories are the usual ones", () => {
  const asked: string[] = [];
  const files = {
    ...fs,
    openSync: (file: fs.PathLike) => {
      asked.push(String(file));
      throw Object.assign(new Error(), { code: "ENOENT" });
    },
  };
  openMemory({ env: {}, decisions: true, readOnly: true }, files, log);
  assert.deepEqual(asked.sort(), [
    "/run/multihomed/assignments.json",
    "/var/lib/multihomed/assignments.json",
    "/var/lib/multihomed/tables.json",
  ]);
});
