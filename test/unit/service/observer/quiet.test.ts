// What the kernel does not announce is looked at in time, and told when it is not as thought.
import assert from "node:assert/strict";
import { test } from "node:test";
import { QUIET_INTERVAL_MS, Quiet, type QuietSources } from "../../../../service/observer/quiet.ts";
import { Timers } from "../../../../service/observer/timers.ts";
import type { Change } from "../../../../service/view/change.ts";
import { nothingKept } from "../../../../service/view/kept.ts";
import { hostSysctl, linkSysctl } from "../../../../service/view/sysctl.ts";
import type { View } from "../../../../service/view/view.ts";
import type { Watched } from "../../../../service/view/watched.ts";
import { chain, listing, ruleset } from "../planes/ruleset/text.ts";
import { viewOf } from "../view/from-text/state.ts";
import { FakeClock } from "./fake-clock.ts";

const ARP = linkSysctl("net/ipv4/conf", 2, "arp_ignore");
const FORWARD = hostSysctl("net/ipv4/ip_forward");
const MPTCP = { endpoints: [], limits: { subflows: 2, addAddrAccepted: 0 } };

const watched = (...sysctls: readonly (typeof ARP)[]): Watched => ({
  sysctls: new Set(sysctls),
  ruleset: false,
  mptcp: false,
});
const RULESET: Watched = { ...watched(), ruleset: true };

class Scene {
  readonly view: View = viewOf(["link eth0 2"]);
  readonly clock = new FakeClock();
  readonly values = new Map([
    ["net/ipv4/conf/eth0/arp_ignore", "0"],
    ["net/ipv4/ip_forward", "0"],
  ]);
  listing: string | undefined;
  saved = nothingKept();
  saves = 0;
  /** Throws what a source is to fail with. */
  fails: (source: string) => void = () => {};
  reads = 0;
  tableChanged: () => void = () => assert.fail("not watched");
  readonly changes: Change[] = [];
  readonly complaints: string[] = [];
  readonly timers = new Timers(this.clock);
  readonly #sources: QuietSources = {
    readSysctl: (path) => {
      this.fails("sysctl");
      this.reads++;
      return this.values.get(path);
    },
    mptcp: async () => {
      this.fails("mptcp");
      return MPTCP;
    },
    listRuleset: () => {
      this.fails("ruleset");
      return this.listing;
    },
    watchRuleset: (changed) => {
      this.tableChanged = changed;
    },
    saveKept: (kept) => {
      this.fails("save");
      this.saves++;
      this.saved = structuredClone(kept);
    },
  };
  readonly quiet = new Quiet(
    this.view,
    this.#sources,
    this.timers,
    (change) => this.changes.push(change),
    (what, error) => this.complaints.push(`${what}: ${error instanceof Error ? error.message : ""}`),
  );

  pass = (milliseconds: number): Promise<void> => this.clock.pass(milliseconds, moment);
  take = (): Change[] => this.changes.splice(0);
}

const moment = () => new Promise((resolve) => setImmediate(resolve));

test("a sysctl that is new to us is read at once, one that nobody wants to know any more is forgotten", async () => {
  const scene = new Scene();
  scene.quiet.watch(watched(ARP, FORWARD));
  assert.deepEqual(Object.fromEntries(scene.view.sysctls), { [ARP]: "0", [FORWARD]: "0" });
  assert.deepEqual(scene.take(), [
    { kind: "sysctl", key: ARP, lost: false },
    { kind: "sysctl", key: FORWARD, lost: false },
  ]);
  await scene.quiet.watch(watched(FORWARD));
  assert.deepEqual([...scene.view.sysctls.keys()], [FORWARD]);
  assert.deepEqual(scene.take(), []);
});

test("what someone else makes of a sysctl is known within the interval, once", async () => {
  const scene = new Scene();
  await scene.quiet.watch(watched(FORWARD));
  scene.take();
  scene.values.set("net/ipv4/ip_forward", "1");
  await scene.pass(QUIET_INTERVAL_MS);
  assert.deepEqual(scene.take(), [{ kind: "sysctl", key: FORWARD, lost: false }]);
  await scene.pass(3 * QUIET_INTERVAL_MS);
  assert.deepEqual(scene.take(), []);
});

test("also while ever more is to be known: asking does not put off the next look", async () => {
  const scene = new Scene();
  for (let passed = 0; passed < QUIET_INTERVAL_MS; passed += 500) {
    await scene.quiet.watch(watched(FORWARD));
    scene.values.set("net/ipv4/ip_forward", "1");
    await scene.pass(500);
  }
  assert.equal(scene.view.sysctls.get(FORWARD), "1");
});

