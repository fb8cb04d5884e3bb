// MPTCP's endpoints follow the addresses of uplinks, as ip-mptcp(8) shows them.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { eventually, hasRules, lab, type Network, network } from "./lab/index.ts";
import { endpointRecords, endpoints, limits, uplinksWith, watchEndpoints } from "./lab/mptcp.ts";

const U1 = ["10.1.0.2 dev u1 subflow", "fd00:1::2 dev u1 subflow"];
const U2 = ["10.2.0.2 dev u2 subflow", "fd00:2::2 dev u2 subflow"];
const ALL = [...U1, ...U2].sort();
const BOTH = uplinksWith(["subflow"], ["subflow"]);
const UNTOUCHED = "subflows 2 accepted 0";

/** Well before the next look at what the kernel does not announce. */
const AT_ONCE = { timeout: 1000, interval: 5 };
const has = (laptop: Network["laptop"], expected: readonly string[], patience = AT_ONCE) =>
  eventually(() => assert.deepEqual(endpoints(laptop), [...expected].sort()), patience);
const hasLimits = (laptop: Network["laptop"], expected: string) =>
  eventually(() => assert.equal(limits(laptop), expected), AT_ONCE);

lab("each address of an uplink is an endpoint of its link, with an id of its own, and none of others", async (lab) => {
  const { laptop } = network(lab, { uplinks: 3 });
  const config = uplinksWith(["subflow"], ["signal", "backup"], []);
  await laptop.daemon([], { config }).converged();
  await has(laptop, [...U1, "10.2.0.2 dev u2 signal backup", "fd00:2::2 dev u2 signal backup"]);
  assert.deepEqual(new Set(endpointRecords(laptop).map(({ id }) => id)), new Set([1, 2, 3, 4]));
  await hasLimits(laptop, "subflows 4 accepted 0");
});

lab("endpoints come and go with addresses, and all is as before after a stop", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ALL);
  laptop.ip("addr add 10.1.0.9/24 dev u1");
  await has(laptop, [...ALL, "10.1.0.9 dev u1 subflow"]);
  laptop.ip("addr add 10.1.0.9/16 dev u1"); // the same address once more
  laptop.ip("addr delete 10.1.0.9/24 dev u1");
  laptop.ip("addr delete fd00:2::2/64 dev u2");
  await has(laptop, [...U1, "10.2.0.2 dev u2 subflow", "10.1.0.9 dev u1 subflow"]);
  laptop.ip("addr delete 10.1.0.9/16 dev u1");
  await has(laptop, [...U1, "10.2.0.2 dev u2 subflow"]);
  await hasLimits(laptop, "subflows 3 accepted 0");
  await daemon.stop();
  assert.deepEqual([endpoints(laptop), limits(laptop)], [[], UNTOUCHED]);
});

lab("links that go down, come up, get another name, and are deleted: as their addresses", async (lab) => {
  const { laptop } = network(lab);
  await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ALL);
  const ids = () => new Map(endpointRecords(laptop).map(({ address, id }) => [address, id]));
  const before = ids();
  laptop.ip("link set u1 down"); // takes its IPv6 addresses along
  await has(laptop, ["10.1.0.2 dev u1 subflow", ...U2]);
  laptop.ip("link set u1 up");
  laptop.ip("addr add fd00:1::2/64 dev u1");
  await has(laptop, ALL);
  laptop.ip("link set u2 down");
  laptop.ip("link set u2 name other");
  await has(laptop, U1);
  laptop.ip("link set other name u2");
  laptop.ip("link set u2 up");
  laptop.ip("addr add fd00:2::2/64 dev u2");
  await has(laptop, ALL);
  assert.equal(ids().get("10.1.0.2"), before.get("10.1.0.2"));
  laptop.ip("link delete u1"); // the kernel leaves their endpoints
  await has(laptop, U2);
});

lab("a lost carrier changes nothing: connections may live until it is back", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first] = uplinks;
  await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ALL);
  const before = endpointRecords(laptop);
  first.router.ip("link set", first.routerLink, "down");
  laptop.ip("addr add 10.2.0.9/24 dev u2"); // shows that the loss was heard
  await has(laptop, [...ALL, "10.2.0.9 dev u2 subflow"]);
  laptop.ip("addr delete 10.2.0.9/24 dev u2");
  await has(laptop, ALL);
  assert.deepEqual(endpointRecords(laptop), before);
});

