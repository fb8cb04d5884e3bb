// Enabled, as the package installs it: what is assigned is in force after a boot, without anybody calling the service.
import assert from "node:assert/strict";
import { SERVER4 } from "../kernel/lab/index.ts";
import { bootLeased, inForce, machine, unit } from "./lab/index.ts";

machine(
  "tables and rules are there after a boot, from the file and from what was assigned over D-Bus",
  async (laptop) => {
    await bootLeased(laptop);
    laptop.install();
    assert.equal(laptop.exec("systemctl is-enabled multihomed").trim(), "enabled");
    laptop.write("/etc/multihomed/conf.d/uplinks.toml", '[[uplink]]\ninterface = "u1"\ntable = 1000\n');
    laptop.exec("multihomectl reload");
    laptop.exec("multihomectl assign u2 2000");
    laptop.exec("multihomectl assign later0 3000 --temporary");
    await inForce(laptop);
    assert.match(laptop.exec("multihomectl status later0"), /absent/);

    await laptop.powerOff();
    await laptop.boot();
    await inForce(laptop);
    assert.doesNotMatch(
      laptop.exec("journalctl --boot --no-pager"),
      /Activating via systemd: service name='org.multihomed1'/,
    );
    // While the machine went down, the rules stayed for those who still had something to say.
    assert.doesNotMatch(laptop.exec("journalctl --boot=-1 --unit=multihomed --no-pager"), /rule del/);
    assert.equal(await laptop.host.ping("10.1.0.2", SERVER4), true);
    assert.equal(await laptop.host.ping("10.2.0.2", SERVER4), true);
    assert.equal(unit(laptop, "NRestarts"), "0");
    // What was temporary is forgotten.
    assert.match(laptop.execFails("multihomectl status later0"), /later0/);
  },
);
