// The unit as systemd sees it on a machine where it is installed.
import assert from "node:assert/strict";
import { bootAssigned, inForce, machine } from "./lab/index.ts";

const UNIT = "multihomed.service";

machine("the unit is in order, exposes little, and its log level can be changed from outside", async (laptop) => {
  await bootAssigned(laptop);
  const { status, stdout, stderr } = laptop.run(`systemd-analyze verify --man=no ${UNIT}`);
  assert.deepEqual([status, stdout, stderr], [0, "", ""]);

  const analysis = laptop.exec(`systemd-analyze security --no-pager ${UNIT}`);
  const [, exposure] = /Overall exposure level for multihomed\.service: ([0-9.]+)/.exec(analysis) ?? [];
  assert.ok(Number(exposure) <= 2.0, analysis);

  assert.equal(laptop.exec(`systemctl service-log-level ${UNIT}`), "info\n");
  laptop.exec(`systemctl service-log-level ${UNIT} warning`);
  assert.equal(laptop.exec(`systemctl service-log-level ${UNIT}`), "warning\n");
  laptop.exec("multihomectl release u1");
  assert.doesNotMatch(laptop.journal("multihomed"), /rule del/);
  laptop.exec(`systemctl service-log-level ${UNIT} info`);
  laptop.exec("multihomectl assign u1 1000");
  await inForce(laptop);
  assert.match(laptop.journal("multihomed"), /rule add/);
});
