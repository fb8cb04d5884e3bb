// The bed of the bus tests itself: the bus lets nobody but root be the service, polkit answers by the rules of the test,
// and what was killed comes back.
import assert from "node:assert/strict";
import { ACTION_ASSIGN, ACTION_CONFIGURE, BUS_NAME } from "../../common/bus/contract.ts";
import { Variant } from "../../common/bus/types.ts";
import { type Bus, busLab, CallError, type Client, RULES, THE_BUS, type User } from "./lab/index.ts";

const DBUS = { ...THE_BUS, interface: "org.freedesktop.DBus" };
const WRITERS = ["allowed", "denied", "challenged", "particular"] as const;

busLab("only root may own the name, everyone may talk to it, and nobody may send elsewhere", async (bus) => {
  const root = await bus.client("root");
  for (const user of WRITERS) {
    const client = await bus.client(user);
    await assert.rejects(requestName(client), denied);
    await assert.rejects(client.call({ destination: root.name, path: "/", interface: "a.b", member: "C" }), denied);
    assert.equal(await uidOf(root, client.name), await uidByName(bus, user));
  }
  assert.deepEqual(await requestName(root), [1]);
  root.onMessage((call) => {
    if (call.type === "call") root.send({ type: "return", replySerial: call.serial, destination: call.sender ?? "" });
  });
  for (const user of WRITERS) {
    const client = await bus.client(user);
    assert.deepEqual(await client.call({ path: "/", interface: "a.b", member: "C" }), []);
    const { code } = await bus.busctl(user, "call", BUS_NAME, "/", "a.b", "C");
    assert.equal(code, 0);
  }
});

busLab(
  "polkit answers by the rules of the test, and again by others",
  async (bus) => {
    const root = await bus.client("root");
    const answers = async (action: string, details: Record<string, string> = {}) =>
      await Promise.all(WRITERS.map(async (user) => check(root, await bus.client(user), action, details)));
    assert.deepEqual(await answers(ACTION_ASSIGN), ["yes", "no", "challenge", "no"]);
    assert.deepEqual(await answers(ACTION_CONFIGURE), ["yes", "no", "challenge", "no"]);
    const [, , , particular] = await answers(ACTION_ASSIGN, { interface: "u1", table: "1000" });
    assert.equal(particular, "yes");

    await root.match("type='signal',interface='org.freedesktop.PolicyKit1.Authority',member='Changed'");
    const changed = new Promise((resolve) => root.onMessage(({ member }) => member === "Changed" && resolve(member)));
    bus.rules(RULES.replaceAll("polkit.Result.YES", "polkit.Result.NO"));
    await changed;
    assert.deepEqual(await answers(ACTION_ASSIGN), ["no", "no", "challenge", "no"]);

    await bus.killPolkit();
    await assert.rejects(answers(ACTION_ASSIGN), CallError);
    await bus.startPolkit();
    assert.deepEqual(await answers(ACTION_ASSIGN), ["no", "no", "challenge", "no"]);
  },
  { polkit: true },
);

busLab("a bus that is killed closes its clients, and comes back at the same address", async (bus) => {
  const client = await bus.client("allowed");
  await bus.kill();
  assert.notEqual((await bus.busctl("root", "list")).code, 0);
  assert.equal(client.closed, true);
  await bus.restart();
  const listing = await bus.gdbus(
    "allowed",
    "call",
    "--dest",
    THE_BUS.destination,
    "--object-path",
    THE_BUS.path,
    "--method",
    "org.freedesktop.DBus.ListNames",
  );
  assert.equal(listing.code, 0, listing.stderr);
  assert.match(listing.stdout, /org\.freedesktop\.DBus/);
});

const requestName = (client: Client) =>
  client.call({ ...DBUS, member: "RequestName", signature: "su", body: [BUS_NAME, 4] });

const uidOf = async (client: Client, name: string) =>
  (await client.call({ ...DBUS, member: "GetConnectionUnixUser", signature: "s", body: [name] }))[0];

async function uidByName(bus: Bus, user: User): Promise<number> {
  return Number((await bus.start(user, "id", "-u").ended()).stdout);
}

const denied = (error: unknown) => error instanceof CallError && error.dbusName.endsWith(".AccessDenied");

async function check(root: Client, of: Client, action: string, details: Record<string, string>): Promise<string> {
  const subject = ["system-bus-name", new Map([["name", new Variant("s", of.name)]])];
  const [answer] = await root.call({
    destination: "org.freedesktop.PolicyKit1",
    path: "/org/freedesktop/PolicyKit1/Authority",
    interface: "org.freedesktop.PolicyKit1.Authority",
    member: "CheckAuthorization",
    signature: "(sa{sv})sa{ss}us",
    body: [subject, action, new Map(Object.entries(details)), 0, ""],
  });
  const [yes, challenge] = answer as [boolean, boolean];
  return yes ? "yes" : challenge ? "challenge" : "no";
}
