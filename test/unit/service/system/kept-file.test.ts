// What is to be given back: as it was saved, whatever happens meanwhile, and nothing that was not saved by us.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import fc from "fast-check";
import { AF_INET, AF_INET6 } from "../../../../service/netlink/uapi.ts";
import { type KeptFiles, openKeptFile } from "../../../../service/system/kept-file.ts";
import { type Kept, nothingKept, type Pinned, pinnedName } from "../../../../service/view/kept.ts";
import { hostSysctl, linkSysctl } from "../../../../service/view/sysctl.ts";
import { endsAt, FailingFiles, failures } from "../config/failing-files.ts";

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "multihomed-kept-"));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

const PINNED: readonly Pinned[] = [
  { mark: 0x10000, mask: 0xff0000, family: AF_INET, link: "eth0", address: "\x0a\0\0\x02" },
  { mark: 0xffffffff, mask: 0xffffffff, family: AF_INET6, link: 'w"w', address: `\xfd${"\0".repeat(14)}\xff` },
  { mark: 0x20000, mask: 0xff0000, family: AF_INET6, link: "eth0" },
];

function something(): Kept {
  const kept = nothingKept();
  kept.sysctls.set(linkSysctl("net/ipv4/conf", 7, "arp_ignore"), { was: "0", ours: "1" });
  kept.sysctls.set(hostSysctl("net/ipv4/ip_forward"), { was: "-1", ours: "1" });
  kept.endpoints.set("\xc0\0\x02\x01", 3);
  kept.limits = { was: { subflows: 2, addAddrAccepted: 0 }, ours: { subflows: 8, addAddrAccepted: 8 } };
  for (const pinned of PINNED) kept.pinned.set(pinnedName(pinned), pinned);
  kept.ruleset = { ruleset: { text: 'table inet x { "}\u2028 }', pinned: PINNED }, listing: "table inet x {\n}\n" };
  return kept;
}

const open = (files: KeptFiles = fs, readOnly = false) => openKeptFile(directory, files, readOnly);
/** The files of a process that FailingFiles lets fail, with what cannot. */
const filesOf = ({ files }: FailingFiles): KeptFiles => ({ ...fs, ...files });

test("what is saved is what the next life finds, in a file of this network namespace", () => {
  const file = open();
  assert.deepEqual(file.kept, nothingKept());
  file.save(something());
  assert.deepEqual(open().kept, something());
  assert.equal(open().warning, undefined);
  assert.equal(file.path, join(directory, `kept-${fs.statSync("/proc/self/ns/net").ino}.json`));
  assert.deepEqual(fs.readdirSync(directory), [file.path.slice(directory.length + 1)]);
});

test("another network namespace has another file", () => {
  open().save(something());
  const elsewhere = { ...fs, readlinkSync: (() => "net:[1]") as unknown as typeof fs.readlinkSync };
  assert.deepEqual(open(elsewhere).kept, nothingKept());
});

test("with nothing to give back there is no file", () => {
  open().save(nothingKept());
  assert.deepEqual(fs.readdirSync(directory), []);
  const file = open();
  file.save(something());
  file.save(nothingKept());
  assert.deepEqual(fs.readdirSync(directory), []);
  file.save(nothingKept());
  open().save(something());
  assert.equal(fs.readdirSync(directory).length, 1);
});

test("what is as saved is not saved again", () => {
  open().save(something());
  const files = new FailingFiles(() => undefined);
  const file = open(filesOf(files));
  files.calls.length = 0;
  file.save(something());
  assert.deepEqual(files.calls, []);
});

test("a dry run reads, and writes nothing", () => {
  open(fs, true).save(something());
  assert.deepEqual(fs.readdirSync(directory), []);
  open().save(something());
  const dry = open(fs, true);
  assert.deepEqual(dry.kept, something());
  dry.save(nothingKept());
  assert.deepEqual(open().kept, something());
});

test("whoever is killed while saving leaves what was, or what was to be", () => {
  const before = something();
  const after = something();
  after.sysctls.set(hostSysctl("net/ipv4/tcp_ecn"), { was: "2", ours: "1" });
  for (const kept of [after, nothingKept()]) {
    let found = "";
    for (let end = 0; found !== "after"; end++) {
      assert.ok(end < 50, "it is never saved");
      open().save(before);
      const dying = endsAt(end);
      const files = filesOf(dying);
      const rmSync = (path: fs.PathLike) => files.unlinkSync(path);
      try {
        openKeptFile(directory, { ...files, rmSync }).save(kept);
      } catch {
        // As the process ended.
      }
      const next = open();
      assert.equal(next.warning, undefined);
      found = next.kept.sysctls.size === before.sysctls.size ? "before" : "after";
      assert.deepEqual(next.kept, found === "before" ? before : kept);
    }
  }
});

