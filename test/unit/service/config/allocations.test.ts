import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { loadAllocations, saveAllocations, stateDirectory } from "../../../../service/config/allocations.ts";

let state: string;
beforeEach(() => {
  state = fs.mkdtempSync(join(tmpdir(), "multihomed-state-"));
});
afterEach(() => fs.rmSync(state, { recursive: true, force: true }));

test("the state directory is systemd's first, or the default", () => {
  assert.equal(stateDirectory({ STATE_DIRECTORY: "/run/a:/run/b" }), "/run/a");
  assert.equal(stateDirectory({ STATE_DIRECTORY: "" }), "/var/lib/multihomed");
  assert.equal(stateDirectory({}), "/var/lib/multihomed");
});

test("what is saved is loaded, also into a directory that is made for it", () => {
  const directory = join(state, "deep", "er");
  const allocated = new Map([
    ["wwan0", 1000],
    ["123", 1002],
    ["__proto__", 1003],
    ["eth0 10.0.0.1", 1001],
  ]);
  assert.equal(saveAllocations(directory, allocated, fs), undefined);
  assert.deepEqual(fs.readdirSync(directory), ["tables.json"]);
  const loaded = loadAllocations(directory, fs);
  assert.equal(loaded.warning, undefined);
  assert.deepEqual(new Map([...loaded.allocated].sort()), new Map([...allocated].sort()));
});

test("nothing saved is nothing allocated", () => {
  assert.deepEqual(loadAllocations(state, fs), { allocated: new Map() });
});

for (const text of [
  "",
  "{",
  "null",
  "[]",
  '{"tables":{}}',
  '{"version":2,"tables":{}}',
  '{"version":1,"tables":[]}',
  '{"version":1,"tables":{"eth0":"1000"}}',
  '{"version":1,"tables":{"eth0":254}}',
  '{"version":1,"tables":{"a/b":1000}}',
  '{"version":1,"tables":{"a b c":1000}}',
  '{"version":1,"tables":{"a":1000,"b":1000}}',
]) {
  test(`what was not saved by us is a warning: ${text}`, () => {
    fs.writeFileSync(join(state, "tables.json"), text);
    const { allocated, warning } = loadAllocations(state, fs);
    assert.equal(allocated.size, 0);
    assert.match(warning ?? "", /tables\.json: is not what was saved there; allocated tables may change$/);
  });
}

test("a directory where the file should be is a warning, both ways", () => {
  fs.mkdirSync(join(state, "tables.json"));
  assert.match(loadAllocations(state, fs).warning ?? "", /tables\.json: is a directory/);
  assert.match(saveAllocations(state, new Map(), fs) ?? "", /tables\.json: .*may change after a restart$/);
  assert.deepEqual(fs.readdirSync(state), ["tables.json"]);
});

test("a directory that cannot be made is a warning", () => {
  fs.writeFileSync(join(state, "file"), "");
  assert.match(saveAllocations(join(state, "file", "in"), new Map(), fs) ?? "", /not a directory/);
});

test("a disk that fills up leaves what was saved before", () => {
  saveAllocations(state, new Map([["eth0", 1000]]), fs);
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
  const failing = {
    ...fs,
    fsyncSync: () => {
      throw full;
    },
  };
  assert.match(saveAllocations(state, new Map([["eth0", 1001]]), failing) ?? "", /is on a full file system/);
  assert.deepEqual(loadAllocations(state, fs).allocated, new Map([["eth0", 1000]]));
  assert.deepEqual(fs.readdirSync(state), ["tables.json"]);
});
