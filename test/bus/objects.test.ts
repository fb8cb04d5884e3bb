// Objects come and go with the links, and whoever listens knows what one knows who asks: nothing is kept quiet, and nothing
// is told twice.
import assert from "node:assert/strict";
import { LINK, PATH_MANAGER } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { eventually, rules } from "../kernel/lab/index.ts";
import { addLink, addUplink, assign, busLab, Mirror, managedObjects, release, ruleOf } from "./lab/index.ts";

busLab("links that come, change, are renamed and go are told as they do, once", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const root = await bus.client("root");
  const mirror = await Mirror.start(bus);
  const told = async (...expected: string[]) => {
    await eventually(() => assert.deepEqual(mirror.heard, expected));
    await mirror.agrees();
    mirror.heard.length = 0;
  };
  const [u1, u2, u9] = [linkPath("u1"), linkPath("u2"), linkPath("u9")];

  bus.host.ip("link add u2 type veth peer name u2 netns", bus.far.namespace);
  await told(`added ${u2}`);
  bus.host.ip("address add 10.2.0.2/24 dev u2");
  await told(`changed ${u2} Addresses`);
  bus.host.ip("address delete 10.2.0.2/24 dev u2");
  await told(`changed ${u2} Addresses`);
  bus.host.ip("link set u2 name u9");
  await told(`removed ${u2}`, `added ${u9}`);
  bus.host.ip("link delete u9");
  await told(`removed ${u9}`);

  await assign(root, "u1", 1000);
  await told(`changed ${u1} Assigned Options Priority Routes Rules State Table`);
  bus.host.ip("address add 10.1.0.9/24 dev u1");
  await eventually(() => assert.equal(mirror.get(u1, "Rules"), 2));
  mirror.heard.length = 0;
  bus.host.ip("link set u1 down");
  bus.host.ip("link set u1 name u9");
  // The name is assigned, whoever has it: the object stays, and another one comes.
  await eventually(() => assert.equal(mirror.get(u1, "State"), "absent"));
  assert.equal(mirror.get(u1, "Index"), 0);
  assert.equal(mirror.get(u9, "Assigned"), false);
  await mirror.agrees();
  mirror.heard.length = 0;
  await release(root, "u1");
  await told(`removed ${u1}`);
});

busLab(
  "State of a link follows its cable and its addresses",
  async (bus) => {
    // The kernel tells of a carrier that is lost up to a second later, and of 100 links a second in all (net/core/link_watch.c):
    // tests with a thousand links beside this one make it wait.
    const patience = { timeout: 30_000 };
    await bus.service();
    const mirror = await Mirror.start(bus);
    const path = linkPath("u1");
    const becomes = (state: string) =>
      eventually(() => {
        const [link] = bus.host
          .json<{ ifname: string; operstate: string }[]>("link show")
          .filter(({ ifname }) => ifname === "u1");
        const operational = link?.operstate.toLowerCase() ?? "notpresent";
        assert.deepEqual([mirror.get(path, "State"), mirror.get(path, "OperationalState")], [state, operational]);
      }, patience);
    await assign(await bus.client(), "u1", 1000);
    await becomes("absent");
    for (let round = 0; round < 2; round++) {
      bus.host.ip("link add u1 type veth peer name u1 netns", bus.far.namespace);
      await becomes("down");
      bus.host.ip("link set u1 up");
      await becomes("no-carrier");
      bus.far.ip("link set u1 up");
      await becomes("no-address");
      bus.host.ip("address add 10.1.0.2/24 dev u1");
      await becomes("active");
      assert.equal(mirror.get(path, "Rules"), 1);
      bus.far.ip("link set u1 down");
      await becomes("no-carrier");
      bus.far.ip("link set u1 up");
      await becomes("active");
      bus.host.ip("address delete 10.1.0.2/24 dev u1");
      await becomes("no-address");
      bus.host.ip("link delete u1");
      await becomes("absent");
    }
    await mirror.agrees();
  },
  { timeout: 120_000 },
);

