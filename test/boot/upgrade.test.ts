// A new version of the package in the place of an old one.
import assert from "node:assert/strict";
import { bootAssigned, inForce, machine, unit } from "./lab/index.ts";

const OLD = "0.0.7";

machine("an upgrade touches nothing in the kernel, and no file that somebody has edited", async (laptop) => {
  await bootAssigned(laptop, OLD);
  assert.match(laptop.exec("multihomed --version"), /multihomed 0\.0\.7\b/);
  const edited = `${laptop.read("/etc/multihomed/multihomed.toml")}\nlog-level = "debug"\n`;
  laptop.write("/etc/multihomed/multihomed.toml", edited);
  const [monitor, before] = [await laptop.host.monitor(), unit(laptop, "MainPID")];

  laptop.install();
  assert.doesNotMatch(laptop.exec("multihomed --version"), /multihomed 0\.0\.7\b/);
  assert.doesNotMatch(laptop.exec("multihomectl status"), /multihomed 0\.0\.7\b/);
  assert.equal(unit(laptop, "ActiveState"), "active");
  assert.notEqual(unit(laptop, "MainPID"), before);
  assert.equal(laptop.read("/etc/multihomed/multihomed.toml"), edited);
  await inForce(laptop);
  assert.deepEqual(await monitor.events(), []);
});

machine("an upgrade does not enable or start what somebody has disabled", async (laptop) => {
  await laptop.boot();
  laptop.install(OLD);
  laptop.exec("systemctl --quiet disable --now multihomed");
  laptop.install();
  assert.deepEqual([unit(laptop, "UnitFileState"), unit(laptop, "ActiveState")], ["disabled", "inactive"]);
});
