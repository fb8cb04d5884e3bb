// Beside NetworkManager, which gets addresses by DHCP.
import assert from "node:assert/strict";
import { assignBoth, inForce, leased, type Machine, machine } from "./lab/index.ts";

const CONFIGURATION = "[main]\nplugins=keyfile\nno-auto-default=*\n[device]\nmanaged=1\n";

machine(
  "tables and rules follow NetworkManager's connections, leases and reapplied changes",
  async (laptop, { dhcp }) => {
    laptop.write("/etc/NetworkManager/NetworkManager.conf", CONFIGURATION);
    await laptop.boot();
    laptop.exec("systemctl --quiet enable --now NetworkManager");
    for (const link of ["u1", "u2"]) connect(laptop, link);
    await leased(laptop);
    laptop.install();
    assignBoth(laptop);
    await inForce(laptop);

    laptop.exec("nmcli connection down u1");
    await inForce(laptop, { u1: undefined });
    laptop.exec("nmcli connection up u1");
    await inForce(laptop);

    laptop.exec("nmcli connection modify u1 ipv4.route-metric 50");
    laptop.exec("nmcli connection modify u2 ipv4.route-metric 50");
    const monitor = await laptop.host.monitor();
    laptop.exec("nmcli device reapply u1");
    laptop.exec("nmcli device reapply u2");
    await inForce(laptop, { metric: 50 });
    // It prunes the main table, and leaves rules alone that it has not made.
    assert.deepEqual(
      (await monitor.deletions()).filter((event) => event.includes("lookup")),
      [],
    );

    await dhcp[1].change("10.2.0.3");
    laptop.exec("nmcli connection up u2");
    await inForce(laptop, { u2: "10.2.0.3", metric: 50 });

    await laptop.powerOff();
    await laptop.boot();
    await inForce(laptop, { u2: "10.2.0.3", metric: 50 });
  },
);

/** A profile by DHCP, with the same metric as every other. */
function connect(laptop: Machine, link: string): void {
  const settings = "ipv4.method auto ipv4.route-metric 100 ipv6.method link-local";
  laptop.exec(`nmcli connection add type ethernet con-name ${link} ifname ${link} ${settings}`);
}
