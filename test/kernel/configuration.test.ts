// What the TOML file can say about an uplink, as the kernel shows it.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasRoutes, hasRules, lab, network, rules, uplinkRoutes } from "./lab/index.ts";

lab("priority: the rules of an uplink are at the one that is set", async (lab) => {
  const { laptop } = network(lab);
  laptop.daemon([], { config: '[[uplink]]\ninterface = "u1"\ntable = 1000\npriority = 77\n' });
  await hasRules(laptop, 4, ["77: from 10.1.0.2 lookup 1000"]);
  await hasRules(laptop, 6, ["77: from fd00:1::2 lookup 1000"]);
});

lab("drop-ins add to the file, also at a reload", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: '[[uplink]]\ninterface = "u1"\ntable = 1000\n' }).converged();
  const folder = join(dirname(daemon.configFile), "conf.d");
  mkdirSync(folder);
  writeFileSync(join(folder, "50-second.toml"), '[[uplink]]\ninterface = "u2"\ntable = 2000\n');
  daemon.signal("SIGHUP");
  await hasRules(laptop, 4, ["1000: from 10.1.0.2 lookup 1000", "2000: from 10.2.0.2 lookup 2000"]);
});

lab("a glob: every link that matches gets a table from 1000 up, and the same one after a restart", async (lab) => {
  const { laptop, uplinks } = network(lab, { uplinks: 3 });
  const options = {
    config: '[[uplink]]\ninterface = "u[12]"\n',
    env: { STATE_DIRECTORY: lab.folder() },
  };
  const daemon = await laptop.daemon([], options).converged();
  const allocated = rules(laptop, 4);
  assert.match(
    allocated.join("\n"),
    /^100[01]: from 10\.[12]\.0\.2 lookup 100[01]\n100[01]: from 10\.[12]\.0\.2 lookup 100[01]$/,
  );
  const first = Number(allocated.find((rule) => rule.includes("10.1.0.2"))?.split(":")[0]);
  await hasRoutes(laptop, first, 4, [...uplinkRoutes(uplinks[0], 4), "10.3.0.0/24 dev u3 scope link src 10.3.0.2"]);
  await daemon.stop();
  laptop.ip("link set u1 down");
  laptop.ip("link set u1 name other0");
  const without = laptop.daemon([], options);
  await hasRules(
    laptop,
    4,
    allocated.filter((rule) => !rule.includes("10.1.0.2")),
  );
  laptop.ip("link set other0 name u1");
  await hasRules(laptop, 4, allocated);
  await without.converged();
});
