// What is chosen of the app itself holds in every window; and what can be asked of the service as a whole.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { eventually, ruleOf, rules, windowLab } from "./lab/index.ts";

const CONFIG = '[[uplink]]\ninterface = "u1"\ntable = 1000\n';

windowLab("notifications and icon: chosen here, and chosen in the other window", async ({ window, open }) => {
  const { notifications, panel } = window.words.desktop.preferences;
  const other = await open();
  for (const each of [window, other]) await each.go("preferences");
  const isOn = other.page.getByRole("switch", { name: notifications.label });
  assert.equal(await isOn.getAttribute("aria-checked"), "true");
  await window.page.getByRole("switch", { name: notifications.label }).click();
  await eventually(async () => assert.equal(await isOn.getAttribute("aria-checked"), "false"));
  await window.main.getByRole("radio", { name: panel.dark }).click();
  await eventually(async () =>
    assert.equal(await other.main.getByRole("radio", { name: panel.dark }).isChecked(), true),
  );
});

windowLab("check now: that nothing had to be changed is said", async ({ window }) => {
  const { service } = window.words.preferences;
  await window.go("preferences");
  await window.button(service.check.label).click();
  await window.shows(service.checked(0));
});

windowLab(
  "reload: a file with a mistake is refused with its line, and what was in force stays",
  async (lab) => {
    const { bus, daemon, window } = lab;
    const { service } = window.words.preferences;
    await window.go("preferences");
    await window.button(service.reload.label).click();
    await window.shows(service.reloaded);
    writeFileSync(daemon.configFile, `${CONFIG}tabel = 7\n`);
    await window.button(service.reload.label).click();
    await window.failed("configuration");
    assert.match((await window.alert.textContent()) ?? "", /:4: .*tabel/);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
    assert.equal(daemon.exit, undefined);
  },
  { config: CONFIG },
);

windowLab(
  "who may not do it is told before",
  async ({ window }) => {
    const { service, permissions } = window.words.preferences;
    await window.go("preferences");
    await window.shows(permissions.configure.no);
    assert.equal(await window.button(service.check.label).isDisabled(), true);
    assert.equal(await window.button(service.reload.label).isDisabled(), true);
  },
  { user: "denied" },
);
