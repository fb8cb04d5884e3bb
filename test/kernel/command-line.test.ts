// The program from outside: its options, and every command line and file that DynMHS's documentation shows.
import assert from "node:assert/strict";
import { PROGRAM } from "./lab/daemon.ts";
import {
  BOTH,
  eventually,
  GUARD,
  type Host,
  hasRoutes,
  hasRules,
  lab,
  network,
  ours,
  rules,
  uplinkRoutes,
} from "./lab/index.ts";

const RULES4 = ["1000: from 10.1.0.2 lookup 1000", "2000: from 10.2.0.2 lookup 2000"];

const DYNMHS_COMMAND_LINES = [
  "--interface enp0s8:2000 --interface enp0s9:3000 --loglevel 2",
  "--network enp0s8:2000 --network enp0s9:3000 --loglevel 2",
  "--interface eno1:1000 --interface eno2:1002 --loglevel 0",
  "-I ethernet:1000 -I telia:2000 -I telenor:3000 --loglevel 2",
  "-I ethernet:1000 -I telia:2000 -I telenor:3000 --logcolor off",
];

const DYNMHS_FILES = {
  "numbered networks": `
# ====== Logging Verbosity ==================================================
# 0=trace, 1=debug, 2=info, 3=warning, 4=error, 5=fatal
LOGLEVEL=2

# ====== Options ============================================================
NETWORK1="u1:1000"
NETWORK2="u2:2000"
NETWORK3=""
NETWORK4=""
NETWORK5=""
`,
  "repeated networks": `
# ====== Logging ============================================================
# Logging verbosity (0=trace, 1=debug, 2=info, 3=warning, 4=error, 5=fatal):
LOGLEVEL=2

# Usage of colors for log output (ON or OFF):
LOGCOLOR=ON

# Custom logfile:
# LOGFILE="/var/log/dynmhs.log"

# ====== Networks ===========================================================
NETWORK="u1:1000"
NETWORK="u2:2000"
`,
};

for (const line of DYNMHS_COMMAND_LINES) {
  lab(`DynMHS's command line works: ${line}`, async (lab) => {
    const host = lab.host("testpc");
    const networks = lab.host("networks");
    const assigned = [...line.matchAll(/(\w+):(\d+)/g)].map(([, link = "", table = ""]) => ({ link, table }));
    const expected = assigned.map(({ link, table }, index) => {
      lab.veth(host, link, networks, `x${index}`);
      host.ip(`addr add 10.${index}.0.2/24 dev ${link}`);
      return `${table}: from 10.${index}.0.2 lookup ${table}`;
    });
    const daemon = host.daemon(line.split(" "));
    await hasRules(host, 4, expected);
    if (/-I|--interface/.test(line)) await eventually(() => assert.match(daemon.stderr, /--interface.*deprecated/));
  });
}

for (const [name, config] of Object.entries(DYNMHS_FILES)) {
  lab(`DynMHS's configuration file works: ${name}`, async (lab) => {
    const { laptop, uplinks } = network(lab);
    laptop.daemon([], { config, configName: "dynmhs.conf" });
    await hasRules(laptop, 4, RULES4);
    await hasRoutes(laptop, 1000, 4, uplinkRoutes(uplinks[0], 4));
    await hasRoutes(laptop, 2000, 6, uplinkRoutes(uplinks[1], 6));
  });
}

lab("the command line wins over the file: what the log says, and what is assigned adds up", async (lab) => {
  const { laptop } = network(lab);
  const files = [
    { config: 'LOGLEVEL=5\nNETWORK="u1:1000"\n', configName: "dynmhs.conf" },
    { config: 'log-level = "fatal"\n[[uplink]]\ninterface = "u1"\ntable = 1000\n' },
  ];
  for (const file of files) {
    const silent = await laptop.daemon(["-N", "u2:2000"], file).converged();
    assert.equal(silent.stderr, "");
    await silent.stop();
    const talkative = await laptop.daemon(["-N", "u2:2000", "-L", "info"], file).converged();
    assert.deepEqual(rules(laptop, 4), RULES4);
    assert.match(talkative.stderr, /10\.1\.0\.2/);
    await talkative.stop();
  }
});

