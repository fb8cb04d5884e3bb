// Assignments from all sources: who has the word, what a release means, and that what cannot be remembered is not done.
import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import fc from "fast-check";
import { MultihomedError } from "../../../common/errors.ts";
import { Assignments } from "../../../service/assignments.ts";
import type { Config, Uplink } from "../../../service/config/config.ts";
import { configDefaults } from "../../../service/config/defaults.ts";
import { type Layer, openMemory } from "../../../service/config/memory.ts";
import type { WritableFiles } from "../../../service/config/replace-file.ts";
import { uplinkOf } from "../../../service/config/uplink.ts";
import { endsAt, FailingFiles, full } from "./config/failing-files.ts";
import { RecordingLog } from "./observer/recording-log.ts";

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "multihomed-assignments-"));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const LAYERS: readonly Layer[] = ["persistent", "temporary"];

/** "eth0:1000", "wwan*:auto". */
function uplinkFrom(text: string, origin: string): Uplink {
  const [name = "", table = "auto"] = text.split(":");
  return uplinkOf(name, { table: table === "auto" ? table : Number(table) }, origin);
}
const files = (...lines: string[]): Config => ({
  ...configDefaults,
  uplinks: lines.map((line, at) => uplinkFrom(line, `m.toml:${at + 1}`)),
});

/** The disk is not waited for: that power fails is not tried here. */
const withoutWaiting: WritableFiles = { ...fs, fsyncSync() {} };

/** One life of the service, with what those before it left in `directory`. */
class Life {
  readonly assignments: Assignments;
  links: readonly string[] = ["eth0", "eth1", "wwan0"];

  constructor(config = files(), disk: WritableFiles = withoutWaiting) {
    const env = { STATE_DIRECTORY: join(directory, "state"), RUNTIME_DIRECTORY: join(directory, "run") };
    this.assignments = new Assignments(
      config,
      openMemory({ env, decisions: true, readOnly: false }, disk, new RecordingLog("fatal")),
    );
  }

  /** As the daemon does. */
  assign(text: string, layer: Layer = "persistent"): this {
    const uplink = uplinkFrom(text, "D-Bus");
    this.assignments.check(uplink, this.#current());
    this.assignments.assign(uplink, layer);
    return this;
  }

  release(name: string, layer: Layer = "persistent"): this {
    this.assignments.release(name, layer);
    return this;
  }

  /** "eth0:1000", in order of name. */
  get inForce(): string[] {
    return this.#current()
      .map(({ interface: name, table }) => `${name}:${table}`)
      .sort();
  }

  #current() {
    return this.assignments.resolve(this.links, () => false);
  }
}

const reboot = () => fs.rmSync(join(directory, "run"), { recursive: true, force: true });
const onDisk = () =>
  ["state", "run"].map((folder) => {
    const file = join(directory, folder, "assignments.json");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  });

test("the later has the word: file, for good, until the next boot", () => {
  const life = new Life(files("eth0:1000"));
  assert.deepEqual(life.inForce, ["eth0:1000"]);
  life.assign("eth0:1001");
  assert.deepEqual(life.inForce, ["eth0:1001"]);
  life.assign("eth0:1002", "temporary");
  assert.deepEqual(life.inForce, ["eth0:1002"]);
  assert.deepEqual(new Life(files("eth0:1000")).inForce, ["eth0:1002"]);
  reboot();
  assert.deepEqual(new Life(files("eth0:1000")).inForce, ["eth0:1001"]);
});

test("a decision has the word over a pattern of the files too, for its link alone", () => {
  const life = new Life(files("eth*:auto"));
  assert.deepEqual(life.inForce, ["eth0:1000", "eth1:1001"]);
  life.assign("eth0:7").release("eth1");
  assert.deepEqual(life.inForce, ["eth0:7"]);
  assert.deepEqual(new Life(files("eth*:auto")).inForce, ["eth0:7"]);
});

