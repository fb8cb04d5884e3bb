// Forgetting connections: real ones, by ping and by TCP, between two hosts; what is left is what conntrack(8) lists.
import assert from "node:assert/strict";
import { type Connections, Conntrack } from "../../../service/netlink/conntrack.ts";
import { eventually, type Host, type Lab, lab } from "../lab/index.ts";
import { inside } from "../lab/inside.ts";

const MASK = 0x00ff0000;
const bytes = (...numbers: number[]): string => String.fromCharCode(...numbers);

/** A host whose connections are marked by their source, some of them translated, and the edge inside it. */
function open(lab: Lab): { host: Host; peer: Host; conntrack: Conntrack; left: () => string[] } {
  const host = lab.host("host");
  const peer = lab.host("peer");
  lab.veth(host, "up0", peer, "up0");
  peer.ipBatch(`
    addr add 10.0.0.1/8 dev up0
    addr add fd00::1/16 dev up0 nodad
  `);
  host.ipBatch(`
    addr add 10.1.0.2/8 dev up0
    addr add 10.1.0.3/32 dev up0
    addr add 10.2.0.2/32 dev up0
    addr add 192.168.1.5/32 dev lo
    addr add 192.168.2.5/32 dev lo
    addr add fd00:1::2/16 dev up0 nodad
    addr add fd00:2::2/16 dev up0 nodad
  `);
  // Bits outside the mask are others', and make no difference.
  host.nft(`table inet t {
    chain pin {
      type filter hook output priority mangle
      ip saddr { 10.1.0.2, 10.1.0.3, 192.168.1.5 } ct mark set 0x00010000
      ip saddr { 10.2.0.2, 192.168.2.5 } ct mark set 0x4302000f
      ip6 saddr fd00:1::2 ct mark set 0x00010000
      ip6 saddr fd00:2::2 ct mark set 0x00020000
    }
    chain translate {
      type nat hook postrouting priority srcnat
      ip saddr 192.168.1.5 snat ip to 10.1.0.2
      ip saddr 192.168.2.5 snat ip to 10.2.0.2
    }
  }`);
  const conntrack = new Conntrack();
  lab.onEnd(() => conntrack.close());
  const left = () =>
    [4, 6]
      .flatMap((family) => host.exec("conntrack", "-L", "-f", `ipv${family}`).split("\n"))
      .flatMap((line) => /src=(\S+)/.exec(line)?.[1] ?? [])
      .sort();
  return { host, peer, conntrack, left };
}

const SOURCES = ["10.1.0.2", "10.1.0.3", "10.2.0.2", "192.168.1.5", "192.168.2.5", "fd00:1::2", "fd00:2::2"];

/** Begins with none, and has one connection from each source. */
function connect(host: Host): void {
  for (const family of ["ipv4", "ipv6"]) host.exec("conntrack", "-F", "-f", family);
  for (const source of SOURCES) {
    host.exec("ping", "-q", "-c1", "-W2", "-I", source, source.includes(":") ? "fd00::1" : "10.0.0.1");
  }
}

const without = (...gone: string[]): string[] => SOURCES.filter((source) => !gone.includes(source));

const CASES: readonly (readonly [string, Connections, readonly string[]])[] = [
  [
    "of a mark, both families",
    { mark: 0x00010000, mask: MASK },
    without("10.1.0.2", "10.1.0.3", "192.168.1.5", "fd00:1::2"),
  ],
  [
    "of another mark, within the mask",
    { mark: 0x00020000, mask: MASK },
    without("10.2.0.2", "192.168.2.5", "fd00:2::2"),
  ],
  ["of a mark and one family", { mark: 0x00010000, mask: MASK, family: 10 }, without("fd00:1::2")],
  ["of an unused mark", { mark: 0x00030000, mask: MASK }, SOURCES],
  [
    "of a mark and a source, own or translated to",
    { mark: 0x00010000, mask: MASK, address: bytes(10, 1, 0, 2) },
    without("10.1.0.2", "192.168.1.5"),
  ],
  [
    "of a mark and a source that is translated, which others do not see",
    { mark: 0x00010000, mask: MASK, address: bytes(192, 168, 1, 5) },
    SOURCES,
  ],
  [
    "of a mark and an IPv6 source",
    { mark: 0x00020000, mask: MASK, address: bytes(0xfd, 0, 0, 2, ...Array<number>(11).fill(0), 2) },
    without("fd00:2::2"),
  ],
  [
    "of a mark and an IPv6 source that nobody has",
    { mark: 0x00020000, mask: MASK, address: bytes(0xfd, 0, 0, 2, ...Array<number>(11).fill(0), 9) },
    SOURCES,
  ],
  ["of a mark and another's source", { mark: 0x00010000, mask: MASK, address: bytes(10, 2, 0, 2) }, SOURCES],
  ["of a mark and a destination", { mark: 0x00010000, mask: MASK, address: bytes(10, 0, 0, 1) }, SOURCES],
];

for (const way of ["forget", "forgetEach"] as const) {
  lab(
    `connections are forgotten by ${way === "forget" ? "the kernel's own search" : "listing them"}, others' stay`,
    async (lab) => {
      const { host, conntrack, left } = open(lab);
      for (const [what, connections, remain] of CASES) {
        connect(host);
        assert.deepEqual(left(), SOURCES, `before those ${what}`);
        assert.equal(await inside(host, () => conntrack[way](connections)), undefined, what);
        assert.deepEqual(left(), remain, what);
      }
    },
    { programs: ["conntrack"] },
  );
}

lab(
  "established TCP connections by one uplink are forgotten, and those by another are not",
  async (lab) => {
    const { host, peer, conntrack } = open(lab);
    const sources = ["192.168.1.5", "192.168.2.5"];
    for (const [at, source] of sources.entries()) {
      const port = String(5201 + at);
      peer.spawn("iperf3", "-s", "-p", port);
      await eventually(() => assert.match(peer.exec("ss", "-Hltn"), new RegExp(`:${port}\\s`)));
      host.spawn("iperf3", "-c", "10.0.0.1", "-p", port, "-B", source, "-t", "30", "-b", "100k", "-l", "1k");
    }
    /** The kernel's numbers of the connections from a source. */
    const numbers = (source: string | undefined) => {
      const lines = host.exec("conntrack", "-L", "-p", "tcp", "-o", "id").split("\n");
      return lines
        .flatMap((line) => (line.includes(` src=${source} `) ? (/id=(\d+)/.exec(line)?.[1] ?? []) : []))
        .sort();
    };
    const established = () => {
      const all = sources.map(numbers);
      assert.deepEqual(
        all.map(({ length }) => length),
        [2, 2],
      );
      return all;
    };
    const [first = [], second] = await eventually(established);

    const connections = { mark: 0x00010000, mask: MASK, address: bytes(10, 1, 0, 2) };
    assert.equal(await inside(host, () => conntrack.forget(connections)), undefined);

    assert.deepEqual(
      numbers(sources[0]).filter((number) => first.includes(number)),
      [],
    );
    assert.deepEqual(numbers(sources[1]), second);
  },
  { programs: ["conntrack", "iperf3"] },
);
