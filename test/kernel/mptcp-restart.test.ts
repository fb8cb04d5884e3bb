// kill -9 and a restart: MPTCP's endpoints that are right stay, the others go, and limits are given back in the end.
import assert from "node:assert/strict";
import { eventually, type Host, hasRules, lab, network } from "./lab/index.ts";
import { endpointRecords, endpoints, limits, uplinksWith } from "./lab/mptcp.ts";

const ALL = [
  "10.1.0.2 dev u1 subflow",
  "10.2.0.2 dev u2 subflow",
  "fd00:1::2 dev u1 subflow",
  "fd00:2::2 dev u2 subflow",
];
const BOTH = uplinksWith(["subflow"], ["subflow"]);
const THEIRS = "198.51.100.1 signal";
const UNTOUCHED = "subflows 2 accepted 0";

const has = (laptop: Host, ...expected: string[]) =>
  eventually(() => assert.deepEqual(endpoints(laptop), [...expected].sort()));

/** A laptop whose daemon was killed when all was as wanted. */
async function killed(host: Parameters<typeof network>[0], config = BOTH) {
  const { laptop } = network(host);
  laptop.ip(`mptcp endpoint add ${THEIRS}`);
  const daemon = await laptop.daemon([], { config }).converged();
  await has(laptop, ...ALL, THEIRS);
  assert.equal(limits(laptop), "subflows 4 accepted 0");
  await daemon.kill9();
  assert.deepEqual(endpoints(laptop), [...ALL, THEIRS].sort());
  return laptop;
}

lab("with the same configuration: nothing is made anew, and a stop gives everything back", async (lab) => {
  const laptop = await killed(lab);
  const before = endpointRecords(laptop);
  const daemon = laptop.daemon([], { config: BOTH });
  laptop.ip("addr add 10.1.0.9/24 dev u1"); // shows that the new process is at work
  await has(laptop, ...ALL, "10.1.0.9 dev u1 subflow", THEIRS);
  const after = endpointRecords(laptop).filter(({ address }) => address !== "10.1.0.9");
  assert.deepEqual(after, before);
  assert.doesNotMatch(daemon.stderr, /mptcp endpoint (del|change)/);
  await daemon.stop();
  assert.deepEqual([endpoints(laptop), limits(laptop)], [[THEIRS], UNTOUCHED]);
});

lab("without any configuration: ours go, limits are given back, theirs stay", async (lab) => {
  const laptop = await killed(lab);
  laptop.daemon([], {});
  await has(laptop, THEIRS);
  await eventually(() => assert.equal(limits(laptop), UNTOUCHED));
});

lab("with uplinks that are not to be endpoints any more: the same", async (lab) => {
  const laptop = await killed(lab);
  laptop.daemon([], { config: uplinksWith([], ["signal"]) });
  await has(laptop, THEIRS, "10.2.0.2 dev u2 signal", "fd00:2::2 dev u2 signal");
  await eventually(() => assert.equal(limits(laptop), UNTOUCHED));
});

lab("addresses and limits that changed meanwhile, and an endpoint that someone put in ours's place", async (lab) => {
  const laptop = await killed(lab);
  laptop.ip("addr delete 10.1.0.2/24 dev u1");
  laptop.ip("addr add 10.1.0.9/24 dev u1");
  laptop.ip("mptcp limits set subflows 7");
  const ours = endpointRecords(laptop).find(({ address }) => address === "10.2.0.2");
  laptop.ip(`mptcp endpoint delete id ${ours?.id}`);
  laptop.ip("mptcp endpoint add 10.2.0.2 id 77 signal");
  const daemon = laptop.daemon([], { config: BOTH });
  const theirs = [THEIRS, "10.2.0.2 signal"];
  await has(laptop, ...theirs, "10.1.0.9 dev u1 subflow", "fd00:1::2 dev u1 subflow", "fd00:2::2 dev u2 subflow");
  await hasRules(laptop, 4, ["1000: from 10.1.0.9 lookup 1000", "2000: from 10.2.0.2 lookup 2000"]);
  await daemon.stop();
  assert.deepEqual([endpoints(laptop), limits(laptop)], [[...theirs].sort(), "subflows 7 accepted 0"]);
});

lab("what is to stay at a stop stays, and is given back by the next life", async (lab) => {
  const { laptop } = network(lab);
  const config = `on-stop = "keep"\n${BOTH}`;
  const daemon = await laptop.daemon([], { config }).converged();
  await has(laptop, ...ALL);
  await daemon.stop();
  assert.deepEqual([endpoints(laptop), limits(laptop)], [ALL, "subflows 4 accepted 0"]);
  const next = laptop.daemon([], { config: BOTH });
  laptop.ip("addr add 10.1.0.9/24 dev u1");
  await has(laptop, ...ALL, "10.1.0.9 dev u1 subflow");
  await next.stop();
  assert.deepEqual([endpoints(laptop), limits(laptop)], [[], UNTOUCHED]);
});
