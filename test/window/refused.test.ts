// What is refused: the switch falls back, with the reason and what to do in words, and was never shown as on in between.
import assert from "node:assert/strict";
import { startAgent } from "../bus/lab/index.ts";
import { eventually, ours, ruleOf, rules, windowLab } from "./lab/index.ts";

windowLab(
  "polkit says no",
  async ({ bus, window }) => {
    await window.isOff("u1");
    const positions = await window.positionsOf("u1");
    await window.switchOf("u1").click();
    await window.failed("not-authorised");
    await window.isOff("u1");
    assert.deepEqual(await positions(), ["off", "off busy", "off"]);
    assert.deepEqual(ours(bus.host), []);

    await window.button(window.words.shell.dismiss).click();
    await window.showsNo(window.words.failures["not-authorised"].title);
  },
  { user: "denied" },
);

windowLab(
  "polkit says no to switching off",
  async ({ bus, window }) => {
    await window.isOn("u1");
    const positions = await window.positionsOf("u1");
    await window.switchOf("u1").click();
    await window.failed("not-authorised");
    await window.isOn("u1");
    assert.deepEqual(await positions(), ["on", "on busy", "on"]);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  },
  { user: "denied", config: '[[uplink]]\ninterface = "u1"\ntable = 1000\n' },
);

windowLab(
  "a password is needed: busy as long as it is asked for, then on",
  async ({ bus, window }) => {
    const agent = await startAgent(bus, "never");
    await window.isOff("u1");
    const positions = await window.positionsOf("u1");
    await window.switchOf("u1").click();
    await eventually(() => assert.equal(agent.asked.length, 1));
    assert.deepEqual(await positions(), ["off", "off busy"]);
    await agent.approveNow();
    await window.isOn("u1");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
  },
  { user: "challenged" },
);

windowLab(
  "a password is needed and not given",
  async ({ bus, window }) => {
    await startAgent(bus, "refuse");
    await window.isOff("u1");
    const positions = await window.positionsOf("u1");
    await window.switchOf("u1").click();
    await window.failed("not-authorised");
    await window.isOff("u1");
    assert.deepEqual(await positions(), ["off", "off busy", "off"]);
  },
  { user: "challenged" },
);

windowLab(
  "the service is killed while a password is asked for: nothing was done, and the window says so",
  async (lab) => {
    const { bus, daemon, window } = lab;
    const agent = await startAgent(bus, "never");
    await window.switchOf("u1").click();
    await eventually(() => assert.equal(agent.asked.length, 1));
    await daemon.kill9();
    await window.stands("notInstalled");
    await bus.service();
    await window.isOff("u1");
    assert.deepEqual(ours(bus.host), []);
  },
  { user: "challenged" },
);
