// Real MPTCP: one connection with subflows over several uplinks, which outlives each of them.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, type Host, lab, network, SERVER4, sentPackets } from "./lab/index.ts";
import { endpointRecords, endpoints, uplinksWith } from "./lab/mptcp.ts";

const OPTIONS = { programs: ["iperf3", "mptcpize", "nstat", "ss"], timeout: 60_000 };
const BOTH = uplinksWith(["subflow"], ["subflow"]);
const PORT = 5201;
/** Of what is sent, in bits a second: little enough for one uplink of any machine. */
const RATE = 16_000_000;
/** Seconds of the parts into which iperf3 divides its report. */
const INTERVAL = 0.5;
/** Packets, which are large where links leave their cutting to others. */
const MUCH = 30;
/** A transfer may stand still so long while the kernel finds out that an uplink is gone. */
const STILL = 2;

interface Report {
  readonly intervals: readonly { readonly sum: { readonly start: number; readonly bytes: number } }[];
  readonly end: { readonly sum_received: { readonly bytes: number; readonly seconds: number } };
}

interface Transfer {
  readonly client: ChildProcess;
  /** When it has ended as it should. */
  report(): Promise<Report>;
}

/** Sends from one host to an address of another for so many seconds, as programs do that know MPTCP. */
async function transfer(from: Host, to: Host, address: string, seconds: number): Promise<Transfer> {
  to.spawn("mptcpize", "run", "iperf3", "-s", "-1");
  await eventually(() => assert.match(to.exec("ss", "-tlnH"), new RegExp(`:${PORT} `)));
  const file = join(from.lab.folder(), "iperf3.json");
  const how = ["-t", String(seconds), "-i", String(INTERVAL), "-b", String(RATE), "--json", "--logfile", file];
  const client = from.spawn("mptcpize", "run", "iperf3", "-c", address, ...how);
  from.lab.onEnd(() => client.kill("SIGKILL"));
  const ended = once(client, "exit");
  return {
    client,
    async report() {
      const [code] = await ended;
      assert.equal(code, 0, readFileSync(file, "utf8"));
      return JSON.parse(readFileSync(file, "utf8")) as Report; // as iperf3 writes it
    },
  };
}

/** The local ends of established subflows, "10.1.0.2:40000", without the link that they are bound to. */
const subflows = (host: Host): string[] =>
  host
    .exec("ss", "-tnH", "state", "established", `( sport = :${PORT} or dport = :${PORT} )`)
    .split("\n")
    .flatMap((line) => line.trim().split(/\s+/)[2] ?? [])
    .map((local) => local.replace(/^\[::ffff:(.*)\]/, "$1").replace(/%[^:]+/, ""))
    .sort();

const sources = (host: Host): string[] =>
  [...new Set(subflows(host).map((local) => local.replace(/:\d+$/, "")))].sort();
const from = (host: Host, ...expected: string[]) =>
  eventually(() => assert.deepEqual(sources(host), expected), { timeout: 8000 });
const joined = (host: Host): number => Number(/MPJoinSynAckRx\s+(\d+)/.exec(host.exec("nstat", "-asz"))?.[1] ?? "0");

/** Waits until much of the transfer leaves by this link from this address, "u1 10.1.0.2". */
async function carries(host: Host, which: string): Promise<void> {
  const before = sentPackets(host)[which] ?? 0;
  const enough = () => assert.ok((sentPackets(host)[which] ?? 0) > before + MUCH, `${which} carries little`);
  await eventually(enough, { timeout: 8000, interval: 100 });
}

/** All that was to be sent arrived, and it never stood still for long. */
function assertFlowed({ intervals, end }: Report): void {
  const { bytes, seconds } = end.sum_received;
  assert.ok(bytes > (0.8 * RATE * seconds) / 8, `${bytes} bytes in ${seconds} s`);
  let still = 0;
  for (const { sum } of intervals) {
    still = sum.bytes > 0 ? 0 : still + INTERVAL;
    assert.ok(still <= STILL, `nothing for ${still} s at ${sum.start} s`);
  }
}

