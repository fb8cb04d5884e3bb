// What strict changes of the host is remembered and given back exactly, and healed while it is in force.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { type Daemon, eventually, type Host, type Lab, lab } from "./lab/index.ts";
import { arp, ourTable, setArp, uplinks } from "./lab/strict.ts";

/** Longer than what is not announced takes to be looked at again (3 s). */
const LOOKED_AT = { timeout: 6000 };
/** What is announced is healed sooner than that. */
const HEARD = { timeout: 1500 };

/** Two links to nowhere in particular. */
function scene(lab: Lab): Host {
  const [laptop, other] = [lab.host("laptop"), lab.host("other")];
  for (const [at, link] of ["e0", "e1"].entries()) {
    lab.veth(laptop, link, other, link);
    laptop.ipBatch(`addr add 10.${at}.0.2/24 dev ${link}\naddr add fd00:${at}::2/64 dev ${link}`);
  }
  return laptop;
}

const isStrict = (host: Host, links: readonly string[], patience = {}) =>
  eventually(() => {
    for (const link of links) assert.equal(arp(host, link), "1 2", link);
    assert.match(ourTable(host) ?? "", /fib daddr \. iif type/);
  }, patience);

/** As if strict had never been: no table, and nothing that is still to be given back. */
const isLoose = (host: Host, values: Record<string, string>, patience = {}) =>
  eventually(() => {
    for (const [link, value] of Object.entries(values)) assert.equal(arp(host, link), value, link);
    assert.equal(ourTable(host), undefined);
    assert.deepEqual(readdirSync(host.runtimeDirectory), []);
  }, patience);

function reload(daemon: Daemon, config: string): void {
  writeFileSync(daemon.configFile, config);
  daemon.signal("SIGHUP");
}

const BOTH = ["e0", "e1"];
const LOOSE = { config: uplinks(BOTH, false) };
const STRICT = { config: uplinks(BOTH) };

lab(
  "strict is made so, and given back by a reload, by a release of one and by a stop; the host's own are not touched",
  async (lab) => {
    const laptop = scene(lab);
    setArp(laptop, "e1", 0, 1);
    const before = { e0: "0 0", e1: "0 1" };
    const shared = () => ["all", "default", "lo"].map((scope) => arp(laptop, scope));
    const hosts = shared();
    const daemon = laptop.daemon([], STRICT);
    await isStrict(laptop, BOTH);
    reload(daemon, uplinks(BOTH, false));
    await isLoose(laptop, before);
    reload(daemon, uplinks(BOTH));
    await isStrict(laptop, BOTH);
    reload(daemon, uplinks(["e0"]));
    await isStrict(laptop, ["e0"]);
    await eventually(() => assert.equal(arp(laptop, "e1"), "0 1"));
    assert.doesNotMatch(ourTable(laptop) ?? "", /e1|10\.1\.0\.2/);
    assert.deepEqual(shared(), hosts);
    await daemon.stop();
    await isLoose(laptop, before);
  },
);

lab(
  "what was strict before, or stricter, stays as it is; a larger value that is not stricter does not",
  async (lab) => {
    const laptop = scene(lab);
    setArp(laptop, "e0", 2, 2);
    setArp(laptop, "e1", 3, 3);
    const daemon = laptop.daemon([], STRICT);
    await isStrict(laptop, ["e1"]);
    assert.equal(arp(laptop, "e0"), "2 2");
    await daemon.stop();
    await isLoose(laptop, { e0: "2 2", e1: "3 3" });
  },
);

lab(
  "kill -9, and a start without strict: given back; with strict: nothing flickers, and given back by its stop",
  async (lab) => {
    const laptop = scene(lab);
    setArp(laptop, "e1", 0, 1);
    const before = { e0: "0 0", e1: "0 1" };
    for (const next of [LOOSE, { config: "" }]) {
      const first = laptop.daemon([], STRICT);
      await isStrict(laptop, BOTH);
      await first.kill9();
      await isStrict(laptop, BOTH);
      const second = laptop.daemon([], next);
      await isLoose(laptop, before);
      await second.stop();
    }
    const first = await laptop.daemon([], STRICT).converged();
    await isStrict(laptop, BOTH);
    await first.kill9();
    const second = laptop.daemon([], STRICT);
    laptop.ip("addr add 10.0.0.3/24 dev e0"); // its rule shows that the new process is at work
    await eventually(() => assert.match(laptop.ip("rule show"), /from 10\.0\.0\.3 /));
    await isStrict(laptop, BOTH);
    await eventually(() => assert.match(ourTable(laptop) ?? "", /10\.0\.0\.3/));
    assert.doesNotMatch(second.stderr, /sysctl/);
    await second.stop();
    await isLoose(laptop, before);
  },
);

lab("--once leaves it in force, and the next start gives it back", async (lab) => {
  const laptop = scene(lab);
  const config = lab.file("multihomed.toml", uplinks(BOTH));
  const { code } = await laptop.multihomed("--once", "--bus", "none", "-C", config);
  assert.equal(code, 0);
  await isStrict(laptop, BOTH);
  laptop.daemon([], LOOSE);
  await isLoose(laptop, { e0: "0 0", e1: "0 0" });
});

lab(
  "a value that someone else changed meanwhile stays theirs: while nobody ran, right before a stop, and stricter",
  async (lab) => {
    const laptop = scene(lab);
    const first = laptop.daemon([], STRICT);
    await isStrict(laptop, BOTH);
    await first.kill9();
    setArp(laptop, "e0", 1, 1);
    setArp(laptop, "e1", 8, 2);
    const second = laptop.daemon([], LOOSE);
    await isLoose(laptop, { e0: "0 1", e1: "8 0" });
    await second.stop();

    setArp(laptop, "e1", 0, 0);
    const third = laptop.daemon([], STRICT);
    await isStrict(laptop, BOTH);
    setArp(laptop, "e0", 3, 2);
    await third.stop();
    await isLoose(laptop, { e0: "3 1", e1: "0 0" });
  },
);

