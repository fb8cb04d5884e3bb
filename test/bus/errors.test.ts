// Every error of the contract by its name, with one line for people and never a stack trace.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { LINK, MANAGER, PATH_LOG_CONTROL, PATH_MANAGER } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { Variant } from "../../common/bus/types.ts";
import {
  addUplink,
  assign,
  assignCall,
  busLab,
  type Call,
  type Client,
  getAllCall,
  getCall,
  linkAssignCall,
  linkReleaseCall,
  logLevelCall,
  managerCall,
  releaseCall,
  setCall,
} from "./lab/index.ts";

const OURS = "org.multihomed1.Error";
const STANDARD = "org.freedesktop.DBus.Error";

busLab(
  "each error of the contract has its name, and a line that says what is wrong",
  async (bus) => {
    for (const n of [1, 2]) addUplink(bus, n);
    const daemon = await bus.service();
    const root = await bus.client("root");
    await assign(root, "u1", 1000);
    bus.host.ip("route add 192.0.2.0/24 dev u2 table 4000");

    const refused = (name: string, call: Call, text: RegExp, client: Client = root) =>
      expectError(client, call, name, text);
    await refused(`${OURS}.InvalidInterface`, assignCall("lo", 2000), /"lo" is the loopback/);
    await refused(`${OURS}.ReservedTable`, assignCall("u2", 254), /254.*expected/);
    await refused(`${OURS}.TableInUse`, assignCall("u2", 1000), /1000.*u1/);
    await refused(`${OURS}.TableInUse`, assignCall("u2", 4000), /4000.*not ours/);
    await refused(`${OURS}.NotAssigned`, releaseCall("u2"), /"u2"/);
    await refused(`${OURS}.NotAssigned`, linkReleaseCall("u2"), /"u2"/);
    await refused(`${OURS}.InvalidOption`, assignCall("u2", 2000, { colour: ["s", "red"] }), /colour.*priority/);
    await refused(`${OURS}.InvalidInterface`, getLink("nothing0"), /"nothing0"/);
    writeFileSync(daemon.configFile, "\n\ntable = 7\n");
    await refused(`${OURS}.InvalidConfiguration`, managerCall("Reload"), /multihomed\.toml:3: table: unknown key/);
    writeFileSync(daemon.configFile, "");

    // Somebody else's route stands where ours is to be.
    bus.host.ip("route add unreachable 10.50.0.0/16 table 1000");
    bus.host.ip("route add 10.50.0.0/16 dev u1");
    await refused(`${OURS}.KernelRejected`, managerCall("Reconcile"), /u1.*10\.50\.0\.0\/16/);
    bus.host.ip("route delete 10.50.0.0/16 dev u1");
    bus.host.ip("route delete unreachable 10.50.0.0/16 table 1000");
    await root.call(managerCall("Reconcile"));

    const denied = await bus.client("denied");
    const challenged = await bus.client("challenged");
    await refused(`${STANDARD}.AccessDenied`, assignCall("u2", 2000), /not authori[sz]ed/, denied);
    await refused(`${STANDARD}.InteractiveAuthorizationRequired`, assignCall("u2", 2000), /authenticate/, challenged);

    const ping = { path: PATH_MANAGER, interface: MANAGER.name, member: "Assign" };
    await refused(`${STANDARD}.InvalidArgs`, ping, /sua\{sv\}/);
    await refused(`${STANDARD}.InvalidArgs`, { ...ping, signature: "ss", body: ["u1", "1000"] }, /sua\{sv\}.*ss/);
    await refused(`${STANDARD}.InvalidArgs`, { ...managerCall("Reload"), signature: "s", body: ["x"] }, /\(s\)/);
    await refused(`${STANDARD}.InvalidArgs`, logLevelCall("loud"), /loud.*debug/);
    const levelAsNumber = setCall(PATH_LOG_CONTROL, "org.freedesktop.LogControl1", "LogLevel", new Variant("u", 7));
    await refused(`${STANDARD}.InvalidArgs`, levelAsNumber, /type s/);
    await refused(`${STANDARD}.UnknownMethod`, { ...ping, member: "Explode" }, /Explode/);
    await refused(`${STANDARD}.UnknownMethod`, { ...ping, member: "constructor" }, /constructor/);
    await refused(`${STANDARD}.UnknownObject`, { ...ping, path: "/org/multihomed1/link/nothing0" }, /nothing0/);
    await refused(`${STANDARD}.UnknownObject`, { ...ping, path: "/org/multihomed1/link/_75_31" }, /_75_31/);
    await refused(`${STANDARD}.UnknownInterface`, { ...ping, interface: "org.example.Other" }, /org\.example\.Other/);
    await refused(`${STANDARD}.UnknownInterface`, { ...ping, interface: LINK.name }, /Link/);
    await refused(`${STANDARD}.UnknownInterface`, getAllCall(PATH_MANAGER, LINK.name), /Link/);
    await refused(`${STANDARD}.UnknownProperty`, getCall(PATH_MANAGER, MANAGER.name, "Colour"), /Colour/);
    await refused(`${STANDARD}.UnknownProperty`, getCall(PATH_MANAGER, MANAGER.name, "__proto__"), /__proto__/);
    await refused(
      `${STANDARD}.UnknownProperty`,
      setCall(PATH_MANAGER, MANAGER.name, "Colour", new Variant("s", "x")),
      /Colour/,
    );
    await refused(
      `${STANDARD}.PropertyReadOnly`,
      setCall(PATH_MANAGER, MANAGER.name, "State", new Variant("s", "x")),
      /State/,
    );
    await refused(`${STANDARD}.UnknownObject`, linkAssignCall("nothing0", 2000), /nothing0/);

    assert.doesNotMatch(daemon.stderr, /^\s+at .*:\d+/m);
  },
  { polkit: true },
);

busLab("busctl and gdbus show the error's name and its line", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const busctl = await bus.busctl(
    "root",
    "call",
    "org.multihomed1",
    PATH_MANAGER,
    MANAGER.name,
    "Assign",
    "sua{sv}",
    "u1",
    "255",
    "0",
  );
  assert.equal(busctl.code, 1);
  assert.match(busctl.stderr, /^Call failed: 255: expected a table/);
  const gdbus = await bus.gdbus(
    ...(["root", "call", "--dest", "org.multihomed1", "--object-path", linkPath("u1")] as const),
    ...["--method", `${LINK.name}.Release`, "{}"],
  );
  assert.equal(gdbus.code, 1);
  assert.match(gdbus.stderr, /GDBus\.Error:org\.multihomed1\.Error\.NotAssigned: "u1" is not assigned/);
});

async function expectError(client: Client, call: Call, name: string, text: RegExp): Promise<void> {
  const reply = await client.reply(call);
  const [said] = reply.body();
  assert.equal(reply.errorName, name, `${call.member}: ${said}`);
  assert.equal(reply.signature, "s");
  assert.match(String(said), text);
  assert.doesNotMatch(String(said), /\n|node:|\.ts\b|\bat .*:\d+:\d+/);
}

const getLink = (name: string): Call => ({ ...managerCall("GetLink"), signature: "s", body: [name] });
