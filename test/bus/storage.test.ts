// What is remembered survives everything: kill -9 in the middle, drafts that were left, files that are broken, disks that
// are full. What could not be remembered is not in force.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUS_NAME } from "../../common/bus/contract.ts";
import { type Daemon, eventually, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  assignCall,
  type Bus,
  busLab,
  CallError,
  type Client,
  linkProperty,
  managerProperty,
  release,
  ruleOf,
  TEMPORARY,
} from "./lab/index.ts";

const FILE = "assignments.json";
const ROUNDS = 8;
const ASSIGNS = 30;

busLab(
  "kill -9 while it is assigning: after the restart everything that was answered is there, and nothing is broken",
  async (bus) => {
    addUplink(bus, 1);
    addUplink(bus, 2);
    let next = 1000;
    for (let round = 0; round < ROUNDS; round++) {
      const daemon = await bus.service();
      const client = await bus.client();
      const first = next;
      let answered = first - 1;
      for (let count = 0; count < ASSIGNS; count++) {
        const table = next++;
        const serial = client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", table) });
        void client.replyTo(serial).then(({ type }) => {
          if (type === "return") answered = table; // the bus answers for who is dead
        });
      }
      await eventually(() => assert.ok(answered >= first + ((round * 7) % (ASSIGNS - 4)), `${answered}`), {
        interval: 0,
      });
      await daemon.kill9();
      const after = await bus.service();
      const table = await linkProperty(await bus.client(), "u1", "Table");
      assert.ok(
        Number(table) >= answered && Number(table) < next,
        `${table} after ${answered} of ${first}..${next - 1}`,
      );
      await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, Number(table))]));
      assert.deepEqual(await managerProperty(await bus.client(), "Problems"), []);
      assert.deepEqual(broken(bus), []);
      assert.doesNotMatch(after.stderr, /put aside|not in force/);
      await after.kill9();
    }
  },
  { timeout: 60_000 },
);

busLab(
  "a draft that a crash left beside the file is no assignment, and does not keep the next one from being saved",
  async (bus) => {
    addUplink(bus, 1);
    addUplink(bus, 2);
    let daemon = await bus.service();
    await assign(await bus.client(), "u1", 1000);
    await daemon.kill9();
    for (const draft of ["", '{"version": 1, "assignments": [{"interface": "u2", "table": 2000}', "\0".repeat(4096)]) {
      writeFileSync(join(bus.stateDirectory, `${FILE}.new`), draft);
      daemon = await bus.service();
      const client = await bus.client();
      await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]));
      assert.deepEqual(await managerProperty(client, "Problems"), []);
      await assign(client, "u1", 1100);
      await daemon.kill9();
      daemon = await bus.service();
      await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1100)]));
      await assign(await bus.client(), "u1", 1000);
      await daemon.kill9();
    }
  },
);

for (const [what, contents] of [
  ["empty", ""],
  ["cut off", '{"version": 1, "assignments": [{"interface": "u1", "ta'],
  ["zeros", "\0".repeat(4096)],
  ["of a version to come", '{"version": 2, "assignments": []}'],
  ["with a table that none can have", '{"version": 1, "assignments": [{"interface": "u1", "table": 254}]}'],
  ["with a key too many", '{"version": 1, "assignments": [{"interface": "u1", "table": 1000, "colour": "red"}]}'],
  [
    "with one interface twice",
    '{"version": 1, "assignments": [{"interface": "u1"}, {"interface": "u1", "released": true}]}',
  ],
  ["nested a hundred thousand times", "[".repeat(100_000)],
] as const) {
  busLab(`a saved file that is ${what} is kept aside and said, and the service works without it`, async (bus) => {
    addUplink(bus, 1);
    writeFileSync(join(bus.stateDirectory, FILE), contents);
    const daemon = await bus.service();
    const client = await bus.client("denied");
    const [problem, ...more] = (await managerProperty(client, "Problems")) as readonly (readonly string[])[];
    assert.deepEqual([problem?.slice(0, 2), more], [["", "state"], []]);
    assert.match(problem?.[2] ?? "", /assignments\.json/);
    assert.equal(await managerProperty(client, "State"), "degraded");
    assert.equal(daemon.stderr.split("\n").filter((line) => /assignments\.json/.test(line)).length, 1, daemon.stderr);
    assert.equal(readFileSync(join(bus.stateDirectory, `${FILE}.broken`), "utf8"), contents);
    assert.deepEqual(rules(bus.host, 4), []);

    await assign(await bus.client(), "u1", 1000);
    await daemon.kill9();
    await bus.service();
    await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]));
    assert.deepEqual(await managerProperty(await bus.client(), "Problems"), []);
    assert.equal(readFileSync(join(bus.stateDirectory, `${FILE}.broken`), "utf8"), contents);
  });
}