lab("the command line wins over the file: the table of an interface that both name", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const config = '[[uplink]]\ninterface = "u1"\ntable = 3000\nguard = false\n';
  await laptop.daemon(["-N", "u1:1000", "-N", "u2:2000"], { config }).converged();
  assert.deepEqual(rules(laptop, 4), RULES4);
  await hasRoutes(laptop, 3000, 4, []);
  const unguarded = uplinkRoutes(uplinks[0], 4).filter((line) => line !== GUARD); // what else the file says stays
  await hasRoutes(laptop, 1000, 4, unguarded);
});

lab("two links on one table, or one link twice, is refused, also between file and command line", async (lab) => {
  const { laptop } = network(lab);
  const file = lab.file("multihomed.toml", '[[uplink]]\ninterface = "u1"\ntable = 1000\n');
  const refused = [
    ["-N", "u1:2000", "-N", "u2:2000"],
    ["-N", "u1:2000", "-N", "u1:3000"],
    ["-C", file, "-N", "u2:1000"],
  ];
  for (const args of refused) {
    const { code, stderr } = await laptop.multihomed("--bus", "none", ...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^[^\n]*(u1|1000|2000)[^\n]*\n$/);
  }
  assert.deepEqual(ours(laptop), []);
});

lab("--dry-run prints what it would do in the words of ip and changes nothing", async (lab) => {
  const { laptop } = network(lab);
  const { code, stdout } = await run(laptop, "--dry-run", ...BOTH);
  assert.equal(code, 0);
  assert.match(stdout, /rule add .*from 10\.1\.0\.2 .*lookup 1000/);
  assert.match(stdout, /route add .*default via fd00:2::1 dev u2 .*table 2000/);
  assert.deepEqual(ours(laptop), []);
  laptop.ipBatch(commands(stdout, 4), 4);
  laptop.ipBatch(commands(stdout, 6), 6);
  const again = await run(laptop, "--dry-run", ...BOTH);
  assert.equal(again.stdout, "", "ip did what was printed, so nothing is left to do");
});

lab("--dry-run for a reader that has seen enough ends without a word", async (lab) => {
  const { laptop } = network(lab);
  // More than a pipe holds.
  const routes = Array.from({ length: 2000 }, (_, at) => `route add 10.9.${at >> 8}.${at & 255}/32 dev u1`);
  laptop.ipBatch(routes.join("\n"));
  const pipe = 'set -o pipefail; "$0" --bus none -C /dev/null -N u1:1000 --dry-run 2>&1 | head -n1';
  assert.match(laptop.exec("bash", "-c", pipe, PROGRAM), /^ip -\d route add [^\n]*\n$/);
});

lab("--once brings it about, exits with 0 and leaves it", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const { code } = await run(laptop, "--once", ...BOTH);
  assert.equal(code, 0);
  await hasRules(laptop, 4, RULES4);
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(uplinks[0], 6));
});

lab("--version and --help answer on standard output", async (lab) => {
  const host = lab.host("testpc");
  const version = await host.multihomed("--version");
  assert.deepEqual([version.code, version.stderr], [0, ""]);
  assert.match(version.stdout, /\d+\.\d+\.\d+/);
  const help = await host.multihomed("--help");
  assert.equal(help.code, 0);
  for (const option of ["--config", "--network", "--dry-run", "--once", "--bus"])
    assert.ok(help.stdout.includes(option));
});

function run(host: Host, ...args: string[]) {
  return host.multihomed("--bus", "none", "-C", host.lab.file("multihomed.toml", ""), ...args);
}

/** The printed commands of one family, as ip -batch takes them. */
function commands(text: string, family: 4 | 6): string {
  const start = `ip -${family} `;
  const lines = text.split("\n").filter((line) => line.startsWith(start));
  return lines.map((line) => line.slice(start.length)).join("\n");
}
