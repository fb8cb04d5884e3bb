// What is switched on in the window is in the kernel then, and what is switched off is not; it never looks done before.
import assert from "node:assert/strict";
import { eventually, ruleOf, rules, windowLab } from "./lab/index.ts";

windowLab(
  "a link is switched on and off: the switch is busy, then it stands as the kernel does",
  async ({ bus, window }) => {
    await window.isOff("u1");
    const positions = await window.positionsOf("u1");
    await window.switchOf("u1").click();
    await window.isOn("u1");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
    assert.match((await positions()).join(", "), /^off, off busy, (on busy, )?on$/);

    await window.switchOf("u1").click();
    await window.isOff("u1");
    assert.deepEqual(rules(bus.host, 4), []);
    assert.match((await positions()).join(", "), /on, on busy, (off busy, )?off$/);
  },
);

windowLab("two links side by side: each has its own table and rule, and both are in the picture", async (lab) => {
  const { bus, window } = lab;
  for (const link of ["u1", "u2"]) {
    await window.switchOf(link).click();
    await window.isOn(link);
  }
  await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 1001)]));
  const said = await window.uplinksSaid();
  assert.match(said[0] ?? "", /^u1, Working, table 1000, address 10\.1\.0\.2(\/24)?, gateway 10\.1\.0\.1/);
  assert.match(said[1] ?? "", /^u2, Working, table 1001, address 10\.2\.0\.2(\/24)?, gateway 10\.2\.0\.1/);
});

windowLab(
  "switched off and on again: it has the table and the options that it had",
  async ({ bus, window }) => {
    await window.switchOf("u1").click(); // off
    await window.isOff("u1");
    await window.switchOf("u1").click();
    await window.isOn("u1");
    await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 4321, 77)]));
  },
  { config: '[[uplink]]\ninterface = "u1"\ntable = 4321\npriority = 77\n' },
);

windowLab("assigned and released by somebody else: the window follows", async ({ bus, window }) => {
  await window.isOff("u2");
  assert.equal((await bus.busctl("root", ...assignU2)).code, 0);
  await window.isOn("u2");
  assert.equal((await bus.busctl("root", ...releaseU2)).code, 0);
  await window.isOff("u2");
});

const MANAGER = ["call", "org.multihomed1", "/org/multihomed1", "org.multihomed1.Manager"];
const assignU2 = [...MANAGER, "Assign", "sua{sv}", "u2", "0", "0"];
const releaseU2 = [...MANAGER, "Release", "sa{sv}", "u2", "0"];
