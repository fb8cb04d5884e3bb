// Beside systemd-networkd, which gets addresses by DHCP, and removes at times what it did not make.
import assert from "node:assert/strict";
import { bootAssigned, inForce, machine, UPLINK_FILE, uplinkFile } from "./lab/index.ts";

const EXAMPLE = "/usr/share/doc/multihomed/examples/networkd.conf.d/multihomed.conf";

machine("tables and rules follow systemd-networkd's leases, files and restarts", async (laptop, { dhcp, uplinks }) => {
  await bootAssigned(laptop);

  const monitor = await laptop.host.monitor();
  await dhcp[0].change("10.1.0.3");
  laptop.exec("networkctl reconfigure u1");
  await inForce(laptop, { u1: "10.1.0.3" });
  // It has removed u2's rule as well, which is foreign to it, and the service has put it back.
  assert.ok((await monitor.deletions()).some(ofSecondUplink));

  laptop.write(UPLINK_FILE, uplinkFile(50));
  laptop.exec("networkctl reload");
  await inForce(laptop, { u1: "10.1.0.3", metric: 50 });

  laptop.exec("systemctl restart systemd-networkd");
  await inForce(laptop, { u1: "10.1.0.3", metric: 50 });

  const [{ router, routerLink }] = uplinks;
  router.ip("link set", routerLink, "down");
  await inForce(laptop, { u1: undefined, metric: 50 });
  router.ip("link set", routerLink, "up");
  await inForce(laptop, { u1: "10.1.0.3", metric: 50 });
});

machine("with the example for networkd.conf.d, systemd-networkd leaves our rules and routes alone", async (laptop) => {
  await bootAssigned(laptop);
  laptop.exec(`install -D -t /etc/systemd/networkd.conf.d ${EXAMPLE}`);
  laptop.exec("systemctl restart systemd-networkd");
  await inForce(laptop);

  const monitor = await laptop.host.monitor();
  laptop.exec("systemctl restart systemd-networkd");
  laptop.exec("networkctl reconfigure u1");
  await inForce(laptop);
  const events = await monitor.deletions();
  assert.ok(
    events.some((event) => event.includes("from 10.1.0.2 lookup 1000")),
    "u1 was not configured anew",
  );
  assert.deepEqual(events.filter(ofSecondUplink), []);
});

/** Its rule, default route and guard. The route to its prefix is made anew by systemd-networkd, and so is our copy. */
function ofSecondUplink(event: string): boolean {
  return /\blookup 2000\b|\bdefault .*\btable 2000\b/.test(event);
}