test("what is assigned replaces all that was said of the interface", () => {
  const config = {
    ...configDefaults,
    uplinks: [uplinkOf("eth0", { table: 1000, guard: false, weight: 3 }, "m.toml:1")],
  };
  const life = new Life(config);
  life.assign("eth0:1001");
  const [assignment] = life.assignments.resolve([], () => false);
  assert.deepEqual(assignment, { ...uplinkOf("eth0", { table: 1001 }, "D-Bus"), table: 1001, priority: 1001 });
});

test("an interface may be assigned before there is a link, and keeps its allocated table", () => {
  const life = new Life();
  life.links = [];
  life.assign("wwan0:auto").assign("wwan1:auto");
  assert.deepEqual(life.inForce, ["wwan0:1000", "wwan1:1001"]);
  life.release("wwan0");
  assert.deepEqual(life.inForce, ["wwan1:1001"]);
  assert.deepEqual(new Life().inForce, ["wwan1:1001"]);
});

test("an allocated table is the same in the next life, whatever else is there then; and is written once", () => {
  const writes: string[] = [];
  const counting = {
    ...withoutWaiting,
    renameSync: (from: fs.PathLike, to: fs.PathLike) => {
      writes.push(String(to));
      fs.renameSync(from, to);
    },
  };
  const life = new Life(files("wwan*:auto"), counting);
  life.links = ["wwan7"];
  assert.deepEqual(life.inForce, ["wwan7:1000"]);
  assert.deepEqual(life.inForce, ["wwan7:1000"]);
  assert.deepEqual(writes, [join(directory, "state", "tables.json")]);
  const next = new Life(files("wwan*:auto"), counting);
  next.links = ["wwan0", "wwan7"];
  assert.deepEqual(next.inForce, ["wwan0:1001", "wwan7:1000"]);
  assert.equal(writes.length, 2);
});

for (const layer of LAYERS) {
  test(`a release is remembered where a file assigns: ${layer}`, () => {
    for (const config of [files("eth0:1000"), files("eth*:auto"), files("[a-e]th0:auto")]) {
      const life = new Life(config).release("eth0", layer);
      life.links = ["eth0"];
      assert.deepEqual(life.inForce, []);
      const next = new Life(config);
      next.links = ["eth0"];
      assert.deepEqual(next.inForce, []);
      assert.throws(() => next.release("eth0", layer), { code: "not-assigned", message: '"eth0" is not assigned' });
      reboot();
      const later = new Life(config);
      later.links = ["eth0"];
      assert.equal(later.inForce.length, layer === "temporary" ? 1 : 0);
      later.assign("eth0:1000", layer);
      assert.deepEqual(later.inForce, ["eth0:1000"]);
      fs.rmSync(directory, { recursive: true, force: true });
    }
  });

  test(`a release of what was only said over D-Bus leaves nothing behind: ${layer}`, () => {
    const life = new Life().assign("eth0:1000", layer).release("eth0", layer);
    assert.deepEqual(life.inForce, []);
    assert.ok(onDisk().every((text) => !text.includes("eth0")));
    // So a file that names it later is not surprised.
    life.assignments.configure(files("eth0:1000"));
    assert.deepEqual(life.inForce, ["eth0:1000"]);
  });
}

test("a release until the next boot hides what was assigned for good", () => {
  const life = new Life().assign("eth0:1000").release("eth0", "temporary");
  assert.deepEqual(life.inForce, []);
  assert.deepEqual(new Life().inForce, []);
  reboot();
  assert.deepEqual(new Life().inForce, ["eth0:1000"]);
});

test("a release until the next boot of what was assigned until then shows nothing below", () => {
  const life = new Life(files("eth0:1000")).assign("eth0:1001", "temporary").release("eth0", "temporary");
  assert.deepEqual(life.inForce, []);
  reboot();
  assert.deepEqual(new Life(files("eth0:1000")).inForce, ["eth0:1000"]);
});

