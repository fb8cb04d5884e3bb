// The service and the bus go and come back: the window says so in words, and nothing of before stays.
import assert from "node:assert/strict";
import { lab } from "../kernel/lab/index.ts";
import { ActivatingBus } from "./lab/activating-bus.ts";
import { eventually, ruleOf, rules, windowLab, withSeat } from "./lab/index.ts";

windowLab("the service is killed and comes back: what is used is still used", async ({ bus, daemon, window }) => {
  await window.switchOf("u1").click();
  await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]));

  await daemon.kill9();
  await window.stands("notInstalled"); // nothing would start it on this bus
  await window.shows(window.words.states.reach.notInstalled.remedy);
  await window.switchOf("u1").waitFor({ state: "detached" });
  assert.equal(await window.button(window.words.shell.startService).count(), 0);

  await bus.service();
  await window.stands("converged");
  await window.isOn("u1");
});

windowLab("the bus is killed and comes back", async ({ bus, daemon, window }) => {
  await window.isOff("u1");
  await bus.kill();
  await window.stands("disconnected");
  await window.switchOf("u1").waitFor({ state: "detached" });
  await daemon.exited;
  await bus.restart();
  await window.stands("notInstalled");
  await bus.service();
  await window.stands("converged");
  await window.switchOf("u1").click();
  await window.isOn("u1");
});

lab("the service does not run, and is started by the button", async (lab) => {
  const host = lab.host("laptop");
  host.ipBatch("link add u1 type veth peer name u2\nlink set u1 up\nlink set u2 up\naddr add 10.1.0.2/24 dev u1");
  const bus = await ActivatingBus.start(host);
  await withSeat(bus.address, "root", {}, async ({ window }) => {
    await window.stands("absent");
    await window.shows(window.words.states.reach.absent.remedy);
    await window.button(window.words.shell.startService).click();
    await window.stands("converged");
    await window.isOff("u1");
    assert.equal(await window.button(window.words.shell.startService).count(), 0);
  });
});

lab("the service does not run and cannot be started: the button says why, and stays", async (lab) => {
  const bus = await ActivatingBus.start(lab.host("laptop"));
  bus.begins("exit 3");
  await withSeat(bus.address, "root", {}, async ({ window }) => {
    const start = window.button(window.words.shell.startService);
    await start.click();
    await window.shows(window.words.failures["not-reachable"].title);
    await window.shows(/exited with status 3/);
    assert.equal(await start.isEnabled(), true);
    await window.stands("absent");
  });
});
