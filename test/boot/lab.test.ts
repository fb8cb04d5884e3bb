// The bed of the boot tests itself: a machine boots, gets addresses by DHCP, and tells a user at it from others.
import assert from "node:assert/strict";
import { eventually, routes, rules } from "../kernel/lab/index.ts";
import { machine } from "./lab/index.ts";

const NETWORKD = "[Match]\nName=u*\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n[DHCPv4]\nRouteMetric=100\n";

machine("a machine boots, and systemd-networkd gets a lease on both uplinks", async (laptop, { uplinks, dhcp }) => {
  laptop.write("/etc/systemd/network/uplinks.network", NETWORKD);
  await laptop.boot();
  assert.equal(laptop.exec("systemctl is-system-running").trim(), "running");
  assert.deepEqual(routes(laptop.host, "main", 4), []);

  laptop.exec("systemctl start systemd-networkd");
  const leased = (first: string) => [
    `default via 10.1.0.1 dev u1 proto 16 src ${first} metric 100`,
    `default via 10.2.0.1 dev u2 proto 16 src 10.2.0.2 metric 100`,
  ];
  const defaults = () => routes(laptop.host, "main", 4).filter((line) => line.startsWith("default"));
  await eventually(() => assert.deepEqual(defaults(), leased("10.1.0.2")), { timeout: 20_000 });
  assert.equal(await laptop.host.ping(uplinks[0].address4, uplinks[0].gateway4), true);

  await dhcp[0].change("10.1.0.3");
  laptop.exec("networkctl reconfigure u1");
  await eventually(() => assert.deepEqual(defaults(), leased("10.1.0.3")), { timeout: 20_000 });
});

machine("a user at the machine may what polkit allows the active session, and another may not", async (laptop) => {
  await laptop.boot();
  const [here, elsewhere] = [await laptop.login("alice", { seat: true }), await laptop.login("bob")];
  assert.deepEqual([here.property("Active"), here.property("Seat")], ["yes", "seat0"]);
  assert.equal(elsewhere.property("Seat"), "");
  assert.equal(here.exec("id -un").trim(), "alice");

  const ask = ["-c", "pkcheck --process $$ --action-id org.freedesktop.login1.reboot"];
  here.exec("sh", ...ask);
  assert.match(elsewhere.execFails("sh", ...ask), /requires authentication/);
});

machine(
  "a machine that boots again has its disk, its cables, and a kernel that knows nothing",
  async (laptop, { uplinks }) => {
    laptop.write("/etc/systemd/network/uplinks.network", NETWORKD);
    await laptop.boot();
    assert.equal(laptop.read("/etc/systemd/network/uplinks.network"), NETWORKD);
    laptop.write("/srv/a folder/note", "written while it ran\n");
    assert.match(laptop.execFails("systemctl start no-such.service"), /not found/);
    laptop.host.ip("rule add from 10.1.0.2 lookup 1000 proto static");
    laptop.exec("systemctl enable systemd-networkd");
    assert.deepEqual(rules(laptop.host, 4), ["32765: from 10.1.0.2 lookup 1000 proto 4"]);

    await laptop.powerOff();
    assert.throws(() => laptop.read("/etc/hostname"), /the machine is off/);
    await laptop.boot();
    assert.equal(laptop.read("/srv/a folder/note"), "written while it ran\n");
    assert.deepEqual(rules(laptop.host, 4), []);
    await eventually(
      () => assert.equal(routes(laptop.host, "main", 4).filter((line) => line.includes("default")).length, 2),
      {
        timeout: 20_000,
      },
    );
    assert.equal(await laptop.host.ping(uplinks[1].address4, uplinks[1].gateway4), true);
  },
);
