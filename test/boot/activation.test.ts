// Not enabled: the first call on the bus starts the service.
import assert from "node:assert/strict";
import { eventually, ours } from "../kernel/lab/index.ts";
import { bootLeased, inForce, leased, machine, unit } from "./lab/index.ts";

const LINK = "org.multihomed1 /org/multihomed1/link/u1 org.multihomed1.Link";
const MANAGER = "org.multihomed1 /org/multihomed1 org.multihomed1.Manager";

machine("a call on the bus starts the service where it is not enabled", async (laptop) => {
  await bootLeased(laptop);
  laptop.install();
  laptop.exec("multihomectl assign u1 1000");
  laptop.exec("systemctl --quiet disable multihomed");
  await laptop.powerOff();
  await laptop.boot();
  await leased(laptop);
  assert.equal(unit(laptop, "ActiveState"), "inactive");
  assert.deepEqual(ours(laptop.host), []);

  // The name is on the bus only when the first view is complete, so the first reply of all knows the addresses.
  assert.match(laptop.exec(`busctl get-property ${LINK} Addresses`), /"10\.1\.0\.2\/24"/);
  await eventually(() => assert.equal(unit(laptop, "ActiveState"), "active"));
  laptop.exec(`busctl call ${MANAGER} Assign sua{sv} u2 2000 0`);
  await inForce(laptop);
  assert.equal(laptop.execFails("systemctl is-enabled multihomed"), "");
});

machine("so does multihomectl, and a stopped service has left nothing in the kernel", async (laptop) => {
  await bootLeased(laptop);
  laptop.install();
  laptop.exec("multihomectl assign u1 1000");
  laptop.exec("systemctl stop multihomed");
  assert.deepEqual(ours(laptop.host), []);
  laptop.exec("multihomectl assign u2 2000");
  await inForce(laptop);
});
