// The package goes: what it did to the kernel goes with it, what the administrator has written with a purge.
import assert from "node:assert/strict";
import { ours, rules } from "../kernel/lab/index.ts";
import { bootAssigned, bootLeased, inForce, type Machine, machine } from "./lab/index.ts";

const CONFIGURATION = '[[uplink]]\ninterface = "u1"\ntable = 1000\n';

machine("a removal cleans the kernel of what is ours, and keeps configuration and assignments", async (laptop) => {
  await bootAssigned(laptop);
  // Also where a stop of the service leaves everything.
  laptop.write("/etc/multihomed/conf.d/keep.toml", 'on-stop = "keep"\n');
  laptop.exec("multihomectl reload");
  laptop.host.ip("rule add from 192.0.2.1 lookup 1000 proto static priority 50");
  laptop.exec("dpkg --remove multihomed");
  assert.deepEqual(ours(laptop.host), []);
  assert.deepEqual(rules(laptop.host, 4), ["50: from 192.0.2.1 lookup 1000 proto 4"]);
  laptop.host.ip("rule delete priority 50");
  assert.equal(laptop.run("pgrep multihomed").stdout, "");
  assert.equal(laptop.read("/etc/multihomed/conf.d/keep.toml"), 'on-stop = "keep"\n');
  assert.match(laptop.read("/etc/multihomed/multihomed.toml"), /\[\[uplink\]\]/);
  assert.match(
    laptop.execFails("busctl introspect org.multihomed1 /org/multihomed1"),
    /not activatable|was not provided/,
  );
  assert.equal(laptop.exec("systemctl is-system-running").trim(), "running");

  laptop.install();
  await inForce(laptop);
});

machine("a purge leaves the files of the machine as they were", async (laptop) => {
  await bootLeased(laptop);
  const before = files(laptop);
  laptop.install();
  laptop.write("/etc/multihomed/conf.d/uplinks.toml", CONFIGURATION);
  laptop.exec("multihomectl reload");
  laptop.exec("multihomectl assign u2 2000");
  laptop.exec("multihomectl assign later0 3000 --temporary");
  await inForce(laptop);
  const added = files(laptop).filter((file) => !before.includes(file));
  assert.ok(added.includes("/usr/sbin/multihomed") && added.some((file) => file.startsWith("/var/lib/multihomed/")));

  laptop.exec("dpkg --purge multihomed");
  assert.deepEqual(ours(laptop.host), []);
  assert.deepEqual(files(laptop), before);
});

/** All files and folders, but for those that a machine writes by itself while it runs. */
function files(laptop: Machine): string[] {
  const ours = "-path /run/multihomed* -o -path /run/systemd/*multihomed* -o -path /var/lib/systemd/*";
  const others = ["/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp", "/var/log", "/var/lib/dpkg", "/var/cache"];
  const unwatched = others.flatMap((folder) => ["-path", folder, "-prune", "-o"]);
  const disk = laptop.exec("find / -xdev", ...unwatched, "-print");
  const running = laptop.run("find /run", "(", ...ours.split(" "), ")", "-print").stdout;
  return `${disk}${running}`
    .split("\n")
    .filter((file) => file !== "")
    .sort();
}
