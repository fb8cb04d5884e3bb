// What forwards: which sysctls are wished, on which links, and in which order they are written and given back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyOperation } from "../../../../../service/view/operation.ts";
import type { SysctlKey } from "../../../../../service/view/sysctl.ts";
import type { View } from "../../../../../service/view/view.ts";
import { type GatewayHost, hostOf, planned, uplinksOf } from "./host.ts";

const CONFIG = ["eth0 table 1000", "eth1 table 1001"];
const LINKS = ["link br0 9", "link eth0 2", "link eth1 3", "link tun0 4"];

/** As a kernel has them that was not touched, with what is said. */
function withSysctls(host: GatewayHost, said: Readonly<Record<string, string>> = {}, modern = true): GatewayHost {
  const { view } = host;
  const set = (path: string, value: string) => view.sysctls.set(path as SysctlKey, value); // paths as the keys have them
  set("net/ipv4/conf/all/rp_filter", "0");
  set("net/ipv6/conf/all/forwarding", "0");
  for (const index of [...view.links.keys()]) {
    set(`net/ipv4/conf/%${index}/rp_filter`, "0");
    set(`net/ipv4/conf/%${index}/forwarding`, "0");
    set(`net/ipv6/conf/%${index}/forwarding`, "0");
    set(`net/ipv6/conf/%${index}/accept_ra`, "1");
    if (modern) set(`net/ipv6/conf/%${index}/force_forwarding`, "0");
  }
  for (const [path, value] of Object.entries(said)) set(path, value);
  return host;
}

