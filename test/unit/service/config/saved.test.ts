// Assignments on disk: what is saved is loaded; what cannot be understood is put aside and said.
import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import fc from "fast-check";
import type { Uplink } from "../../../../service/config/config.ts";
import { FILE_MAX } from "../../../../service/config/file.ts";
import { type Decisions, loadDecisions, saveDecisions } from "../../../../service/config/saved.ts";
import { uplinkOf } from "../../../../service/config/uplink.ts";
import { FailingFiles, failures } from "./failing-files.ts";
import { assignableName, uplinkNamed } from "./random-uplinks.ts";

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "multihomed-saved-"));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const FILE = "assignments.json";
const file = () => join(directory, FILE);
const text = () => fs.readFileSync(file(), "utf8");
const ETH0: Decisions = new Map([["eth0", uplinkOf("eth0", { table: 1000 }, "D-Bus")]]);

test("nothing saved is nothing decided", () => {
  assert.deepEqual(loadDecisions(directory, fs), { decisions: new Map() });
  assert.deepEqual(loadDecisions(join(directory, "none"), fs), { decisions: new Map() });
});

test("what is saved says everything, in a form that people can read", () => {
  saveDecisions(
    directory,
    new Map([
      ["eth0", uplinkOf("eth0", { table: 1000, priority: 7, weight: 3, gateway: "192.0.2.1" }, "D-Bus")],
      ["wwan0", undefined],
    ]),
    fs,
  );
  assert.deepEqual(JSON.parse(text()), {
    version: 1,
    assignments: [
      {
        interface: "eth0",
        table: 1000,
        guard: true,
        "unassigned-routes": "include",
        strict: false,
        mptcp: [],
        priority: 7,
        weight: 3,
        gateway: "192.0.2.1",
      },
      { interface: "wwan0", released: true },
    ],
  });
  assert.match(text(), /^\{\n {2}"version": 1,\n/);
  assert.ok(text().endsWith("}\n"));
});

test("whatever is decided is the same when it is loaded again", () => {
  const table = fc.oneof(fc.constant("auto" as const), fc.constantFrom(1, 252, 256, 1000, 4294967295));
  const decision = assignableName.chain((name) =>
    fc.tuple(fc.constant(name), fc.option(uplinkNamed(name, table), { nil: undefined })),
  );
  fc.assert(
    fc.property(fc.uniqueArray(decision, { selector: ([name]) => name }), (entries) => {
      const decisions = new Map(entries);
      saveDecisions(directory, decisions, fs);
      const loaded = loadDecisions(directory, fs);
      assert.deepEqual([...loaded.decisions], [...decisions]);
      assert.equal(loaded.warning, undefined);
    }),
  );
});

test("as many as can be decided, each as long as it can be, are not too long to be loaded", () => {
  const decisions = new Map(
    Array.from({ length: 1024 }, (_, at): [string, Uplink] => {
      const name = `${String(at).padStart(4, "0")}${'"'.repeat(11)}`;
      return [
        name,
        uplinkOf(
          name,
          {
            table: 4_000_000_000 + at,
            priority: 4294967295,
            weight: 256,
            mptcp: ["subflow", "backup", "fullmesh"],
            "unassigned-routes": "include",
            gateway: "2001:db8:1111:2222:3333:4444:5555:6666",
          },
          "D-Bus",
        ),
      ];
    }),
  );
  saveDecisions(directory, decisions, fs);
  assert.ok(fs.statSync(file()).size < FILE_MAX);
  assert.equal(loadDecisions(directory, fs).decisions.size, 1024);
});

const assignments = (...each: unknown[]) => JSON.stringify({ version: 1, assignments: each });
const BROKEN: readonly (readonly [what: string, content: string | Uint8Array, why: RegExp])[] = [
  ["empty", "", /Unexpected end of JSON input/],
  ["cut off", '{"version": 1, "assign', /JSON/],
  ["zeros", "\0".repeat(4096), /is binary, expected text/],
  ["no UTF-8", Uint8Array.of(0x7b, 0xff), /is not UTF-8 text/],
  ["too long", " ".repeat(FILE_MAX + 1), /is larger than 1 MiB/],
  ["nested without end", "[".repeat(200_000), /./],
  ["nested and closed", `{"version":1,"assignments":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, /./],
  ["null", "null", /expected a table/],
  ["a list", "[]", /expected a table/],
  ["of no version", '{"assignments": []}', /its version is missing/],
  ["of a version to come", '{"version": 2, "assignments": []}', /version: expected 1/],
  ["of a version that is none", '{"version": "1", "assignments": []}', /version: expected 1/],
  [
    "with a key that is none",
    '{"version": 1, "colour": "red"}',
    /colour: unknown key, expected one of version, assign/,
  ],
  ["with __proto__", '{"version": 1, "__proto__": {}}', /__proto__: unknown key/],
  ["with no list", '{"version": 1, "assignments": {}}', /assignments: expected a list of assignments/],
  ["with nothing of a link", assignments({}), /assignments: expected an interface/],
  ["with a word for a link", assignments("eth0"), /assignments: expected a table/],
  [
    "with a name that no link has",
    assignments({ interface: "a/b" }),
    /interface: expected the name of a link, but "a\/b" /,
  ],
  ["with a pattern", assignments({ interface: "wwan*", table: 1000 }), /interface: .*"wwan\*" is a pattern/],
  ["with the loopback", assignments({ interface: "lo" }), /interface: .*"lo" is the loopback/],
  ["with a table that none can have", assignments({ interface: "eth0", table: 254 }), /table: expected a table from 1/],
  ["with a table in words", assignments({ interface: "eth0", table: "main" }), /table: expected a table from 1/],
  ["with a table and a half", assignments({ interface: "eth0", table: 1000.5 }), /table: expected a table from 1/],
  ["with an option of another type", assignments({ interface: "eth0", guard: 1 }), /guard: expected true or false/],
  ["with an option that is none", assignments({ interface: "eth0", colour: "red" }), /colour: unknown key/],
  ["with a share that is none", assignments({ interface: "eth0", weight: 0 }), /weight: expected a whole number/],
  [
    "with one interface twice",
    assignments({ interface: "eth0" }, { interface: "eth0" }),
    /one interface stands there twice/,
  ],
  [
    "with one interface twice, once released",
    assignments({ interface: "eth0" }, { interface: "eth0", released: true }),
    /one interface stands there twice/,
  ],
  ["with what a terminal obeys", '\u001b[31m{\n"x', /./],
  ["with what a terminal obeys in a key", '{"\\u001b[31m\\n\\u202e": 1}', /unknown key/],
];
for (const [what, content, why] of BROKEN) {
  test(`what is saved and ${what} is put aside, and said in one line`, () => {
    fs.writeFileSync(file(), content);
    const { decisions, warning = "" } = loadDecisions(directory, fs);
    assert.equal(decisions.size, 0);
    assert.ok(warning.startsWith(`${file()}:`), warning);
    assert.match(warning, why);
    assert.ok(
      warning.endsWith(`; the assignments saved there are not in force; they were put aside as ${file()}.broken`),
      warning,
    );
    assert.doesNotMatch(warning, /[\p{Cc}\u2028-\u202e]/u);
    assert.deepEqual(fs.readFileSync(`${file()}.broken`), Buffer.from(content));
    assert.deepEqual(fs.readdirSync(directory), [`${FILE}.broken`]);
    // And works on: the next life reads what this one saves.
    saveDecisions(directory, ETH0, fs);
    assert.deepEqual(loadDecisions(directory, fs), { decisions: ETH0 });
  });

  test(`what is saved and ${what} stays where nothing may be written`, () => {
    fs.writeFileSync(file(), content);
    const { decisions, warning = "" } = loadDecisions(directory, fs, true);
    assert.equal(decisions.size, 0);
    assert.ok(warning.endsWith("; the assignments saved there are not in force"), warning);
    assert.deepEqual(fs.readdirSync(directory), [FILE]);
  });
}

test("a list that is missing is an empty one", () => {
  fs.writeFileSync(file(), '{"version": 1}');
  assert.deepEqual(loadDecisions(directory, fs), { decisions: new Map() });
});

test("what was not said has its default, also of what an earlier version saved", () => {
  fs.writeFileSync(file(), assignments({ interface: "eth0" }));
  assert.deepEqual(loadDecisions(directory, fs).decisions.get("eth0"), uplinkOf("eth0", { table: "auto" }, "D-Bus"));
});

test("what cannot be moved aside is said all the same", () => {
  fs.writeFileSync(file(), "no");
  const failing = new FailingFiles((_, name) => (name === "renameSync" ? failures("EROFS") : undefined));
  const { warning = "" } = loadDecisions(directory, failing.files);
  assert.ok(warning.endsWith("; the assignments saved there are not in force"), warning);
  assert.equal(text(), "no");
});

test("what may not be read is said, and is nothing", () => {
  saveDecisions(directory, ETH0, fs);
  const failing = new FailingFiles((_, name) => (name === "openSync" ? failures("EACCES") : undefined));
  const { decisions, warning } = loadDecisions(directory, failing.files, true);
  assert.equal(decisions.size, 0);
  assert.equal(warning, `${file()}: cannot be used: permission denied; the assignments saved there are not in force`);
});

test("a draft that a crash left is nothing that was saved", () => {
  for (const draft of ["", assignments({ interface: "eth1" }), '{"version": 1, "assi']) {
    saveDecisions(directory, ETH0, fs);
    fs.writeFileSync(`${file()}.new`, draft);
    assert.deepEqual(loadDecisions(directory, fs), { decisions: ETH0 });
    saveDecisions(directory, new Map([["eth1", undefined]]), fs);
    assert.deepEqual([...loadDecisions(directory, fs).decisions], [["eth1", undefined]]);
    assert.deepEqual(fs.readdirSync(directory), [FILE]);
  }
});