test("what is said for good ends what was said until the next boot: an assignment and a release", () => {
  const life = new Life(files("eth0:1000")).assign("eth0:1001", "temporary").assign("eth0:1002");
  assert.deepEqual(life.inForce, ["eth0:1002"]);
  assert.ok(!onDisk()[1]?.includes("eth0"));
  life.assign("eth0:1003", "temporary").release("eth0");
  assert.deepEqual(life.inForce, []);
  assert.ok(!onDisk()[1]?.includes("eth0"));
  reboot();
  assert.deepEqual(new Life(files("eth0:1000")).inForce, []);
});

test("a release until the next boot of what was assigned for good is ended by an assignment for good", () => {
  const life = new Life().assign("eth0:1000").release("eth0", "temporary").assign("eth0:1001");
  assert.deepEqual(life.inForce, ["eth0:1001"]);
  assert.deepEqual(new Life().inForce, ["eth0:1001"]);
});

test("what is not assigned cannot be released", () => {
  const life = new Life(files("eth*:auto")).release("eth1");
  for (const layer of LAYERS) {
    for (const name of ["eth1", "wwan0", "", "lo", "__proto__", "constructor", "toString"]) {
      assert.throws(() => life.release(name, layer), { code: "not-assigned" }, name);
    }
  }
});

test("the loopback is under no pattern, and so cannot be released", () => {
  const life = new Life(files("*:auto"));
  life.links = ["lo", "eth0"];
  assert.throws(() => life.release("lo"), { code: "not-assigned" });
  assert.deepEqual(life.inForce, ["eth0:1000"]);
});

test("names that every object has are names like any other", () => {
  const life = new Life(files("toString:1000")).assign("__proto__:1001").assign("constructor:1002", "temporary");
  assert.deepEqual(life.inForce, ["__proto__:1001", "constructor:1002", "toString:1000"]);
  assert.deepEqual(new Life(files("toString:1000")).inForce, life.inForce);
  life.release("__proto__").release("constructor").release("toString");
  assert.deepEqual(new Life(files("toString:1000")).inForce, []);
});

test("a table that another assignment has is refused, and nothing is changed", () => {
  const life = new Life(files("eth0:1000", "wwan*:auto")).assign("eth1:1005");
  for (const layer of LAYERS) {
    for (const [text, owner] of [
      ["x:1000", "eth0"],
      ["x:1005", "eth1"],
      ["eth1:1000", "eth0"],
      ["x:1001", "wwan0"],
    ] as const) {
      const table = text.split(":")[1];
      assert.throws(() => life.assign(text, layer), {
        code: "table-in-use",
        message: `table ${table} is assigned to ${owner}`,
      });
    }
  }
  assert.deepEqual(life.inForce, ["eth0:1000", "eth1:1005", "wwan0:1001"]);
  // Its own table is nobody else's.
  life.assign("eth1:1005").assign("eth0:1000");
});

test("a table that comes back to another interface with the next boot is refused too", () => {
  const moved = new Life().assign("eth0:1000").assign("eth0:2000", "temporary");
  assert.throws(() => moved.assign("eth1:1000"), { code: "table-in-use", message: "table 1000 is assigned to eth0" });
  const released = new Life().release("eth0", "temporary");
  for (const layer of LAYERS) {
    assert.throws(() => released.assign("eth1:1000", layer), { code: "table-in-use" });
  }
  released.assign("eth0:3000").assign("eth1:1000");
  reboot();
  assert.deepEqual(new Life().inForce, ["eth0:3000", "eth1:1000"]);
});

test("balance's table is its own while it is on", () => {
  const balance = { ...configDefaults.balance, enabled: true };
  assert.throws(() => new Life({ ...files(), balance }).assign("eth0:900"), {
    code: "table-in-use",
    message: "table 900 is assigned to balance",
  });
  new Life().assign("eth0:900");
  assert.equal(new Life({ ...files(), balance }).assignments.overruled.length, 1);
  // What is allocated goes around it.
  const config = { ...files("eth1:auto"), balance: { ...balance, table: 1000 } };
  assert.ok(new Life(config).inForce.includes("eth1:1001"));
});