/** "eth0/forwarding=1" below net/ipvN/conf, with 4: or 6: in front. */
const written = (host: GatewayHost): string[] =>
  planned(host).flatMap((operation) => {
    if (operation.kind !== "sysctl") return [];
    const name = (index: string) => host.view.links.get(Number(index))?.name ?? "?";
    const path = operation.key.replace(/^net\/ipv(\d)\/conf\//, "$1:").replace(/%(\d+)/, (_, index) => name(index));
    return [`${path}=${operation.value}`];
  });

function settle(host: GatewayHost): void {
  for (let round = 0; round < 3; round++) for (const operation of planned(host)) applyOperation(host.view, operation);
  assert.deepEqual(planned(host), []);
}

const without = (view: View): GatewayHost => ({ view, uplinks: uplinksOf([], view) });

const MODERN = [
  "6:eth0/accept_ra=2",
  "6:eth1/accept_ra=2",
  "4:br0/forwarding=1",
  "6:br0/force_forwarding=1",
  "4:eth0/forwarding=1",
  "6:eth0/force_forwarding=1",
  "4:eth1/forwarding=1",
  "6:eth1/force_forwarding=1",
  "6:br0/forwarding=1",
];
const BEFORE_6_17 = [
  "6:eth0/accept_ra=2",
  "6:eth1/accept_ra=2",
  "4:br0/forwarding=1",
  "6:all/forwarding=1",
  "4:eth0/forwarding=1",
  "4:eth1/forwarding=1",
  "6:br0/forwarding=1",
];

test("where links can forward IPv6 by themselves, they do, and the host as a whole does not", () => {
  assert.deepEqual(written(withSysctls(hostOf(CONFIG, LINKS))), MODERN);
});

test("where they cannot, the host does; what is advertised is taken as a router before the kernel drops it", () => {
  assert.deepEqual(written(withSysctls(hostOf(CONFIG, LINKS), {}, false)), BEFORE_6_17);
});

for (const modern of [true, false]) {
  test(`all is given back, the last first, ${modern ? "and" : "also before Linux 6.17, and"} nothing else is written`, () => {
    const host = withSysctls(hostOf(CONFIG, LINKS), {}, modern);
    const before = new Map(host.view.sysctls);
    const expected = (modern ? MODERN : BEFORE_6_17).map((line) =>
      line.replace(/=.*/, line.includes("accept_ra") ? "=1" : "=0"),
    );
    settle(host);
    assert.deepEqual(written(without(host.view)), expected.reverse());
    settle(without(host.view));
    assert.deepEqual(host.view.sysctls, before);
    assert.equal(host.view.kept.sysctls.size, 0);
  });
}

test("before the values are known nothing is written, and all that may decide is looked at", () => {
  const host = hostOf(CONFIG, LINKS);
  assert.deepEqual(written(host), []);
});

test("nothing is wished without an inside or without uplinks that are there", () => {
  for (const [config, links, said] of [
    [CONFIG, LINKS, ["inside"]],
    [CONFIG, LINKS.slice(1), []],
    [[], LINKS, []],
    [CONFIG, ["link br0 9"], []],
  ] as const) {
    assert.deepEqual(written(withSysctls(hostOf(config, links, said))), []);
  }
});

test("a strict filter of the reverse path becomes a loose one, on uplinks, whoever made it strict", () => {
  const filter = (said: Record<string, string>) =>
    written(withSysctls(hostOf(CONFIG, LINKS), said)).filter((line) => line.includes("rp_filter"));
  assert.deepEqual(filter({}), []);
  assert.deepEqual(filter({ "net/ipv4/conf/%2/rp_filter": "1", "net/ipv4/conf/%9/rp_filter": "1" }), [
    "4:eth0/rp_filter=2",
  ]);
  assert.deepEqual(filter({ "net/ipv4/conf/all/rp_filter": "1" }), ["4:eth0/rp_filter=2", "4:eth1/rp_filter=2"]);
  assert.deepEqual(filter({ "net/ipv4/conf/all/rp_filter": "1", "net/ipv4/conf/%3/rp_filter": "2" }), [
    "4:eth0/rp_filter=2",
  ]);
  assert.deepEqual(filter({ "net/ipv4/conf/all/rp_filter": "2", "net/ipv4/conf/%3/rp_filter": "1" }), []);
});

test("a filter that was loosened stays so while it would be strict without us, and is given back when not", () => {
  const host = withSysctls(hostOf(CONFIG, LINKS), { "net/ipv4/conf/all/rp_filter": "1" });
  settle(host);
  assert.equal(host.view.sysctls.get("net/ipv4/conf/%2/rp_filter" as SysctlKey), "2"); // a path as the keys have it
  host.view.sysctls.set("net/ipv4/conf/all/rp_filter" as SysctlKey, "0"); // the same
  assert.deepEqual(written(host), ["4:eth1/rp_filter=0", "4:eth0/rp_filter=0"]);
});

test("advertisements: of links that take them as a host, of uplinks and where a default came by one; not of inside", () => {
  const routes = ["route -6 default via fe80::1 dev tun0 proto 9", "route -6 default via fe80::1 dev br0 proto 9"];
  const accept = (said: Record<string, string>) =>
    written(withSysctls(hostOf(CONFIG, [...LINKS, ...routes]), said)).filter((line) => line.includes("accept_ra"));
  assert.deepEqual(accept({}), ["6:eth0/accept_ra=2", "6:eth1/accept_ra=2", "6:tun0/accept_ra=2"]);
  assert.deepEqual(
    accept({
      "net/ipv6/conf/%2/accept_ra": "0",
      "net/ipv6/conf/%3/accept_ra": "2",
      // A router takes none as a host.
      "net/ipv6/conf/%4/forwarding": "1",
    }),
    [],
  );
});

test("a host that forwards already is left as it is, and so at the end", () => {
  const said = Object.fromEntries(
    [2, 3, 4, 9].flatMap((index) => [
      [`net/ipv4/conf/%${index}/forwarding`, "1"],
      [`net/ipv6/conf/%${index}/forwarding`, "1"],
    ]),
  );
  for (const modern of [true, false]) {
    const host = withSysctls(hostOf(CONFIG, LINKS), { ...said, "net/ipv6/conf/all/forwarding": "1" }, modern);
    assert.deepEqual(written(host), []);
    settle(host);
    assert.deepEqual(written(without(host.view)), []);
  }
});

test("a link without IPv6 needs nothing of IPv6", () => {
  const host = withSysctls(hostOf(CONFIG, LINKS), {}, false);
  for (const key of [...host.view.sysctls.keys()]) if (key.includes("ipv6")) host.view.sysctls.delete(key);
  assert.deepEqual(written(host), ["4:br0/forwarding=1", "4:eth0/forwarding=1", "4:eth1/forwarding=1"]);
});