lab(
  "one connection, two subflows over two uplinks; whichever is pulled, the transfer goes on",
  async (lab) => {
    const { laptop, server, uplinks } = network(lab);
    const [first, second] = uplinks;
    const daemon = await laptop.daemon([], { config: BOTH }).converged();
    await eventually(() => assert.equal(endpoints(laptop).length, 4));
    const { report } = await transfer(laptop, server, SERVER4, 20);
    await from(laptop, "10.1.0.2", "10.2.0.2");
    assert.ok(joined(laptop) >= 2, `${joined(laptop)} joined`); // iperf3's two connections
    await sleep(1000);
    first.router.ip("link set", first.routerLink, "down");
    await carries(laptop, "u2 10.2.0.2");
    await sleep(1000);
    first.router.ip("link set", first.routerLink, "up");
    await carries(laptop, "u1 10.1.0.2"); // when TCP tries it again
    second.router.ip("link set", second.routerLink, "down");
    await carries(laptop, "u1 10.1.0.2");
    assertFlowed(await report());
    // Each address left by its own uplink.
    const sent = Object.keys(sentPackets(laptop)).filter((which) => /^u\d 10\./.test(which));
    assert.deepEqual(sent.sort(), ["u1 10.1.0.2", "u2 10.2.0.2"]);
    assert.doesNotMatch(daemon.stderr, /mptcp endpoint del/);
  },
  OPTIONS,
);

lab(
  "an address that comes has a subflow of the connections that there are, one that goes has none",
  async (lab) => {
    const { laptop, server, uplinks } = network(lab);
    const [first] = uplinks;
    laptop.sysctl("net.ipv4.conf.all.promote_secondaries", 1); // as DHCP clients have it
    await laptop.daemon([], { config: BOTH }).converged();
    await eventually(() => assert.equal(endpoints(laptop).length, 4));
    const { report } = await transfer(laptop, server, SERVER4, 8);
    await from(laptop, "10.1.0.2", "10.2.0.2");
    laptop.ip("addr add 10.2.0.9/24 dev u2");
    await from(laptop, "10.1.0.2", "10.2.0.2", "10.2.0.9");
    laptop.ip("addr delete 10.1.0.2/24 dev u1"); // the first subflow's, and the default route goes with it
    await from(laptop, "10.2.0.2", "10.2.0.9");
    laptop.ip("addr delete 10.2.0.2/24 dev u2");
    laptop.ip("addr add 10.1.0.9/24 dev u1");
    // The kernel tries a subflow at once, which cannot leave yet, and would not try again by itself.
    await eventually(() => assert.ok(endpoints(laptop).includes("10.1.0.9 dev u1 subflow")));
    laptop.ip(`route add default via ${first.gateway4} dev u1 metric 100`);
    await from(laptop, "10.1.0.9", "10.2.0.9");
    assertFlowed(await report());
  },
  OPTIONS,
);

lab(
  "a server's addresses are told to clients, which make subflows to them",
  async (lab) => {
    const { laptop, server } = network(lab);
    server.ip("mptcp limits set subflows 4 add_addr_accepted 4");
    await laptop.daemon([], { config: uplinksWith(["signal"], ["signal"]) }).converged();
    await eventually(() => assert.equal(endpoints(laptop).length, 4));
    const { report } = await transfer(server, laptop, "10.1.0.2", 4);
    await from(laptop, "10.1.0.2", "10.2.0.2");
    assertFlowed(await report());
  },
  OPTIONS,
);

lab(
  "an endpoint that the kernel made itself becomes ours, and its subflows stay",
  async (lab) => {
    const { laptop, server } = network(lab);
    server.ip("mptcp endpoint add 192.0.2.10 dev s2 signal");
    laptop.ip("mptcp limits set subflows 2 add_addr_accepted 2");
    laptop.ip("route add 192.0.2.8/30 via 10.2.0.1 dev u2"); // so the kernel takes u2's address to get there
    const { report } = await transfer(laptop, server, SERVER4, 6);
    await from(laptop, "10.1.0.2", "10.2.0.2");
    const implicit = endpointRecords(laptop).find(({ address }) => address === "10.2.0.2");
    assert.deepEqual(endpoints(laptop), ["10.2.0.2 implicit"]);
    const before = subflows(laptop);
    await laptop.daemon([], { config: BOTH }).converged();
    await eventually(() => assert.equal(endpoints(laptop).length, 4));
    assert.ok(endpoints(laptop).includes("10.2.0.2 dev u2 subflow"));
    assert.equal(endpointRecords(laptop).find(({ address }) => address === "10.2.0.2")?.id, implicit?.id);
    const after = subflows(laptop);
    assert.deepEqual(
      before.filter((local) => !after.includes(local)),
      [],
    );
    assertFlowed(await report());
  },
  OPTIONS,
);
