// Who may do what: every method as root, as users of whom polkit says yes, no and "only with a password", and without polkit.
// What is refused changes nothing.
import assert from "node:assert/strict";
import {
  ACTION_ASSIGN,
  ACTION_CONFIGURE,
  LINK,
  MANAGER,
  PATH_LOG_CONTROL,
  PATH_MANAGER,
} from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { Variant } from "../../common/bus/types.ts";
import { eventually, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  assignCall,
  type Bus,
  busLab,
  type Call,
  type Client,
  getAllCall,
  getCall,
  linkAssignCall,
  linkReleaseCall,
  logLevel,
  logLevelCall,
  managedObjectsCall,
  managerCall,
  plain,
  releaseCall,
  ruleOf,
  setCall,
  startAgent,
  type User,
} from "./lab/index.ts";

type Outcome = "done" | "AccessDenied" | "InteractiveAuthorizationRequired";

interface Method {
  readonly name: string;
  readonly call: Call;
  readonly action: string;
  /** The state that root makes before. */
  readonly before: "assigned" | "released";
  /** What can be seen when it was done: rules, or the log level. */
  readonly effect: string;
}

const R1 = ruleOf(1, 1000);

const METHODS: readonly Method[] = [
  method("Manager.Assign", assignCall("u1", 1000), ACTION_ASSIGN, "released", R1),
  method("Manager.Release", releaseCall("u1"), ACTION_ASSIGN, "assigned", ""),
  method("Link.Assign", linkAssignCall("u1", 1000), ACTION_ASSIGN, "released", R1),
  method("Link.Release", linkReleaseCall("u1"), ACTION_ASSIGN, "assigned", ""),
  method("Assign with a weight", assignCall("u1", 1000, { weight: ["u", 2] }), ACTION_CONFIGURE, "released", R1),
  method("Assign that is strict", assignCall("u1", 1000, { strict: ["b", true] }), ACTION_CONFIGURE, "released", R1),
  method("Assign for MPTCP", assignCall("u1", 1000, { mptcp: ["as", ["subflow"]] }), ACTION_CONFIGURE, "released", R1),
  method("Reload", managerCall("Reload"), ACTION_CONFIGURE, "released", ""),
  method("Reconcile", managerCall("Reconcile"), ACTION_CONFIGURE, "released", ""),
  method("LogControl1.LogLevel", logLevelCall("debug"), ACTION_CONFIGURE, "released", "debug"),
];

function method(name: string, call: Call, action: string, before: Method["before"], effect: string): Method {
  return { name, call, action, before, effect };
}

const QUESTION = "Authentication is required to change the routing of network interface u1 (table 1000)";

/** How a user calls, and what becomes of what is permitted with each action. */
const CALLERS: readonly (readonly [user: User, how: "plainly" | "interactively", Outcome])[] = [
  ["root", "plainly", "done"],
  ["root", "interactively", "done"],
  ["allowed", "plainly", "done"],
  ["denied", "plainly", "AccessDenied"],
  ["denied", "interactively", "AccessDenied"],
  ["challenged", "plainly", "InteractiveAuthorizationRequired"],
  // Nobody is there who could ask for a password.
  ["challenged", "interactively", "AccessDenied"],
];

busLab(
  "every method, as everyone: what polkit says is what happens, and what is refused changes nothing",
  async (bus) => {
    await start(bus);
    await everyMethod(bus, CALLERS);
  },
  { polkit: true },
);

busLab(
  "a person who types the password may, one who does not may not, and the question says what it is about",
  async (bus) => {
    await start(bus);
    const agent = await startAgent(bus, "approve");
    await everyMethod(bus, [["challenged", "interactively", "done"]]);
    assert.equal(agent.asked[0]?.message, QUESTION);
    // Weight, strict and MPTCP are two questions each: whether to assign, and whether to reach beyond the uplink.
    const asked = METHODS.map(({ name, action }) => (name.startsWith("Assign ") ? [ACTION_ASSIGN, action] : [action]));
    assert.deepEqual(
      agent.asked.map(({ action }) => action),
      asked.flat(),
    );

    agent.answer = "refuse";
    const before = agent.asked.length;
    await everyMethod(bus, [["challenged", "interactively", "AccessDenied"]]);
    assert.equal(agent.asked.length, before + METHODS.length);
    await everyMethod(bus, [["challenged", "plainly", "InteractiveAuthorizationRequired"]]);
    assert.equal(agent.asked.length, before + METHODS.length, "a call that does not allow it asks nobody");
  },
  { polkit: true },
);

