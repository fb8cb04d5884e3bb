// multihomectl, as it is built, against the service: every command, its exit status and its JSON; watch through restarts.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually, rules } from "../kernel/lab/index.ts";
import { addUplink, type Bus, busLab, type Output, type Running, ruleOf, type User } from "./lab/index.ts";

const DIST = process.env.MULTIHOMED
  ? dirname(process.env.MULTIHOMED)
  : fileURLToPath(new URL("../../dist", import.meta.url));
const PROGRAM = join(DIST, "multihomectl");

const start = (bus: Bus, user: User, line: string): Running =>
  bus.start(user, PROGRAM, ...line.split(" ").filter((word) => word !== ""));

const ctl = (bus: Bus, line: string, user: User = "root"): Promise<Output> => start(bus, user, line).ended();

/** Its standard output where it went well. */
async function done(bus: Bus, line: string, user?: User): Promise<string> {
  const { code, stdout, stderr } = await ctl(bus, line, user);
  assert.deepEqual([code, stderr], [0, ""], `multihomectl ${line}`);
  return stdout;
}

async function fails(bus: Bus, line: string, exit: number, why: RegExp, user?: User): Promise<void> {
  const { code, stdout, stderr } = await ctl(bus, line, user);
  assert.deepEqual([code, stdout], [exit, ""], `multihomectl ${line}: ${stderr}`);
  assert.match(stderr, /^multihomectl: [^\n]+\n$/, "one line");
  assert.match(stderr, why);
}

interface Event {
  readonly event: string;
  readonly name?: string;
  readonly state?: string;
  readonly links?: readonly { readonly name: string }[];
  readonly operations?: readonly { readonly interface: string; readonly object: string }[];
}

const events = (watch: Running): Event[] =>
  watch.stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Event);

busLab("assign, status and release: what is said is what the kernel has", async (bus) => {
  addUplink(bus, 1);
  addUplink(bus, 2);
  await bus.service();
  assert.equal(await done(bus, "assign u1 1000"), "u1: active, table 1000, priority 1000\n");
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  assert.equal(
    await done(bus, "assign u2 --priority 7 --temporary"),
    "u2: active, table 1001, priority 7, until the next boot\n",
  );
  assert.deepEqual(rules(bus.host, 4).sort(), [ruleOf(1, 1000), ruleOf(2, 1001, 7)]);
  assert.match(
    await done(bus, "assign later auto"),
    /^later: absent, table 1002, .*in force when the interface is there\n$/,
  );

  const table = (await done(bus, "")).split("\n");
  assert.match(table[0] ?? "", /^multihomed \S+: converged$/);
  const columns = table.slice(2, -1).map((line) => line.split(/ {2,}/).slice(0, 3));
  assert.deepEqual(columns, [
    ["INTERFACE", "STATE", "TABLE"],
    ["u1", "active", "1000"],
    ["u2", "active", "1001"],
    ["later", "absent", "1002"],
    ["lo", "unassigned", "-"],
  ]);
  assert.match(await done(bus, "status u1"), /^u1: active\n {2}Table +1000, priority 1000\n/);
  const all = JSON.parse(await done(bus, "status --json"));
  assert.equal(all.state, "converged");
  assert.deepEqual(
    all.links.map(({ name }: { name: string }) => name),
    ["u1", "u2", "later", "lo"],
  );
  const { rxBytes, txBytes, options, ...one } = JSON.parse(await done(bus, "u2 --json"));
  assert.deepEqual([typeof rxBytes, typeof txBytes], ["number", "number"]);
  assert.equal(options.priority, 7);
  assert.deepEqual(one, all.links.map(({ options: _, ...link }: { options: unknown }) => link)[1]);

  assert.equal(await done(bus, "release u1"), "u1: not assigned\n");
  assert.equal(await done(bus, "release later"), "later: not assigned\n");
  assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 1001, 7)]);
  await fails(bus, "release u1", 1, /"u1" is not assigned; see: multihomectl status/);
});