test("a link inside the gateway is no uplink, while the gateway is on: by no pattern, and not over D-Bus", () => {
  const gateway = { ...configDefaults.gateway, inside: ["eth1", "br0"] };
  const on = { ...files("eth*:auto"), gateway: { ...gateway, enabled: true } };
  assert.deepEqual(new Life(on).inForce, ["eth0:1000"]);
  for (const text of ["eth1:auto", "br0:7"]) {
    const [name] = text.split(":");
    const refused = { code: "invalid-interface", message: `"${name}" is one of gateway.inside` };
    assert.throws(() => new Life(on).assign(text), refused);
  }
  assert.deepEqual(new Life({ ...on, gateway }).inForce, ["eth0:1000", "eth1:1001"]);
});

test("a start is not refused for a table that was given away over D-Bus: its uplink is left out, and that is said", () => {
  new Life().assign("wwan0:1000");
  const life = new Life(files("eth0:1000", "eth1:1001"));
  assert.deepEqual(life.inForce, ["eth1:1001", "wwan0:1000"]);
  assert.deepEqual(life.assignments.overruled, [
    "m.toml:1: table: 1000 is assigned to wwan0 over D-Bus; expected a table of its own for eth0",
  ]);
  life.release("wwan0");
  assert.deepEqual([life.inForce, life.assignments.overruled], [["eth0:1000", "eth1:1001"], []]);
});

test("a reload is refused for it, and what was in force stays so", () => {
  const life = new Life(files("eth0:1000")).assign("wwan0:2000").release("eth0");
  const before = life.assignments.config;
  assert.throws(() => life.assignments.configure(files("eth1:2000")), {
    code: "configuration",
    message: "m.toml:1: table: 2000 is assigned to wwan0 over D-Bus; expected a table of its own for eth1",
  });
  assert.equal(life.assignments.config, before);
  assert.deepEqual([life.inForce, life.assignments.overruled], [["wwan0:2000"], []]);
  life.assignments.configure(files("eth1:2001"));
  assert.deepEqual(life.inForce, ["eth1:2001", "wwan0:2000"]);
});

test("a reload loses nothing that was said over D-Bus", () => {
  const life = new Life(files("eth0:1000", "eth1:1001")).assign("eth0:2000").release("eth1", "temporary");
  for (const config of [files(), files("eth0:3000", "eth1:3001", "wwan0:3002"), files("*:auto")]) {
    life.assignments.configure(config);
    assert.ok(life.inForce.includes("eth0:2000"));
    assert.ok(!life.inForce.some((text) => text.startsWith("eth1")));
  }
});

test("as many as there are interfaces can be decided in each layer, and no more; releasing makes room", () => {
  for (const layer of LAYERS) {
    const life = new Life();
    const refused = { code: "too-many" } as const;
    // As after as many calls; writing the file each time is what takes long.
    const many = Array.from({ length: 1024 }, (_, at) => ({ interface: `x${at}`, table: 10_000 + at }));
    const folder = join(directory, layer === "persistent" ? "state" : "run");
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(join(folder, "assignments.json"), JSON.stringify({ version: 1, assignments: many }));
    const next = new Life(files("eth*:auto"));
    assert.equal(life.inForce.length, 0);
    assert.throws(() => next.assign("y:1", layer), refused);
    assert.throws(() => next.release("eth0", layer), refused);
    next.assign("x7:1", layer).release("x8", layer).release("eth0", layer);
    assert.throws(() => next.assign("y:2", layer), refused);
    assert.equal(new Life(files("eth*:auto")).inForce.includes("x7:1"), true);
    fs.rmSync(directory, { recursive: true, force: true });
  }
});

