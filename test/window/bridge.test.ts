// The window in a browser: only the address with the token lets in, several windows say the same, and a window finds its
// server again.
import assert from "node:assert/strict";
import { eventually, ruleOf, rules, windowLab } from "./lab/index.ts";

windowLab(
  "a wrong token: nothing is told, and what to do is said; the right one lets in",
  async ({ seat, open, expectErrors }) => {
    const stranger = await open({ url: seat.url.replace(/token=.*/, "token=of-yesterday") });
    await stranger.stands("disconnected");
    await stranger.shows("this page is of an earlier start of the program: open the address that it shows now");
    await assert.rejects(stranger.switchOf("u1").waitFor({ timeout: 700 }));
    assert.doesNotMatch((await stranger.main.textContent()) ?? "", /10\.1\.0\.2/);

    // Pasted into the address bar of the same tab, which loads nothing by itself.
    await stranger.page.goto(seat.url);
    await stranger.stands("converged");
    assert.equal(new URL(stranger.page.url()).hash, "");
    await stranger.page.reload();
    await stranger.stands("converged");
    expectErrors(/WebSocket connection to .* closed/);
  },
);

windowLab(
  "two windows of one user: what is switched in one is switched in the other",
  async ({ bus, window, open }) => {
    const other = await open();
    await other.stands("converged");
    await window.switchOf("u1").click();
    await other.isOn("u1");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
    await other.switchOf("u1").click();
    await window.isOff("u1");
  },
);

windowLab("the server goes and comes back: the window says so, and then has everything again", async (lab) => {
  const { bus, seat, window, expectErrors } = lab;
  expectErrors(/WebSocket connection to .* failed/);
  await window.isOff("u1");
  await seat.stopServing();
  await window.stands("disconnected");
  await window.shows("the program behind this page cannot be reached; it is tried again");
  await window.switchOf("u1").waitFor({ state: "detached" });
  bus.host.ip("address add 10.1.0.77/24 dev u1"); // missed by the window

  await seat.serve();
  await window.stands("converged");
  await window.switchOf("u1").click();
  await window.isOn("u1");
  await eventually(() => assert.equal(rules(bus.host, 4).length, 2));
});