busLab("without polkit only root may write, everyone may read, and the log says so once", async (bus) => {
  const daemon = await start(bus);
  await everyMethod(bus, [
    ["root", "plainly", "done"],
    ["allowed", "plainly", "AccessDenied"],
    ["challenged", "interactively", "AccessDenied"],
  ]);
  await everyReading(bus);
  assert.equal(daemon.stderr.split("polkit does not answer").length - 1, 1, daemon.stderr);
  assert.deepEqual(await permissions(await bus.client("allowed")), [no(ACTION_ASSIGN), no(ACTION_CONFIGURE)]);
  assert.deepEqual(await permissions(await bus.client("root")), [yes(ACTION_ASSIGN), yes(ACTION_CONFIGURE)]);

  await bus.startPolkit();
  const allowed = await bus.client("allowed");
  await assign(allowed, "u1", 1000);
  await bus.killPolkit();
  assert.equal(await outcome(allowed, releaseCall("u1"), false), "AccessDenied");
  assert.deepEqual(rules(bus.host, 4), [R1]);
  await bus.startPolkit();
  assert.equal(await outcome(allowed, releaseCall("u1"), false), "done");
});

busLab(
  "reading is free for everyone",
  async (bus) => {
    await start(bus);
    await everyReading(bus);
  },
  { polkit: true },
);

busLab(
  "GetPermissions is what polkit says of the caller, and PermissionsChanged says that it is another now",
  async (bus) => {
    await start(bus);
    const clients = new Map<User, Client>();
    for (const user of ["root", "allowed", "denied", "challenged", "particular"] as const) {
      clients.set(user, await bus.client(user));
    }
    const answers = async () =>
      Object.fromEntries(
        await Promise.all([...clients].map(async ([user, client]) => [user, (await permissions(client)).join(" ")])),
      );
    const all = (answer: string) => `${ACTION_ASSIGN}=${answer} ${ACTION_CONFIGURE}=${answer}`;
    const before = {
      root: all("yes"),
      allowed: all("yes"),
      denied: all("no"),
      challenged: all("challenge"),
      particular: all("no"),
    };
    assert.deepEqual(await answers(), before);

    const listener = await bus.client("denied");
    await listener.match(`type='signal',interface='${MANAGER.name}',member='PermissionsChanged'`);
    const changed = new Promise<void>((resolve) => {
      listener.onMessage(({ member }) => member === "PermissionsChanged" && resolve());
    });
    bus.rules(`polkit.addRule(function (action, subject) {
      return action.id === "${ACTION_ASSIGN}" && subject.user === "news" ? polkit.Result.YES : polkit.Result.NO;
    });`);
    await changed;
    const after = await answers();
    assert.equal(after.denied, `${ACTION_ASSIGN}=yes ${ACTION_CONFIGURE}=no`);
    assert.equal(after.allowed, all("no"));
    assert.equal(after.root, all("yes"));
    assert.equal(await outcome(listener, assignCall("u1", 1000), false), "done");
  },
  { polkit: true },
);

busLab(
  "without any rule: who is not at the machine types a password, once for a while",
  async (bus) => {
    await start(bus);
    bus.rules('polkit.addAdminRule(function (action, subject) { return ["unix-user:root"]; });');
    const client = await bus.client("denied");
    const challenge = [`${ACTION_ASSIGN}=challenge`, `${ACTION_CONFIGURE}=challenge`];
    await eventually(async () => assert.deepEqual(await permissions(client), challenge));
    const agent = await startAgent(bus, "approve");
    for (const call of [assignCall("u1", 1000), releaseCall("u1"), assignCall("u2", 2000)]) {
      assert.equal(await outcome(client, call, true), "done");
    }
    assert.deepEqual(
      agent.asked.map(({ action }) => action),
      [ACTION_ASSIGN],
      "kept",
    );
    assert.deepEqual(await permissions(client), [`${ACTION_ASSIGN}=yes`, `${ACTION_CONFIGURE}=challenge`]);
    assert.equal(await outcome(client, managerCall("Reload"), true), "done");
    assert.equal(await outcome(client, managerCall("Reconcile"), false), "done");
    assert.deepEqual(
      agent.asked.map(({ action }) => action),
      [ACTION_ASSIGN, ACTION_CONFIGURE],
    );
  },
  { polkit: true },
);