busLab("every option of assign arrives", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const options =
    "--weight 2 --strict --no-guard --unassigned-routes exclude --mptcp subflow,backup --gateway 10.1.0.1";
  const link = JSON.parse(await done(bus, `assign u1 1000 --priority 9 ${options} --json`));
  assert.deepEqual(link.options, {
    priority: 9,
    weight: 2,
    strict: true,
    guard: false,
    unassignedRoutes: "exclude",
    mptcp: ["subflow", "backup"],
    gateway: "10.1.0.1",
  });
  assert.match(await done(bus, "status u1"), new RegExp(`--priority 9 ${options}`));
});

busLab("plan prints commands and reconcile the number of repairs; reload reads the file again", async (bus) => {
  addUplink(bus, 1);
  const daemon = await bus.service();
  await done(bus, "assign u1 1000");
  assert.equal(await done(bus, "plan"), "");
  assert.deepEqual(JSON.parse(await done(bus, "plan --json")), { operations: [] });
  assert.equal(await done(bus, "reconcile"), "everything is as wanted\n");
  assert.deepEqual(JSON.parse(await done(bus, "reconcile --json")), { operations: 0 });
  assert.equal(await done(bus, "reload"), "");
  writeFileSync(daemon.configFile, "log-level = 7\n");
  await fails(bus, "reload", 1, /log-level: expected .*; the configuration in force has not changed/);
});

busLab("the log level is shown and set, in the words of syslog and of the configuration", async (bus) => {
  await bus.service();
  assert.equal(await done(bus, "log-level"), "info\n");
  assert.equal(await done(bus, "log-level error"), "");
  assert.deepEqual(JSON.parse(await done(bus, "log-level --json")), { logLevel: "err" });
});

busLab(
  "who may not is told so with status 4, and what to do; who needs a password, where to give it",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    assert.deepEqual(JSON.parse(await done(bus, "permissions --json", "challenged")), {
      assign: "challenge",
      configure: "challenge",
    });
    assert.match(await done(bus, "permissions", "denied"), /^assign +no .*\nconfigure +no .*\n$/);
    await fails(bus, "assign u1 1000", 4, /: not authorised: org\.multihomed1\.assign; try it with sudo/, "denied");
    await fails(bus, "assign u1 1000", 4, /not authorised: .*; try it in a terminal, or with sudo/, "challenged");
    for (const line of ["reconcile", "reload", "log-level debug"]) {
      await fails(bus, line, 4, /not authorised/, "denied");
    }
    assert.deepEqual(rules(bus.host, 4), []);
    assert.match(await done(bus, "assign u1 1000", "allowed"), /^u1: active/);
    await fails(bus, "release u1", 4, /not authorised/, "denied");
    assert.match(await done(bus, "status", "denied"), /u1 +active +1000/);
  },
  { polkit: true },
);

busLab(
  "on a terminal, a person is asked for the password there",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    const typed = `env -u XDG_SESSION_ID '${PROGRAM}' assign u1 1000`;
    const terminal = bus.start("challenged", "script", "-qefc", typed, "/dev/null");
    await terminal.printed((text) => text.includes("AUTHENTICATING FOR org.multihomed1.assign"));
    terminal.signal("SIGTERM");
    await terminal.ended();
    assert.deepEqual(rules(bus.host, 4), []);
  },
  { polkit: true },
);

busLab("what cannot be is refused: usage 2, the service's word 1, nobody there 3", async (bus) => {
  for (const line of ["frobnicate u1", "assign", "assign u1 0", "assign a/b", "log-level loud", "status --bus none"]) {
    await fails(bus, line, 2, /multihomectl/);
  }
  await fails(
    bus,
    "status",
    3,
    /the service is not running and could not be started: .*; try: systemctl status multihomed/,
  );
  await fails(bus, "watch", 3, /the service is not running and could not be started/);
  await fails(bus, "status --bus unix:path=/nonexistent", 3, /cannot reach the message bus/);
  await fails(bus, "watch --bus unix:path=/nonexistent", 3, /cannot reach the message bus/);
  addUplink(bus, 1);
  await bus.service(["-N", "u1:1000"]);
  await fails(bus, "status nowhere", 1, /"nowhere" does not exist and is not assigned; see: multihomectl status, or/);
  await fails(bus, "assign other 1000", 1, /table 1000 is assigned to u1; without TABLE a free one is taken/);
  await fails(bus, "assign lo", 1, /"lo" is the loopback/);
  await fails(bus, "assign u1 --weight 1000", 1, /weight: expected a whole number from 1 to 256/);
});