lab("at no moment there is an endpoint whose rule is not there", async (lab) => {
  const { laptop } = network(lab);
  await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ALL);
  let adds = 0;
  const { pictures, bare } = await watchEndpoints(laptop, () => {
    const verb = adds++ % 2 === 0 ? "add" : "delete";
    for (const last of [8, 9]) laptop.ip(`addr ${verb} 10.1.0.${last}/24 dev u1`);
  });
  assert.ok(adds > 20 && pictures > 20, `${adds} changes, ${pictures} pictures`);
  assert.deepEqual([...bare], []);
});

lab(
  "an IPv6 address is an endpoint when the detection of duplicates has ended, and a link-local one never",
  async (lab) => {
    const laptop = lab.host("laptop", { dad: true });
    const far = lab.host("far", { dad: true });
    lab.veth(laptop, "u1", far, "x1");
    laptop.sysctl("net.ipv6.conf.u1.dad_transmits", 2);
    laptop.daemon([], { config: uplinksWith(["subflow"]) });
    laptop.ip("addr add fd00:1::2/64 dev u1");
    await hasRules(laptop, 6, ["1000: from fd00:1::2 lookup 1000"]);
    const tentative = () => laptop.ip("-6 addr show dev u1 tentative").includes("fd00:1::2");
    assert.deepEqual([tentative(), endpoints(laptop)], [true, []]);
    await eventually(() => assert.ok(!tentative()), { timeout: 8000, interval: 5 });
    await has(laptop, ["fd00:1::2 dev u1 subflow"]);
  },
);

lab("a reload changes flags in place where the kernel can, makes anew where not, and takes back", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ALL);
  const ids = () =>
    endpointRecords(laptop)
      .map(({ address, id }) => `${address} ${id}`)
      .sort();
  const before = ids();
  const reload = (...flags: string[][]) => {
    writeFileSync(daemon.configFile, uplinksWith(...flags));
    daemon.signal("SIGHUP");
  };
  reload(["subflow", "backup"], ["subflow", "fullmesh"]);
  const changed = [...U1.map((line) => `${line} backup`), ...U2.map((line) => `${line} fullmesh`)];
  await has(laptop, changed);
  assert.deepEqual(ids(), before);
  await hasLimits(laptop, "subflows 8 accepted 2");
  reload(["signal"], ["subflow"]);
  await has(laptop, [...U1.map((line) => line.replace("subflow", "signal")), ...U2]);
  reload([], ["subflow"]);
  await has(laptop, U2);
  await hasLimits(laptop, UNTOUCHED);
  reload([], []);
  await has(laptop, []);
  reload(["signal", "fullmesh"]);
  await eventually(() => assert.match(daemon.stderr, /multihomed\.toml:4: uplink\.mptcp: expected signal or fullmesh/));
});

lab("a dry run says all of it and does none; --once leaves it", async (lab) => {
  const { laptop } = network(lab);
  const file = lab.file("multihomed.toml", BOTH);
  const { stdout, code } = await laptop.multihomed("-C", file, "--dry-run");
  assert.equal(code, 0);
  const told = stdout.split("\n").filter((line) => line.startsWith("ip mptcp"));
  assert.deepEqual([told.length, endpoints(laptop), limits(laptop)], [5, [], UNTOUCHED]);
  assert.equal((await laptop.multihomed("-C", file, "--bus", "none", "--once")).code, 0);
  assert.deepEqual(endpoints(laptop), ALL);
  assert.equal(limits(laptop), "subflows 4 accepted 0");
  const other = lab.host("other");
  other.ip("link add u1 type veth peer name u2");
  for (const line of told) other.ip(line.replace(/^ip /, ""));
  assert.deepEqual(endpoints(other), ALL);
});

lab("MPTCP that is switched off is said once, and everything else goes on", async (lab) => {
  const { laptop } = network(lab);
  laptop.sysctl("net.mptcp.enabled", 0);
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  await hasRules(laptop, 4, ["1000: from 10.1.0.2 lookup 1000", "2000: from 10.2.0.2 lookup 2000"]);
  await has(laptop, ALL);
  laptop.ip("addr add 10.1.0.9/24 dev u1");
  await has(laptop, [...ALL, "10.1.0.9 dev u1 subflow"]);
  const said = daemon.stderr.split("\n").filter((line) => line.includes("net.mptcp.enabled"));
  assert.deepEqual(
    said.map((line) => line.replace(/^.*\[warning\] /, "")),
    ["u1", "u2"].map((name) => `${name}: MPTCP is switched off: net.mptcp.enabled is 0`),
  );
});