/** What can be done to assignments that were made before, and is to be done wholly or not at all. */
const CHANGES: readonly (readonly [what: string, change: (life: Life) => void])[] = [
  ["assigns for good", (life) => life.assign("wwan0:5000")],
  ["assigns until the next boot", (life) => life.assign("wwan0:5000", "temporary")],
  ["ends what was until the next boot", (life) => life.assign("eth1:5000")],
  ["releases for good", (life) => life.release("eth1")],
  ["releases the file's for good", (life) => life.release("eth0")],
  ["releases until the next boot", (life) => life.release("eth1", "temporary")],
];
const FILE = files("eth0:1000");

/** eth1 has a decision in both layers. */
const begin = () => new Life(FILE).assign("eth1:1001").assign("eth1:1002", "temporary");

for (const [what, change] of CHANGES) {
  test(`whichever system call fails while it ${what}: nothing is changed, in memory and on disk, or all of it is`, () => {
    let refusals = 0;
    for (let fails = 0; ; fails++) {
      fs.rmSync(directory, { recursive: true, force: true });
      begin();
      const before = { inForce: new Life(FILE).inForce, disk: onDisk() };
      let armed = false;
      let calls = 0;
      const failing = new FailingFiles(() => (armed && calls++ === fails ? full() : undefined));
      const life = new Life(FILE, failing.files);
      armed = true;
      let error: unknown;
      try {
        change(life);
      } catch (caught) {
        error = caught;
      }
      armed = false;
      const where = `call ${fails}: ${failing.calls.join(" ")}`;
      if (error !== undefined) {
        refusals++;
        assert.ok(error instanceof MultihomedError && error.code === "storage", where);
        assert.match(error.message, /^the assignment cannot be saved: its file is on a full file system$/);
        assert.deepEqual({ inForce: life.inForce, disk: onDisk() }, before, where);
      } else {
        assert.notDeepEqual({ inForce: life.inForce, disk: onDisk() }, before, where);
      }
      // What is in force is what the next life finds.
      assert.deepEqual(new Life(FILE).inForce, life.inForce, where);
      reboot();
      const later = new Life(FILE).inForce;
      if (error !== undefined) assert.deepEqual(later, ["eth0:1000", "eth1:1001"], where);
      if (calls <= fails) break;
    }
    assert.ok(refusals >= 7, `${refusals}`);
  });

  test(`a disk that is full from some call on while it ${what}: what is in force is what the next life finds`, () => {
    for (let from = 0; ; from++) {
      fs.rmSync(directory, { recursive: true, force: true });
      begin();
      const before = new Life(FILE).inForce;
      let armed = false;
      let calls = 0;
      // Closing and removing work on a full disk.
      const failing = new FailingFiles((_, name) =>
        armed && calls++ >= from && name !== "closeSync" && name !== "unlinkSync" ? full() : undefined,
      );
      const life = new Life(FILE, failing.files);
      armed = true;
      let refused = false;
      try {
        change(life);
      } catch (error) {
        assert.ok(error instanceof MultihomedError && error.code === "storage");
        refused = true;
      }
      armed = false;
      if (refused) assert.deepEqual(life.inForce, before);
      assert.deepEqual(new Life(FILE).inForce, life.inForce, `from call ${from}`);
      // And it goes on from there.
      life.assign("wwan0:6000");
      assert.deepEqual(new Life(FILE).inForce, life.inForce);
      if (calls <= from) break;
    }
  });

  test(`whenever the process ends while it ${what}: the next life has what was, or what was to be`, () => {
    begin();
    const before = new Life(FILE).inForce;
    const done = new Life(FILE);
    change(done);
    const after = done.inForce;
    const seen = new Set<string>();
    for (let end = 0; ; end++) {
      fs.rmSync(directory, { recursive: true, force: true });
      begin();
      const reading = new FailingFiles(() => undefined);
      new Life(FILE, reading.files);
      const dying = endsAt(reading.calls.length + end);
      let died = false;
      try {
        change(new Life(FILE, dying.files));
      } catch {
        died = true; // nobody hears of it
      }
      const found = new Life(FILE).inForce;
      assert.ok(
        [before, after].some((each) => each.join() === found.join()),
        `${found} at call ${end}`,
      );
      seen.add(found.join());
      if (!died && dying.calls.length < reading.calls.length + end) break;
    }
    assert.deepEqual(seen, new Set([before.join(), after.join()]));
  });
}

