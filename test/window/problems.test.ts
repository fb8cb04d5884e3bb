// What is not as it should be is said in words with a remedy, where a click is enough with a button; and it goes when it is over.
import assert from "node:assert/strict";
import { once } from "node:events";
import { eventually, ruleOf, rules, windowLab } from "./lab/index.ts";

const CONFIG = '[[uplink]]\ninterface = "u1"\ntable = 1000\n[[uplink]]\ninterface = "u2"\ntable = 2000\n';

windowLab(
  "somebody keeps deleting a rule",
  async ({ bus, window }) => {
    const { title, remedy } = window.words.problems.contended;
    await window.stands("converged");
    const other = bus.host.spawn("sh", "-c", "while :; do ip rule del priority 1000 2>/dev/null; sleep 0.05; done");
    await window.stands("degraded");
    await eventually(async () =>
      assert.match((await window.uplinksSaid())[0] ?? "", new RegExp(`Needs attention, ${title}`)),
    );
    await window.openLink("u1");
    await window.shows(title);
    await window.shows(remedy);
    await window.shows(/someone keeps deleting: .*1000/);

    other.kill("SIGKILL");
    await once(other, "exit");
    await window.showsNo(title);
    await window.stands("converged");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
  },
  { config: CONFIG, timeout: 60_000 },
);

windowLab(
  "somebody writes to the table: the button moves the uplink to another",
  async ({ bus, window }) => {
    await window.stands("converged");
    // The same destination as a route of the uplink, so that the uplink's has no place.
    bus.host.ip("route add unreachable 192.0.2.0/24 table 4321");
    bus.host.ip("route add 192.0.2.0/24 dev u1");
    await window.openLink("u1");
    await window.shows(window.words.problems["table-shared"].title);
    await window.button(window.words.link.remedy["automatic-table"]).click();
    await window.showsNo(window.words.problems["table-shared"].title);
    await window.isOn("u1");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
    assert.equal(bus.host.ip("route show table 4321").trim(), "unreachable 192.0.2.0/24");
  },
  { config: CONFIG.replace("1000", "4321") },
);

windowLab(
  "the main table answers first: the button puts the rules in front of it",
  async ({ bus, window }) => {
    await window.openLink("u1");
    await window.shows(window.words.problems["behind-main"].title);
    await window.button(window.words.link.remedy["automatic-priority"]).click();
    await window.showsNo(window.words.problems["behind-main"].title);
    await window.isOn("u1");
    const [rule = ""] = rules(bus.host, 4);
    assert.match(rule, /^\d{3,4}: from 10\.1\.0\.2 lookup/);
  },
  { config: '[[uplink]]\ninterface = "u1"\ntable = 1000\npriority = 40000\n' },
);

windowLab("the configuration file has a mistake: the window says which, until it is mended", async (lab) => {
  const { daemon, window } = lab;
  const { writeFileSync } = await import("node:fs");
  await window.stands("converged");
  writeFileSync(daemon.configFile, '[[uplink]]\ninterface = "u1"\ntabel = 7\n');
  daemon.signal("SIGHUP");
  await window.stands("degraded");
  await window.shows(window.words.problems.configuration.title);
  await window.shows(/:3: .*tabel/);
  writeFileSync(daemon.configFile, CONFIG);
  daemon.signal("SIGHUP");
  await window.showsNo(window.words.problems.configuration.title);
  await window.isOn("u2");
});
