// Who may assign: a user who sits at the machine without more ado, anybody else with an administrator's password.
import assert from "node:assert/strict";
import { ours, rules } from "../kernel/lab/index.ts";
import { bootLeased, inForce, machine } from "./lab/index.ts";

const MANAGER = "/org/multihomed1 org.multihomed1.Manager";
const ASSIGN = `busctl --allow-interactive-authorization=no call org.multihomed1 ${MANAGER} Assign sua{sv}`;
const RELOAD =
  "dbus-send --system --print-reply --dest=org.multihomed1 /org/multihomed1 org.multihomed1.Manager.Reload";
const PASSWORD = "correct horse";
const BY_A_PERSON = /a person has to authenticate/;

machine("a user of the active session assigns and releases without a password", async (laptop) => {
  await bootLeased(laptop);
  laptop.install();
  const alice = await laptop.login("alice", { seat: true });
  assert.equal(alice.property("Active"), "yes");
  alice.exec("multihomectl assign u1 1000");
  alice.exec(`${ASSIGN} u2 2000 0`);
  await inForce(laptop);
  alice.exec("multihomectl release u1");
  alice.exec("multihomectl release u2");
  assert.deepEqual(ours(laptop.host), []);
  // What reaches beyond one uplink needs an administrator here too.
  assert.match(alice.execFails(RELOAD), /org\.freedesktop\.DBus\.Error\.InteractiveAuthorizationRequired/);

  // Somebody else takes the seat: alice is logged in still, but not at the machine.
  const carol = await laptop.login("carol", { seat: true });
  assert.deepEqual([alice.property("Active"), carol.property("Active")], ["no", "yes"]);
  assert.match(alice.execFails(`${ASSIGN} u1 1000 0`), BY_A_PERSON);
  assert.deepEqual(ours(laptop.host), []);
  carol.exec(`${ASSIGN} u1 1000 0`);
  assert.deepEqual(rules(laptop.host, 4), ["1000: from 10.1.0.2 lookup 1000"]);
});

machine("a user without a seat is asked for an administrator's password", async (laptop) => {
  await bootLeased(laptop);
  laptop.install();
  laptop.exec("useradd --create-home --groups sudo admin");
  laptop.sh("chpasswd", `admin:${PASSWORD}\n`);
  const bob = await laptop.login("bob");
  assert.equal(bob.property("Seat"), "");

  // No terminal and no window to ask in.
  assert.match(bob.execFails(`${ASSIGN} u1 1000 0`), BY_A_PERSON);
  assert.equal(bob.run("multihomectl assign u1 1000").status, 4);
  const wrong = await bob.dialogue("multihomectl assign u1 1000", /Password:/, "wrong");
  assert.equal(wrong.status, 4, wrong.stdout);
  assert.match(wrong.stdout, /routing of network interface u1 \(table 1000\)/);
  assert.deepEqual(ours(laptop.host), []);

  const right = await bob.dialogue("multihomectl assign u1 1000", /Password:/, PASSWORD);
  assert.equal(right.status, 0, right.stdout);
  assert.deepEqual(rules(laptop.host, 4), ["1000: from 10.1.0.2 lookup 1000"]);
});

machine("a process of the same user outside every session is no user at the machine", async (laptop) => {
  await bootLeased(laptop);
  laptop.install();
  await laptop.login("alice", { seat: true });
  const job = "systemd-run --quiet --wait --pipe --collect -p User=alice";
  assert.match(laptop.execFails(`${job} ${ASSIGN} u1 1000 0`), BY_A_PERSON);
  assert.deepEqual(ours(laptop.host), []);
});