test("when nothing is to be known, no clock runs", async () => {
  const scene = new Scene();
  await scene.quiet.watch(watched());
  assert.equal(scene.clock.waiting, 0);
  await scene.quiet.watch(watched(FORWARD));
  assert.equal(scene.clock.waiting, 1);
  await scene.quiet.watch(watched());
  await scene.pass(QUIET_INTERVAL_MS);
  assert.equal(scene.clock.waiting, 0);
});

test("one of ours that someone changes is lost, theirs, and saved as such; while it is ours, it stays kept", async () => {
  const scene = new Scene();
  scene.values.set("net/ipv4/conf/eth0/arp_ignore", "1");
  scene.view.kept.sysctls.set(ARP, { was: "0", ours: "1" });
  await scene.quiet.watch(watched(ARP));
  await scene.pass(QUIET_INTERVAL_MS);
  assert.equal(scene.view.kept.sysctls.size, 1);
  scene.take();
  scene.values.set("net/ipv4/conf/eth0/arp_ignore", "3");
  await scene.pass(QUIET_INTERVAL_MS);
  assert.deepEqual(scene.take(), [{ kind: "sysctl", key: ARP, lost: true }]);
  assert.deepEqual([scene.view.kept.sysctls.size, scene.saved.sysctls.size], [0, 0]);
});

test("what an earlier life kept and someone changed since is theirs from the first look on", async () => {
  const scene = new Scene();
  scene.view.kept.sysctls.set(ARP, { was: "0", ours: "1" });
  scene.values.set("net/ipv4/conf/eth0/arp_ignore", "2");
  await scene.quiet.watch(watched(ARP));
  assert.deepEqual(scene.take(), [{ kind: "sysctl", key: ARP, lost: false }]);
  assert.equal(scene.view.kept.sysctls.size, 0);
});

test("a link takes its sysctls along; one that is only renamed has them under its new name", async () => {
  const scene = new Scene();
  scene.values.set("net/ipv4/conf/eth0/arp_ignore", "1");
  scene.view.kept.sysctls.set(ARP, { was: "0", ours: "1" });
  await scene.quiet.watch(watched(ARP));
  scene.take();
  scene.values.delete("net/ipv4/conf/eth0/arp_ignore");
  scene.values.set("net/ipv4/conf/wan0/arp_ignore", "1");
  scene.view.setLink({ index: 2, name: "wan0", up: true, carrier: true, operstate: 6 });
  await scene.quiet.watch(watched(ARP));
  await scene.pass(QUIET_INTERVAL_MS);
  assert.deepEqual([scene.take(), scene.view.sysctls.get(ARP), scene.view.kept.sysctls.size], [[], "1", 1]);
  scene.view.deleteLink(2);
  await scene.quiet.watch(watched());
  assert.deepEqual([scene.view.kept.sysctls.size, scene.saved.sysctls.size], [0, 0]);
});

test("a sysctl that is gone for a while, with IPv4 of its link, stays kept; back with another value it is nobody's", async () => {
  const scene = new Scene();
  scene.values.set("net/ipv4/conf/eth0/arp_ignore", "1");
  scene.view.kept.sysctls.set(ARP, { was: "0", ours: "1" });
  await scene.quiet.watch(watched(ARP));
  scene.take();
  scene.values.delete("net/ipv4/conf/eth0/arp_ignore");
  await scene.pass(QUIET_INTERVAL_MS);
  assert.deepEqual([scene.view.sysctls.has(ARP), scene.view.kept.sysctls.size], [false, 1]);
  scene.values.set("net/ipv4/conf/eth0/arp_ignore", "0");
  await scene.pass(QUIET_INTERVAL_MS);
  assert.deepEqual([scene.view.sysctls.get(ARP), scene.view.kept.sysctls.size], ["0", 0]);
});

test("our table is known by how it was listed when we wrote it", async () => {
  const scene = new Scene();
  const ruleset = { text: "ours", pinned: [] };
  scene.view.kept.ruleset = { ruleset, listing: "as listed" };
  scene.listing = "as listed";
  await scene.quiet.watch(RULESET);
  assert.equal(scene.view.ruleset, ruleset);
  scene.listing = "as listed, and more";
  scene.take();
  await scene.pass(QUIET_INTERVAL_MS);
  assert.equal(scene.view.ruleset, "foreign");
  assert.deepEqual(scene.take(), [{ kind: "ruleset", lost: true }]);
  await scene.pass(QUIET_INTERVAL_MS);
  assert.deepEqual(scene.take(), []);
});