busLab(
  "on a disk that is full or read-only an assignment is refused, and nothing is changed, now or after a restart",
  async (bus) => {
    addUplink(bus, 1);
    addUplink(bus, 2);
    const daemon = await bus.service();
    const client = await bus.client();
    await assign(client, "u1", 1000);
    const saved = readFileSync(join(bus.stateDirectory, FILE), "utf8");
    for (const spoil of [full, readOnly]) {
      const restore = spoil(daemon, bus.stateDirectory);
      await refused(client, assign(client, "u2", 2000));
      await refused(client, assign(client, "u1", 1100));
      await refused(client, release(client, "u1"));
      assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
      assert.equal(await linkProperty(client, "u2", "Assigned"), false);
      // What is only for now needs no disk.
      await assign(client, "u2", 2000, TEMPORARY);
      assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
      await refused(client, assign(client, "u2", 2200), "an assignment for good that cannot be saved");
      assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
      restore();
      await release(client, "u2", TEMPORARY);
      assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
    }
    await daemon.kill9();
    assert.equal(readFileSync(join(bus.stateDirectory, FILE), "utf8"), saved);
    assert.ok(!existsSync(join(bus.stateDirectory, `${FILE}.new`)));
    await bus.service();
    await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]));
  },
);

busLab("where the end of a temporary assignment cannot be saved, the one for good is not made either", async (bus) => {
  addUplink(bus, 1);
  const daemon = await bus.service();
  const client = await bus.client();
  await assign(client, "u1", 1000, TEMPORARY);
  readOnly(daemon, bus.runtimeDirectory);
  await refused(client, assign(client, "u1", 2000));
  await refused(client, release(client, "u1"));
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  await daemon.kill9();
  await bus.service();
  await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]));
});

busLab(
  "nobody can fill the disk: beyond 1024 interfaces an assignment is refused, and releasing makes room",
  async (bus) => {
    const assignments = Array.from({ length: 1024 }, (_, index) => ({ interface: `x${index}`, table: 10_000 + index }));
    writeFileSync(join(bus.stateDirectory, FILE), JSON.stringify({ version: 1, assignments }));
    await bus.service();
    const client = await bus.client();
    await assert.rejects(assign(client, "y0", 5000), isError("org.freedesktop.DBus.Error.LimitsExceeded"));
    await assign(client, "x7", 5000);
    await release(client, "x8");
    await assign(client, "y0", 5001);
    assert.equal(await linkProperty(client, "y0", "Table"), 5001);
  },
);

/** A full disk in the place of a folder, as this one process sees it. */
function full({ pid }: Daemon, folder: string): () => void {
  inside(pid, "mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", folder);
  inside(pid, "sh", "-c", `cat /dev/zero > ${folder}/filler || true`);
  return () => inside(pid, "umount", folder);
}

function readOnly({ pid }: Daemon, folder: string): () => void {
  inside(pid, "mount", "--bind", folder, folder);
  inside(pid, "mount", "-o", "remount,bind,ro", folder);
  return () => inside(pid, "umount", folder);
}

/** `ip netns exec` has given the process a mount namespace of its own. */
function inside(pid: number, ...command: readonly string[]): void {
  execFileSync("nsenter", ["--mount", "--target", String(pid), ...command], { stdio: ["ignore", "ignore", "ignore"] });
}

async function refused(client: Client, attempt: Promise<unknown>, what = "the call"): Promise<void> {
  await assert.rejects(attempt, isError("org.freedesktop.DBus.Error.IOError", /cannot be saved/), what);
  assert.equal(await managerProperty(client, "State"), "converged");
}

const broken = (bus: Bus): string[] => readdirSync(bus.stateDirectory).filter((name) => name.endsWith(".broken"));

const isError =
  (name: string, text = /./) =>
  (error: unknown) =>
    error instanceof CallError && error.dbusName === name && text.test(error.text);
