// However the service is started anew, what is right in the kernel is not touched meanwhile.
import assert from "node:assert/strict";
import { eventually, rules } from "../kernel/lab/index.ts";
import { bootAssigned, inForce, type Machine, machine, unit } from "./lab/index.ts";

machine("systemctl restart and reload touch nothing that is right", async (laptop) => {
  await bootAssigned(laptop);
  const monitor = await laptop.host.monitor();
  const before = unit(laptop, "MainPID");
  laptop.exec("systemctl restart multihomed");
  assert.notEqual(unit(laptop, "MainPID"), before);
  laptop.exec("systemctl reload multihomed");
  await inForce(laptop);
  assert.deepEqual(await monitor.events(), []);
});

machine("a reload with a broken file fails, says where, and changes nothing", async (laptop) => {
  await bootAssigned(laptop);
  const monitor = await laptop.host.monitor();
  const process = unit(laptop, "MainPID");
  laptop.write("/etc/multihomed/conf.d/broken.toml", '[[uplink]]\ninterface = "u1"\ntabel = 3000\n');
  assert.match(laptop.execFails("systemctl reload multihomed"), /failed/i);
  assert.match(laptop.journal("multihomed"), /broken\.toml:3: .*tabel/);
  assert.deepEqual([unit(laptop, "ActiveState"), unit(laptop, "MainPID")], ["active", process]);
  assert.deepEqual(await monitor.events(), []);

  laptop.write("/etc/multihomed/conf.d/broken.toml", '[[uplink]]\ninterface = "lo"\ntable = 3000\n');
  laptop.exec("systemctl reload multihomed");
  await eventually(() => assert.ok(rules(laptop.host, 4).some((line) => line.includes("lookup 3000"))));
  assert.deepEqual(await monitor.deletions(), []);
});

machine("after kill -9 it is started again, and nothing flaps", async (laptop) => {
  await bootAssigned(laptop);
  const monitor = await laptop.host.monitor();
  const before = unit(laptop, "MainPID");
  laptop.exec("systemctl kill --kill-whom=main --signal=KILL multihomed");
  await startedAgain(laptop, before);
  await inForce(laptop);
  assert.deepEqual(await monitor.events(), []);
});

machine("a process that hangs is ended by the watchdog and started again, and nothing flaps", async (laptop) => {
  // The unit's own minute is too long for a test.
  laptop.write("/etc/systemd/system/multihomed.service.d/watchdog.conf", "[Service]\nWatchdogSec=2\n");
  await bootAssigned(laptop);
  const before = unit(laptop, "MainPID");
  const alive = await laptop.host.monitor();
  await eventually(() => assert.ok(secondsRunning(laptop) > 3), { timeout: 15_000, interval: 250 });
  assert.equal(unit(laptop, "MainPID"), before, "the service was ended although it did not hang");

  laptop.exec("systemctl kill --kill-whom=main --signal=STOP multihomed");
  await startedAgain(laptop, before);
  assert.match(laptop.journal("multihomed"), /Watchdog timeout/);
  await inForce(laptop);
  assert.deepEqual(await alive.events(), []);
});

async function startedAgain(laptop: Machine, before: string): Promise<void> {
  await eventually(
    () => {
      const process = unit(laptop, "MainPID");
      assert.ok(process !== before && process !== "0", "not started again");
      assert.equal(unit(laptop, "ActiveState"), "active");
    },
    { timeout: 15_000, interval: 100 },
  );
  assert.equal(unit(laptop, "NRestarts"), "1");
}

function secondsRunning(laptop: Machine): number {
  const [uptime = "0"] = laptop.read("/proc/uptime").split(" ");
  return Number(uptime) - Number(unit(laptop, "ActiveEnterTimestampMonotonic")) / 1e6;
}