test("how our table is listed is learned once it is written, and until then nothing that is heard counts", async () => {
  const scene = new Scene();
  await scene.quiet.watch(RULESET);
  const [first, second] = [ruleset(chain("a", "accept")), ruleset(chain("a", "drop"))];
  for (const written of [first, second]) {
    scene.quiet.rulesetWriting();
    scene.view.ruleset = written;
    scene.listing = written.text;
    scene.take();
    scene.tableChanged();
    await scene.pass(QUIET_INTERVAL_MS);
    assert.equal(scene.view.ruleset, written);
    scene.quiet.rulesetWritten();
    assert.deepEqual(scene.view.kept.ruleset, { ruleset: written, listing: written.text });
    await scene.pass(QUIET_INTERVAL_MS);
    assert.deepEqual([scene.view.ruleset, scene.take()], [written, []]);
  }
});

test("where someone else was at our table while it was written, it is not ours", async () => {
  const scene = new Scene();
  const written = ruleset(chain("a", "accept"), chain("b", "accept"));
  scene.view.kept.ruleset = {
    ruleset: ruleset(chain("a", "accept"), chain("b")),
    listing: listing(chain("a", "accept")),
  };
  scene.listing = scene.view.kept.ruleset.listing;
  await scene.quiet.watch(RULESET);
  scene.quiet.rulesetWriting();
  scene.view.ruleset = written;
  scene.listing = listing(chain("a", "drop"), chain("b", "accept"));
  scene.take();
  scene.quiet.rulesetWritten();
  assert.equal(scene.view.ruleset, "foreign");
  assert.deepEqual(scene.take(), [{ kind: "ruleset", lost: true }]);
});

test("what was not written is as it was, and what was taken away is not kept", async () => {
  const scene = new Scene();
  const before = ruleset(chain("a", "accept"));
  scene.view.kept.ruleset = { ruleset: before, listing: "as listed" };
  scene.listing = "as listed";
  await scene.quiet.watch(RULESET);
  scene.quiet.rulesetWriting();
  scene.quiet.rulesetWritten();
  assert.equal(scene.view.ruleset, before);
  scene.quiet.rulesetWriting();
  scene.view.ruleset = undefined;
  scene.listing = undefined;
  scene.quiet.rulesetWritten();
  assert.deepEqual([scene.view.ruleset, scene.view.kept.ruleset], [undefined, undefined]);
});

test("a table that is not there is nothing to take away any more", async () => {
  const scene = new Scene();
  scene.view.kept.ruleset = { ruleset: { text: "ours", pinned: [] }, listing: "as listed" };
  await scene.quiet.watch(RULESET);
  assert.deepEqual(
    [scene.view.ruleset, scene.view.kept.ruleset, scene.saved.ruleset],
    [undefined, undefined, undefined],
  );
});

test("when something is said of our table, it is looked at once for all that came together, and not unless wanted", async () => {
  const scene = new Scene();
  await scene.quiet.watch(RULESET);
  let listed = 0;
  scene.fails = (source) => {
    if (source === "ruleset") listed++;
  };
  scene.listing = "another's";
  for (let heard = 0; heard < 3; heard++) scene.tableChanged();
  await moment();
  assert.deepEqual([listed, scene.view.ruleset], [1, "foreign"]);
  await scene.quiet.watch(watched());
  scene.tableChanged();
  await moment();
  assert.equal(listed, 1);
});

test("an answer about MPTCP that was asked for before we changed something does not count", async () => {
  const scene = new Scene();
  const learning = scene.quiet.watch({ ...watched(), mptcp: true });
  scene.quiet.heard({ kind: "mptcp" });
  await learning;
  assert.equal(scene.view.limits, undefined);
  await scene.pass(QUIET_INTERVAL_MS);
  assert.deepEqual(scene.view.limits, MPTCP.limits);
});

test("what cannot be read or saved is told once, tried again, and keeps nothing else from being known", async () => {
  for (const source of ["sysctl", "ruleset", "mptcp", "save"]) {
    const scene = new Scene();
    const all: Watched = { sysctls: new Set([FORWARD]), ruleset: true, mptcp: true };
    scene.fails = (asked) => {
      if (asked === source) throw new Error("not today");
    };
    await scene.quiet.watch(all);
    await scene.pass(3 * QUIET_INTERVAL_MS);
    assert.equal(scene.complaints.length, 1, source);
    assert.match(scene.complaints[0] ?? "", /failed: not today$/);
    assert.equal(scene.view.sysctls.has(FORWARD), source !== "sysctl");
    assert.equal(scene.view.limits !== undefined, source !== "mptcp");
    scene.fails = () => {};
    scene.listing = "another's";
    await scene.pass(QUIET_INTERVAL_MS);
    assert.deepEqual(
      [scene.view.sysctls.has(FORWARD), scene.view.limits, scene.view.ruleset],
      [true, MPTCP.limits, "foreign"],
    );
    scene.fails = (asked) => {
      if (asked === source) throw new Error("not today");
    };
    await scene.pass(QUIET_INTERVAL_MS);
    assert.equal(scene.complaints.length, 2, `${source}, again`);
  }
});