test("whatever is said over D-Bus, and however often it starts anew, a naive model has the same in force", () => {
  const name = fc.constantFrom("eth0", "eth1", "wwan0", "x", "__proto__");
  const layer = fc.constantFrom(...LAYERS);
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("assign" as const), name, layer, table: fc.nat({ max: 2 }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("release" as const), name, layer }) },
    fc.record({ kind: fc.constant("restart" as const), reboots: fc.boolean() }),
    fc.record({ kind: fc.constant("reload" as const), file: fc.nat({ max: 3 }) }),
  );
  const FILES = [
    files(),
    files("eth0:101"),
    files("eth0:101", "wwan0:103"),
    files("eth1:102", "x:104", "__proto__:105"),
  ];
  const names = ["eth0", "eth1", "wwan0", "x", "__proto__"];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: "max" }), (steps) => {
      fs.rmSync(directory, { recursive: true, force: true });
      let file = FILES[0] ?? files();
      let life = new Life(file);
      /** undefined in a layer: nothing is said there; "": released. */
      const said = { persistent: new Map<string, string>(), temporary: new Map<string, string>() };
      const written = (of: string) => file.uplinks.find((uplink) => uplink.interface === of)?.table;
      const wanted = (of: string) => said.temporary.get(of) ?? said.persistent.get(of) ?? String(written(of) ?? "");
      for (const each of steps) {
        if (each.kind === "restart") {
          if (each.reboots) {
            reboot();
            said.temporary.clear();
          }
          life = new Life(file);
        } else if (each.kind === "reload") {
          file = FILES[each.file] ?? file;
          life.assignments.configure(file);
        } else if (each.kind === "assign") {
          // Each interface has tables of its own: conflicts have their own tests.
          const table = `${1000 * (1 + names.indexOf(each.name)) + each.table}`;
          life.assign(`${each.name}:${table}`, each.layer);
          said[each.layer].set(each.name, table);
          if (each.layer === "persistent") said.temporary.delete(each.name);
        } else if (wanted(each.name) === "") {
          assert.throws(() => life.release(each.name, each.layer), { code: "not-assigned" });
        } else {
          life.release(each.name, each.layer);
          const below =
            each.layer === "temporary" ? said.persistent.get(each.name) || written(each.name) : written(each.name);
          if (each.layer === "persistent") said.temporary.delete(each.name);
          if (below) said[each.layer].set(each.name, "");
          else said[each.layer].delete(each.name);
        }
        const expected = names.filter((of) => wanted(of) !== "").map((of) => `${of}:${wanted(of)}`);
        assert.deepEqual(life.inForce, expected.sort());
      }
    }),
    { numRuns: 150 },
  );
});

test("only an allocated table that others use is left, and only where any table will do", () => {
  const life = new Life().assign("eth0").assign("eth1:1005");
  const resolved = (holdsOthers: (table: number) => boolean) =>
    life.assignments.resolve(life.links, holdsOthers).map(({ table }) => table);
  assert.deepEqual(
    resolved(() => false),
    [1000, 1005],
  );
  const shared = (table: number) => table === 1000 || table === 1005;
  assert.deepEqual(resolved(shared), [1000, 1005], "nothing moves by itself");
  life.assignments.leaveShared(uplinkFrom("eth1:1005", "D-Bus"), shared);
  life.assignments.leaveShared(uplinkFrom("eth0", "D-Bus"), (table) => table === 1005);
  life.assignments.leaveShared(uplinkFrom("wwan0", "D-Bus"), shared);
  assert.deepEqual(resolved(shared), [1000, 1005]);
  life.assignments.leaveShared(uplinkFrom("eth0", "D-Bus"), shared);
  assert.deepEqual(resolved(shared), [1001, 1005]);
  assert.deepEqual(
    resolved(() => false),
    [1001, 1005],
    "and stays",
  );
});
