// A file is replaced as a whole or not at all: at every system call that fails, and at every one at which we end.
import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { replaceFile } from "../../../../service/config/replace-file.ts";
import { endsAt, FailingFiles, full } from "./failing-files.ts";

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "multihomed-replace-"));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const file = () => join(directory, "f.json");
const contents = () => fs.readFileSync(file(), "utf8");
/** Those of the test's folder: others come and go with what runs the tests. */
const descriptors = () => fs.readdirSync("/proc/self/fd").filter((fd) => pathOf(fd).startsWith(directory)).length;

function pathOf(fd: string): string {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ""; // it was the one that read the folder
  }
}

test("a file is made, with the directories that are missing, and replaced", () => {
  const deep = join(directory, "a", "b", "f.json");
  replaceFile(deep, "old", fs);
  replaceFile(deep, "new ü", fs);
  assert.equal(fs.readFileSync(deep, "utf8"), "new ü");
  assert.deepEqual(fs.readdirSync(join(directory, "a", "b")), ["f.json"]);
});

test("what is longer than one write takes is written in several", () => {
  const text = "x".repeat(100_000);
  const short = {
    ...fs,
    writeSync: (to: number, bytes: Uint8Array, at: number) =>
      fs.writeSync(to, bytes, at, Math.min(7777, bytes.length - at)),
  };
  // The fake takes fewer arguments than the real one has overloads for.
  replaceFile(file(), text, short as unknown as typeof fs);
  assert.equal(contents(), text);
});

test("the text is on the disk before the file has its name, and the name after", () => {
  const order = new FailingFiles(() => undefined);
  replaceFile(file(), "text", order.files);
  const [first, second] = ["fsyncSync", "fsyncSync"].map((name, at) =>
    order.calls.indexOf(name, at * (order.calls.indexOf(name) + 1)),
  );
  const renamed = order.calls.indexOf("renameSync");
  assert.ok(first !== undefined && second !== undefined && first < renamed && renamed < second, order.calls.join(" "));
});

test("a draft that a crash left does no harm, whatever is in it", () => {
  fs.writeFileSync(`${file()}.new`, "x".repeat(10_000));
  replaceFile(file(), "new", fs);
  assert.equal(contents(), "new");
  assert.deepEqual(fs.readdirSync(directory), ["f.json"]);
});

/** How many system calls there are to fail. */
function callsOf(): number {
  const counting = new FailingFiles(() => undefined);
  replaceFile(file(), "old", counting.files);
  return counting.calls.length;
}

test("whichever system call fails: it is refused and the file as before, or done; no draft and no descriptor is left", () => {
  const calls = callsOf();
  assert.ok(calls >= 8);
  let refusals = 0;
  for (let fails = 0; fails < calls; fails++) {
    fs.writeFileSync(file(), "old");
    let refused = false;
    const failing = new FailingFiles((call) => (call === fails ? full() : undefined));
    try {
      replaceFile(file(), "new", failing.files);
    } catch (error) {
      assert.ok(error instanceof Error && "code" in error && error.code === "ENOSPC");
      refused = true;
      refusals++;
    }
    assert.equal(contents(), refused ? "old" : "new", `call ${fails}: ${failing.calls[fails]}`);
    assert.deepEqual(fs.readdirSync(directory), ["f.json"], `call ${fails}`);
    assert.equal(descriptors(), 0, `call ${fails}: ${failing.calls.join(" ")}`);
  }
  // All up to the rename, and it.
  assert.ok(refusals >= 7, `${refusals}`);
});

test("whenever the process ends: the file has what it had, or what it was to have", () => {
  const calls = callsOf();
  const seen = new Set<string>();
  for (let end = 0; end <= calls; end++) {
    fs.writeFileSync(file(), "old");
    try {
      replaceFile(file(), "new", endsAt(end).files);
    } catch {
      // The process has ended: nobody hears that.
    }
    seen.add(contents());
    assert.match(contents(), /^(old|new)$/);
    // The next life replaces it all the same.
    replaceFile(file(), "newer", fs);
    assert.equal(contents(), "newer");
    assert.deepEqual(fs.readdirSync(directory), ["f.json"]);
  }
  assert.deepEqual([...seen], ["old", "new"]);
});