busLab("a reader that has seen enough is no error", async (bus) => {
  await bus.service();
  const shell = (line: string) => bus.start("root", "bash", "-o", "pipefail", "-c", line).ended();
  const { code, stdout, stderr } = await shell(`'${PROGRAM}' status | head -c 5`);
  assert.deepEqual([code, stdout, stderr], [0, "multi", ""]);
  const watch = bus.start("root", "bash", "-o", "pipefail", "-c", `'${PROGRAM}' watch | head -n 1`);
  await watch.printed((text) => text.includes("converged"));
  addUplink(bus, 1);
  const ended = await watch.ended();
  assert.deepEqual([ended.code, ended.stderr], [0, ""]);
});

busLab("colours are on a terminal only", async (bus) => {
  await bus.service();
  assert.ok(!(await done(bus, "status")).includes("\u001b"));
  const terminal = async (env: string) =>
    (await bus.start("root", "script", "-qec", `env ${env} '${PROGRAM}' status`, "/dev/null").ended()).stdout;
  assert.ok((await terminal("TERM=xterm")).includes("\u001b[32mconverged\u001b[0m"));
  assert.ok(!(await terminal("TERM=xterm NO_COLOR=1")).includes("\u001b"));
});

busLab("watch tells what changes, through a restart of the service, until Ctrl-C", async (bus) => {
  addUplink(bus, 1);
  const daemon = await bus.service();
  const [json, human] = [start(bus, "denied", "watch --json"), start(bus, "denied", "watch")];
  await json.printed((text) => text.includes('"ready"'));
  await human.printed((text) => text.includes("multihomed: converged"));
  await done(bus, "assign u1 1000");
  await eventually(() => {
    const told = events(json);
    assert.ok(told.some(({ event, name, state }) => event === "link" && name === "u1" && state === "active"));
    const applied = told.flatMap(({ operations = [] }) => operations);
    assert.ok(applied.some((operation) => operation.interface === "u1" && operation.object.includes("from 10.1.0.2")));
  });
  await human.printed((text) => /\d\d:\d\d:\d\d {2}u1: ip -4 rule add .*from 10\.1\.0\.2/.test(text));
  await human.printed((text) => text.includes("u1: active (was unassigned)"));

  bus.host.ip("link add late type veth peer name late2");
  await human.printed((text) => text.includes("late: new, unassigned"));
  bus.host.ip("link del late");
  await eventually(() => assert.ok(events(json).some(({ event, name }) => event === "removed" && name === "late")));
  await human.printed((text) => text.includes("late: gone"));

  await daemon.stop();
  await human.printed((text) => text.includes("multihomed: not running"));
  await bus.service();
  await human.printed((text) => text.split("multihomed: converged").length > 2);
  await eventually(() => {
    const phases = events(json).filter(({ event }) => event === "ready" || event === "absent");
    assert.deepEqual(
      phases.map(({ event }) => event),
      ["ready", "absent", "ready"],
    );
    assert.deepEqual(
      phases[2]?.links?.map(({ name }) => name),
      ["u1", "lo"],
    );
  });
  for (const watch of [json, human]) {
    watch.signal("SIGINT");
    const { code, stderr } = await watch.ended();
    assert.deepEqual([code, stderr], [0, ""]);
  }
});

busLab("watch survives a restart of the bus", async (bus) => {
  addUplink(bus, 1);
  await bus.service(["-N", "u1:1000"]);
  const watch = start(bus, "denied", "watch --json");
  await watch.printed((text) => text.includes('"ready"'));
  await bus.kill();
  await watch.printed((text) => text.includes('"disconnected"'));
  await bus.restart();
  await bus.service(["-N", "u1:1000"]);
  await eventually(
    () => {
      const last = events(watch)
        .filter(({ event }) => event === "ready" || event === "disconnected")
        .at(-1);
      assert.equal(last?.event, "ready");
    },
    { timeout: 10_000 },
  );
  watch.signal("SIGINT");
  assert.equal((await watch.ended()).code, 0);
});
