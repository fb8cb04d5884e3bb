// SIGTERM and SIGINT end it and take along what is ours; SIGHUP reads the configuration again.
import assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOTH, eventually, hasRoutes, hasRules, lab, network, ours, routes, rules, uplinkRoutes } from "./lab/index.ts";

const FIRST = '[[uplink]]\ninterface = "u1"\ntable = 1000\n';
const SECOND = '[[uplink]]\ninterface = "u2"\ntable = 2000\n';
const FIRST4 = "1000: from 10.1.0.2 lookup 1000";
const SECOND4 = "2000: from 10.2.0.2 lookup 2000";

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  lab(`${signal}: ours is gone, the rest is as before, exit 0`, async (lab) => {
    const { laptop } = network(lab);
    const snapshot = () => ([4, 6] as const).map((family) => [routes(laptop, "all", family), rules(laptop, family)]);
    const before = snapshot();
    const daemon = await laptop.daemon(BOTH).converged();
    daemon.signal(signal);
    assert.deepEqual(await daemon.exited, { code: 0, signal: null });
    assert.deepEqual(snapshot(), before);
  });
}

lab("on-stop = keep: SIGTERM leaves rules and routes for the next start", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: `on-stop = "keep"\n${FIRST}` }).converged();
  const before = ours(laptop);
  await daemon.stop();
  assert.deepEqual(ours(laptop), before);
});

lab("SIGHUP applies what changed in the configuration, and only that", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const daemon = await laptop.daemon([], { config: FIRST + SECOND }).converged();
  const monitor = await laptop.monitor();
  writeFileSync(daemon.configFile, FIRST + SECOND.replace("2000", "3000"));
  daemon.signal("SIGHUP");
  await hasRules(laptop, 4, [FIRST4, "3000: from 10.2.0.2 lookup 3000"]);
  await hasRoutes(laptop, 3000, 6, uplinkRoutes(uplinks[1], 6));
  await hasRoutes(laptop, 2000, 4, []);
  await hasRoutes(laptop, 2000, 6, []);
  writeFileSync(daemon.configFile, FIRST);
  daemon.signal("SIGHUP");
  await hasRules(laptop, 4, [FIRST4]);
  const disturbed = (await monitor.events()).filter((event) => /(table|lookup) 1000\b/.test(event));
  // Without its assignment u2 is a link like any other: its subnets come into the table of u1.
  assert.deepEqual(
    disturbed.filter((event) => !event.includes("dev u2")),
    [],
  );
});

lab("SIGHUP with a bad file: refused with file, line and reason; the running configuration stays", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: FIRST + SECOND }).converged();
  const monitor = await laptop.monitor();
  writeFileSync(daemon.configFile, `${FIRST}tabel = 3\n`);
  daemon.signal("SIGHUP");
  await eventually(() => assert.match(daemon.stderr, /multihomed\.toml:4: .*tabel/));
  await daemon.converged();
  assert.deepEqual(await monitor.events(), []);
  laptop.ip("addr add 10.2.0.9/24 dev u2");
  await hasRules(laptop, 4, [FIRST4, SECOND4, "2000: from 10.2.0.9 lookup 2000"]);
});

lab("SIGHUP opens the log file again, so that it can be rotated", async (lab) => {
  const { laptop } = network(lab);
  const file = join(lab.folder(), "multihomed.log");
  const daemon = await laptop.daemon([...BOTH, "-O", file]).converged();
  assert.match(readFileSync(file, "utf8"), /10\.1\.0\.2/);
  renameSync(file, `${file}.1`);
  daemon.signal("SIGHUP");
  await eventually(() => readFileSync(file));
  laptop.ip("addr add 10.1.0.9/24 dev u1");
  await eventually(() => assert.match(readFileSync(file, "utf8"), /10\.1\.0\.9/));
  assert.doesNotMatch(readFileSync(`${file}.1`, "utf8"), /10\.1\.0\.9/);
});