busLab(
  "interface and table reach polkit's rules: who may assign one link to one table may not do anything else",
  async (bus) => {
    await start(bus);
    const root = await bus.client("root");
    const particular = await bus.client("particular");
    const attempt = (call: Call) => outcome(particular, call, false);
    assert.equal(await attempt(assignCall("u1", 1000)), "done");
    assert.equal(await attempt(releaseCall("u1")), "done", "the table of a release is the one that it has");
    assert.equal(await attempt(linkAssignCall("u1", 1000)), "done");
    assert.equal(await attempt(linkAssignCall("u1", 1001)), "AccessDenied");
    assert.equal(await attempt(assignCall("u1", 0)), "AccessDenied", "an allocated table is none in particular");
    assert.equal(await attempt(assignCall("u2", 1000)), "AccessDenied");
    assert.equal(await attempt(assignCall("u1", 1000, { weight: ["u", 1] })), "AccessDenied");
    assert.deepEqual(rules(bus.host, 4), [R1]);
    await assign(root, "u1", 2000);
    assert.equal(await attempt(releaseCall("u1")), "AccessDenied");
    await assign(root, "u1", 1000, { strict: ["b", true] });
    assert.equal(await attempt(assignCall("u1", 1000)), "AccessDenied", "it would take back what an administrator set");
    assert.equal(await attempt(releaseCall("u1")), "AccessDenied");
  },
  { polkit: true },
);

/** Each method by each of these callers, from the same state. */
async function everyMethod(bus: Bus, callers: typeof CALLERS): Promise<void> {
  const root = await bus.client("root");
  for (const [user, how, expected] of callers) {
    const client = await bus.client(user);
    for (const { name, call, before, effect } of METHODS) {
      await prepare(root, before);
      const unchanged = await visible(bus, root);
      assert.equal(await outcome(client, call, how === "interactively"), expected, `${name} by ${user}, ${how}`);
      const now = expected === "done" ? effect : unchanged;
      assert.equal(await visible(bus, root), now, `${name} by ${user}, ${how}: what it led to`);
    }
    client.close();
  }
  await prepare(root, "released");
}

async function prepare(root: Client, state: Method["before"]): Promise<void> {
  await root.call(logLevelCall("info"));
  // Assigning first: releasing what is not assigned is an error.
  await assign(root, "u1", 1000);
  if (state === "released") await root.call(releaseCall("u1"));
}

/** Rules, and the log level where it is not the usual one. */
async function visible(bus: Bus, root: Client): Promise<string> {
  const level = await logLevel(root);
  return [...rules(bus.host, 4), ...(level === "info" ? [] : [level])].join("; ");
}

async function everyReading(bus: Bus): Promise<void> {
  const link = linkPath("u1");
  const readings: readonly Call[] = [
    { ...managerCall("GetLink"), signature: "s", body: ["u1"] },
    managerCall("Plan"),
    managerCall("GetPermissions"),
    managedObjectsCall,
    getCall(PATH_MANAGER, MANAGER.name, "State"),
    getAllCall(PATH_MANAGER, MANAGER.name),
    getCall(link, LINK.name, "RxBytes"),
    getAllCall(link, LINK.name),
    getCall(PATH_LOG_CONTROL, "org.freedesktop.LogControl1", "LogLevel"),
    { path: link, interface: "org.freedesktop.DBus.Introspectable", member: "Introspect" },
    { path: link, interface: "org.freedesktop.DBus.Peer", member: "Ping" },
    { path: link, interface: "org.freedesktop.DBus.Peer", member: "GetMachineId" },
  ];
  for (const user of ["root", "allowed", "denied", "challenged", "particular"] as const) {
    const client = await bus.client(user);
    for (const call of readings) assert.equal(await outcome(client, call, false), "done", `${call.member} by ${user}`);
  }
  // A property that is read-only is that for root too, and asks polkit nothing.
  const set = setCall(link, LINK.name, "Table", new Variant("u", 1));
  for (const user of ["root", "allowed", "denied"] as const) {
    assert.equal(await outcome(await bus.client(user), set, false), "PropertyReadOnly");
  }
}

/** "done", or the last word of the error's name. */
async function outcome(client: Client, call: Call, interactive: boolean): Promise<string> {
  const { type, errorName = "" } = await client.reply({ ...call, interactive });
  return type === "return" ? "done" : (errorName.split(".").at(-1) ?? "");
}

async function permissions(client: Client): Promise<string[]> {
  const [answers] = await client.call(managerCall("GetPermissions"));
  const entries = Object.entries(plain(answers as Map<string, string>) ?? {});
  return entries.map(([action, answer]) => `${action}=${answer}`).sort();
}

const yes = (action: string) => `${action}=yes`;
const no = (action: string) => `${action}=no`;

async function start(bus: Bus) {
  addUplink(bus, 1);
  addUplink(bus, 2);
  return await bus.service();
}
