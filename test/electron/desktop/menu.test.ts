// The icon and its menu on a desktop, over a real service: what they say, and what a click brings about.
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ASKED_MS } from "../../../tray/main/notices/notices.ts";
import { desktopLab, eventually, rules } from "../lab/index.ts";
import { shapeOf } from "../lab/shape.ts";

/** What is to be told after a click is told by then, in ms. */
const NOTICES_MS = ASKED_MS + 500;

desktopLab("the icon, its tool tip and its menu say how things stand", async (desktop) => {
  await desktop.start(["--hidden"]);
  await desktop.menuHas(/Check now/);
  const icon = await desktop.icon();
  assert.deepEqual(await icon.menuText(), [
    "# No interface is used yet",
    "---",
    "[ ] u1 – 10.1.0.2",
    "[ ] u2 – 10.2.0.2",
    "---",
    "Open",
    "Check now",
    "> Preferences",
    "  [ ] Start at login",
    "  [x] Notifications",
    "  > Icon in the panel",
    "    [x] As the desktop's theme",
    "    [ ] For a light panel",
    "    [ ] For a dark panel",
    "  ---",
    "  All preferences",
    "---",
    "Quit",
  ]);
  assert.equal(await icon.toolTip(), "No interface is used yet");
  assert.equal(shapeOf(await icon.pixmap(), join(desktop.program, "icons/panel/light")), "none");
});

desktopLab("a click assigns an interface, and another one releases it", async (desktop) => {
  await desktop.start(["--hidden"]);
  await desktop.menuHas(/\[ \] u1 – 10\.1\.0\.2/);
  const icon = await desktop.icon();
  await icon.click("u1");
  await desktop.menuHas(/\[x\] u1 – table 1000 – 10\.1\.0\.2/);
  assert.deepEqual(rules(desktop.bus.host, 4), ["1000: from 10.1.0.2 lookup 1000"]);
  await desktop.menuHas(/^# 1 interface works$/m);
  await eventually(async () => {
    assert.equal(shapeOf(await icon.pixmap(), join(desktop.program, "icons/panel/light")), "working");
  });
  await icon.click("u1");
  await desktop.menuHas(/\[ \] u1 – 10\.1\.0\.2/);
  assert.deepEqual(rules(desktop.bus.host, 4), []);
});

desktopLab("who has clicked is not told what came of it", async (desktop) => {
  await desktop.start(["--hidden"]);
  await desktop.menuHas(/\[ \] u1 – 10\.1\.0\.2\n\[ \] u2 – 10\.2\.0\.2/);
  const icon = await desktop.icon();
  await icon.click("u1");
  await desktop.menuHas(/\[x\] u1 – table 1000 – 10\.1\.0\.2/);
  await icon.click("u2");
  await desktop.menuHas(/\[x\] u2 – table 1001 – 10\.2\.0\.2/);
  await icon.click("u2");
  await desktop.menuHas(/\[ \] u2 – 10\.2\.0\.2/);
  await sleep(NOTICES_MS);
  assert.deepEqual(desktop.notifications.shown, []);
});

desktopLab("an uplink that is lost is seen in the panel", async (desktop) => {
  await desktop.start(["--hidden"]);
  const icon = await desktop.icon();
  for (const name of ["u1", "u2"]) {
    await desktop.menuHas(new RegExp(`\\[ \\] ${name} – 10`));
    await icon.click(name);
  }
  await desktop.menuHas(/All 2 interfaces work/);
  desktop.bus.far.ip("link set u2 down");
  await desktop.menuHas(
    /# 1 of 2 interfaces work\n---\n\[x\] u1 – table 1000 – 10\.1\.0\.2\n\[x\] u2 – table 1001 – No connection/,
  );
  assert.equal(await icon.toolTip(), "1 of 2 interfaces work\nu2: No connection");
  assert.equal(shapeOf(await icon.pixmap(), join(desktop.program, "icons/panel/light")), "partly");
});

desktopLab(
  "who is not allowed is told so, and nothing looks done",
  async (desktop) => {
    await desktop.start(["--hidden"]);
    await desktop.menuHas(/# You are not allowed to switch interfaces\n# \[ \] u1 – 10\.1\.0\.2/);
    assert.deepEqual(rules(desktop.bus.host, 4), []);
  },
  { user: "denied" },
);

desktopLab(
  "who would have to type a password, and cannot be asked, is told so",
  async (desktop) => {
    await desktop.start(["--hidden"]);
    await desktop.menuHas(/\[ \] u1 – 10\.1\.0\.2/);
    await (await desktop.icon()).click("u1");
    await desktop.menuHas(
      /# u1: (A password is needed, and nobody could be asked|You are not allowed to do this)\n# .+\n# .+\n---\n\[ \] u1/,
    );
    await eventually(() => assert.equal(desktop.notifications.shown[0]?.title, "u1 was not switched on"));
    assert.deepEqual(rules(desktop.bus.host, 4), []);
  },
  { user: "challenged" },
);

desktopLab("a check says what it found", async (desktop) => {
  await desktop.start(["--hidden"]);
  await desktop.menuHas(/Check now/);
  await (await desktop.icon()).click("Check now");
  await eventually(() => assert.equal(desktop.notifications.shown[0]?.title, "Everything was as wanted"));
});