busLab("what the kernel refuses is a problem of link and service while it is so, and told once", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  await assign(await bus.client(), "u1", 1000);
  const mirror = await Mirror.start(bus);
  const path = linkPath("u1");
  bus.host.ip("route add unreachable 10.50.0.0/16 table 1000");
  bus.host.ip("route add 10.50.0.0/16 dev u1");
  await eventually(() => assert.equal(mirror.get(path, "State"), "degraded"));
  assert.deepEqual(
    (mirror.get(path, "Problems") as string[][]).map(([code]) => code),
    ["table-shared"],
  );
  await eventually(() => assert.equal(mirror.manager.get("State"), "degraded"));
  assert.deepEqual(
    (mirror.manager.get("Problems") as string[][]).map(([name, code]) => [name, code]),
    [["u1", "table-shared"]],
  );
  bus.host.ip("route delete 10.50.0.0/16 dev u1");
  bus.host.ip("route delete unreachable 10.50.0.0/16 table 1000");
  await eventually(() => assert.equal(mirror.get(path, "State"), "active"));
  assert.deepEqual(mirror.get(path, "Problems"), []);
  await eventually(() => assert.equal(mirror.manager.get("State"), "converged"));
  assert.deepEqual(mirror.manager.get("Problems"), []);
  await mirror.agrees();
});

busLab("names of every kind have the path that the contract gives them", async (bus) => {
  const names = {
    "eth0.100": "eth0_2e100",
    "a-b": "a_2db",
    "1x": "_31x",
    "12": "_312",
    _: "_5f",
    a_b: "a_5fb",
    ümläut: "_c3_bcml_c3_a4ut",
    網路: "_e7_b6_b2_e8_b7_af",
    "q\"<&>'": "q_22_3c_26_3e_27",
    "+$@!": "_2b_24_40_21",
    exactly15bytes_: "exactly15bytes_5f",
  };
  await bus.service();
  const client = await bus.client();
  const mirror = await Mirror.start(bus);
  for (const name of Object.keys(names)) addLink(bus, name);
  const paths = Object.entries(names).map(([name, label]) => [`/org/multihomed1/link/${label}`, name] as const);
  await eventually(() => assert.equal(mirror.links.size, paths.length + 1));
  for (const [path, name] of paths) {
    assert.equal(mirror.get(path, "Name"), name);
    const [found] = await client.call({
      path: PATH_MANAGER,
      interface: "org.multihomed1.Manager",
      member: "GetLink",
      signature: "s",
      body: [name],
    });
    assert.equal(found, path);
    assert.equal(await assign(client, name, 0), path);
    const { stdout } = await bus.busctl("denied", "get-property", "org.multihomed1", path, LINK.name, "Assigned");
    assert.equal(stdout, "b true\n");
  }
  await mirror.agrees();
});

busLab("names that are no UTF-8 do no harm: the service stays on the bus, and serves the other links", async (bus) => {
  addUplink(bus, 1);
  bus.host.exec(
    "sh",
    "-c",
    String.raw`for c in 376 377; do ip link add "$(printf "x\\$c")" type veth peer name "y$c"; done`,
  );
  const daemon = await bus.service();
  const mirror = await Mirror.start(bus);
  bus.host.exec(
    "sh",
    "-c",
    String.raw`ip link add "$(printf "z\\377")" type veth peer name z; ip link set "$(printf "x\\377")" up`,
  );
  await eventually(() => assert.equal(mirror.links.has(linkPath("z")), true));
  await assign(await bus.client(), "u1", 1000);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  bus.host.exec("sh", "-c", String.raw`for n in x z; do ip link delete "$(printf "$n\\377")"; done`);
  await eventually(() => assert.equal(mirror.links.has(linkPath("z")), false));
  assert.equal(daemon.exit, undefined);
  await mirror.agrees();
});

busLab(
  "a thousand links: each has its object, in one answer; they come and go with one signal each",
  async (bus) => {
    await bus.service();
    const client = await bus.client();
    const mirror = await Mirror.start(bus);
    const names = Array.from({ length: 1000 }, (_, index) => `l${index}`);
    bus.host.ipBatch(
      names.map((name) => `link add ${name} type veth peer name ${name} netns ${bus.far.namespace}`).join("\n"),
    );
    await eventually(() => assert.equal(mirror.links.size, 1001), { timeout: 20_000 });
    assert.deepEqual([...mirror.links.keys()].sort(), ["lo", ...names].map(linkPath).sort());
    await mirror.agrees();
    const began = performance.now();
    assert.equal((await managedObjects(client)).size, 1001);
    const took = performance.now() - began;
    assert.ok(took < 1000, `GetManagedObjects took ${took} ms`);
    assert.equal(mirror.heard.filter((line) => line.startsWith("added")).length, 1000);

    mirror.heard.length = 0;
    bus.host.ipBatch(names.map((name) => `link set ${name} group 7`).join("\n"));
    bus.host.ip("link delete group 7"); // one by one they would take milliseconds each
    await eventually(() => assert.equal(mirror.links.size, 1), { timeout: 20_000 });
    assert.equal(mirror.heard.filter((line) => line.startsWith("removed")).length, 1000);
    await mirror.agrees();
  },
  { timeout: 60_000 },
);
