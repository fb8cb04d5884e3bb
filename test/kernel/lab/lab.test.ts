// The lab itself: without multihomed the second uplink's address gets no answer; with the tables and rules it should make, it does.
import assert from "node:assert/strict";
import { eventually, exitLink, lab, network, ours, routes, rules, SERVER4, SERVER6, sentPackets } from "./index.ts";

lab(
  "a router drops the packets that leave by the wrong uplink, until a rule leads them to the right one",
  async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    assert.deepEqual(
      [await laptop.ping(first.address4, SERVER4), await laptop.ping(second.address4, SERVER4)],
      [true, false],
    );
    assert.deepEqual(
      [await laptop.ping(first.address6, SERVER6), await laptop.ping(second.address6, SERVER6)],
      [true, false],
    );
    assert.equal(sentPackets(laptop)["u1 10.2.0.2"], 1);

    laptop.ipBatch(`
    route add default via ${second.gateway4} dev u2 metric 200 table 2000 proto 77
    route add default via ${second.gateway6} dev u2 metric 200 table 2000 proto 77
    rule add from ${second.address4} lookup 2000 priority 2000 proto 77
  `);
    laptop.ip("-6 rule add from", second.address6, "lookup 2000 priority 2000 proto 77");
    assert.deepEqual(rules(laptop, 4), ["2000: from 10.2.0.2 lookup 2000"]);
    assert.deepEqual(routes(laptop, 2000, 6), ["default via fd00:2::1 dev u2 metric 200"]);
    assert.equal(exitLink(laptop, second.address4, SERVER4), "u2");
    assert.equal(ours(laptop).length, 4);
    assert.equal(await laptop.ping(second.address4, SERVER4), true);
    assert.equal(await laptop.ping(second.address6, SERVER6), true);
    assert.equal(sentPackets(laptop)["u2 10.2.0.2"], 1);
  },
);

lab("the monitor tells every change, once", async (lab) => {
  const host = lab.host("laptop");
  host.ip("rule add from 10.1.0.2 lookup 2000 priority 2000");
  const monitor = await host.monitor();
  host.ip("rule add from 10.1.0.3 lookup 2000 priority 2000");
  host.ip("rule delete from 10.1.0.2 priority 2000");
  const events = await monitor.events();
  assert.equal(events.length, 2, events.join("\n"));
  assert.match((await monitor.deletions()).join("\n"), /^Deleted .*10\.1\.0\.2/);
});

lab("waiting ends with the last failure", async () => {
  const failures = [new Error("first"), new Error("second")];
  await eventually(() => assert.ifError(failures.shift()));
  await assert.rejects(
    eventually(() => assert.equal(1, 2, "one is not two"), { timeout: 50 }),
    /still so after 50 ms: one is not two/,
  );
});