test("what cannot be saved throws, stays as it was, and is saved the next time", () => {
  for (const code of ["ENOSPC", "EROFS", "EACCES", "EIO"]) {
    let failing = false;
    const files = new FailingFiles((_call, name) => (failing && name !== "readSync" ? failures(code) : undefined));
    const file = open(filesOf(files));
    file.save(something());
    failing = true;
    const more = something();
    more.endpoints.clear();
    assert.throws(() => file.save(more), { code });
    assert.deepEqual(open().kept, something());
    failing = false;
    file.save(more);
    assert.deepEqual(open().kept, more);
    fs.rmSync(file.path);
  }
});

/** A file that someone else wrote. */
function wrote(text: string | Buffer): ReturnType<typeof open> {
  fs.writeFileSync(open().path, text);
  return open();
}

/** What is saved, with something else in its place. */
const instead = (change: Record<string, unknown>): string => {
  const { path, save } = open();
  save(something());
  return JSON.stringify({ ...JSON.parse(fs.readFileSync(path, "utf8")), ...change });
};

const HOSTILE: readonly (readonly [what: string, text: () => string | Buffer])[] = [
  ["nothing", () => ""],
  ["half of it", () => instead({}).slice(0, 100)],
  ["no text", () => Buffer.from([0xff, 0xfe, 0])],
  ["a list", () => "[]"],
  ["null", () => "null"],
  ["nested too deep", () => "[".repeat(200_000)],
  ["another version", () => instead({ version: 2 })],
  ["no version", () => instead({ version: undefined })],
  ["no sysctls", () => instead({ sysctls: undefined })],
  ["a path out of /proc/sys", () => instead({ sysctls: { "net/../../../etc/passwd": { was: "0", ours: "1" } } })],
  ["a path that ends above", () => instead({ sysctls: { "net/..": { was: "0", ours: "1" } } })],
  ["an absolute path", () => instead({ sysctls: { "/etc/passwd": { was: "0", ours: "1" } } })],
  [
    "a sysctl that is not the network's",
    () => instead({ sysctls: { "kernel/core_pattern": { was: "0", ours: "1" } } }),
  ],
  ["a path with a zero byte", () => instead({ sysctls: { "net/ipv4/\0": { was: "0", ours: "1" } } })],
  ["an empty step", () => instead({ sysctls: { "net//ipv4/x": { was: "0", ours: "1" } } })],
  ["a folder", () => instead({ sysctls: { "net/ipv4/": { was: "0", ours: "1" } } })],
  ["a value that is no number", () => instead({ sysctls: { "net/ipv4/x": { was: "|/bin/sh", ours: "1" } } })],
  ["two values", () => instead({ sysctls: { "net/ipv4/x": { was: "1\n2", ours: "1" } } })],
  ["a number as such", () => instead({ sysctls: { "net/ipv4/x": { was: 0, ours: 1 } } })],
  ["an endpoint that is no address", () => instead({ endpoints: [["c00002", 1]] })],
  ["an endpoint without an id", () => instead({ endpoints: ["c0000201"] })],
  ["a limit below zero", () => instead({ limits: { was: { subflows: -1, addAddrAccepted: 0 }, ours: {} } })],
  ["a mark of more than 32 bits", () => instead({ pinned: [[2 ** 32, 1, AF_INET, "0a000002"]] })],
  ["a family that is none", () => instead({ pinned: [[1, 1, 3, "0a000002"]] })],
  ["a table without a text", () => instead({ ruleset: { pinned: [], listing: "" } })],
];

for (const [what, text] of HOSTILE) {
  test(`${what} in the file is told in one line, and nothing of it counts; the next to save writes it anew`, () => {
    const file = wrote(text());
    assert.deepEqual(file.kept, nothingKept());
    assert.match(file.warning ?? "", /^[^\p{Cc}\u2028\u2029]+; what an earlier life changed may not be given back$/u);
    file.save(something());
    assert.deepEqual(open().kept, something());
  });
}

test("a file that cannot be used goes when there is nothing to give back", () => {
  wrote("{").save(nothingKept());
  assert.deepEqual(fs.readdirSync(directory), []);
});

test("a folder, or no right to read, is told too", () => {
  fs.mkdirSync(open().path);
  assert.match(open().warning ?? "", /is a directory/);
  const files = new FailingFiles((_call, name) => (name === "openSync" ? failures("EACCES") : undefined));
  assert.match(open(filesOf(files)).warning ?? "", /permission denied/);
});

test("a table with the addresses of thousands of links is kept", () => {
  const kept = something();
  const text = "fd00:1234:5678:9abc:def0:1234:5678:9abc, ".repeat(50_000);
  kept.ruleset = { ruleset: { text, pinned: [] }, listing: text };
  open().save(kept);
  assert.deepEqual(open().kept, kept);
});

test("any JSON at all is read as something that we would save, or told", () => {
  const { path } = open();
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom("sysctls", "endpoints", "limits", "pinned", "ruleset"),
      (value, key) => {
        fs.writeFileSync(path, instead({ [key]: value }));
        const { kept, warning, save } = open();
        assert.ok(warning === undefined || !warning.includes("\n"));
        save(kept);
        assert.deepEqual(open().kept, kept);
      },
    ),
    { numRuns: 200 },
  );
});