lab("what someone sets back is healed, and is what is given back", async (lab) => {
  const laptop = scene(lab);
  const daemon = laptop.daemon([], STRICT);
  await isStrict(laptop, BOTH);
  setArp(laptop, "e0", 0, 1);
  await isStrict(laptop, BOTH, LOOKED_AT);
  for (const command of [
    "delete table inet multihomed",
    "flush table inet multihomed",
    "flush ruleset",
    "add rule inet multihomed strong-host accept",
    "insert rule inet multihomed strong-host accept",
    "add chain inet multihomed other",
  ]) {
    laptop.nft(command);
    await eventually(() => {
      const table = ourTable(laptop) ?? "";
      assert.match(table, /fib daddr \. iif type/);
      assert.doesNotMatch(table, /^\s*accept|chain other/m);
    }, HEARD);
    await new Promise((resolve) => setTimeout(resolve, 150)); // so that nobody thinks that this is a fight
  }
  await daemon.stop();
  await isLoose(laptop, { e0: "0 1", e1: "0 0" });
});

lab("a link that is deleted and made again is strict again, and has its own to be given back", async (lab) => {
  const laptop = scene(lab);
  const daemon = laptop.daemon([], STRICT);
  await isStrict(laptop, BOTH);
  laptop.ip("link delete e0");
  await eventually(() => assert.doesNotMatch(ourTable(laptop) ?? "", /e0|10\.0\.0\.2/));
  laptop.ip("link add e0 type veth peer name e0x");
  setArp(laptop, "e0x", 1, 1);
  await eventually(() => assert.equal(arp(laptop, "e0"), "1 2"));
  laptop.ip("addr add 10.0.0.9/24 dev e0");
  await eventually(() => assert.match(ourTable(laptop) ?? "", /10\.0\.0\.9/));
  await daemon.stop();
  await isLoose(laptop, { e0: "0 0", e1: "0 0", e0x: "1 1" });
});

lab("a link that is renamed gets back what it had, under its new name; also when nobody ran meanwhile", async (lab) => {
  const laptop = scene(lab);
  setArp(laptop, "e0", 0, 1);
  const daemon = laptop.daemon([], STRICT);
  await isStrict(laptop, BOTH);
  laptop.ip("link set e0 name x0");
  await eventually(() => assert.equal(arp(laptop, "x0"), "0 1"));
  await eventually(() => assert.doesNotMatch(ourTable(laptop) ?? "", /e0|10\.0\.0\.2/));
  laptop.ip("link set e1 name e0");
  await isStrict(laptop, ["e0"]);
  await eventually(() => assert.match(ourTable(laptop) ?? "", /"e0".*10\.1\.0\.2/s));
  await daemon.kill9();
  laptop.ip("link set e0 name e1");
  laptop.ip("link set x0 name e0");
  laptop.daemon([], LOOSE);
  await isLoose(laptop, { e0: "0 1", e1: "0 0" });
});

lab("a dry run says it all in words that a shell understands, and changes nothing", async (lab) => {
  const laptop = scene(lab);
  setArp(laptop, "e1", 0, 2);
  const config = lab.file("multihomed.toml", uplinks(BOTH));
  const { stdout, code } = await laptop.multihomed("--dry-run", "--bus", "none", "-C", config);
  assert.equal(code, 0);
  const lines = stdout.split("\n").filter((line) => !line.startsWith("ip "));
  assert.deepEqual(lines.slice(1, -1), [
    "sysctl -w net/ipv4/conf/e0/arp_ignore=1",
    "sysctl -w net/ipv4/conf/e0/arp_announce=2",
    "sysctl -w net/ipv4/conf/e1/arp_ignore=1",
  ]);
  await isLoose(laptop, { e0: "0 0", e1: "0 2" });
  for (const line of lines) laptop.exec("sh", "-c", line);
  await isStrict(laptop, BOTH);
  const table = ourTable(laptop);
  laptop.nft("delete table inet multihomed");
  const daemon = laptop.daemon([], STRICT);
  await eventually(() => assert.equal(ourTable(laptop), table));
  await daemon.stop();
  await isLoose(laptop, { e0: "1 2", e1: "1 2" });
});

lab(
  "where sysctls cannot be written, the rest is in force, and it is said",
  async (lab) => {
    const laptop = scene(lab);
    const config = lab.file("multihomed.toml", uplinks(BOTH));
    const script = `mount -o bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec "$@"`;
    const read = laptop.spawn("unshare", "-m", "sh", "-c", script, "sh", "true");
    await new Promise((resolve) => read.on("exit", resolve));
    assert.equal(read.exitCode, 0, "this machine can mount");
    const { code, stderr } = await laptop.multihomedBy(
      ["unshare", "-m", "sh", "-c", script, "sh"],
      ...["--once", "--bus", "none", "-C", config],
    );
    assert.equal(code, 2);
    assert.match(
      stderr,
      /the kernel refuses: sysctl -w net\/ipv4\/conf\/e0\/arp_ignore=1: EROFS: \S+ is on a read-only/,
    );
    assert.match(ourTable(laptop) ?? "", /strong-host/);
    assert.equal(arp(laptop, "e0"), "0 0");
    laptop.daemon([], LOOSE);
    await isLoose(laptop, { e0: "0 0", e1: "0 0" });
  },
  { programs: ["unshare", "mount"] },
);
