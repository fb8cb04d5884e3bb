// Others who write where we write: their routes in our tables and their rules at our priorities, which must stay, and
// their deletions of what is ours, which must be healed.
import { CONFIGURATIONS, UPLINK_TABLES } from "../configurations.ts";
import { TYPE_NAMES } from "../snapshot.ts";
import { join, type Operation, type Scene, slot, someLink } from "./scene.ts";

const PRIORITIES: readonly number[] = [...new Set(CONFIGURATIONS.flat().map((uplink) => uplink.priority))];

export const foreignRoute4: Operation = (scene) => {
  const { random } = scene;
  const dst = random.pick(["default", "172.16.0.0/16", "172.16.1.0/24", "10.1.0.0/24", "203.0.113.0/24"]);
  const metric = random.pick(["", "metric 5", "metric 100", "metric 4294967295"]);
  const link = someLink(scene);
  const what = random.weighted([
    { weight: 2, value: `unreachable ${dst}` },
    { weight: 2, value: `throw ${dst}` },
    { weight: 3, value: link ? `${dst} via 10.${slot(link.name)}.88.1 dev ${link.name} onlink` : `blackhole ${dst}` },
  ]);
  const verb = random.pick(["add", "append", "replace"]);
  return accepted("-4 route", verb, what, metric, "table", table(scene), "proto static");
};

/** Not as another leg of a route of ours: what the kernel then shows belongs to both. */
export const foreignRoute6: Operation = (scene) => {
  const { random } = scene;
  const dst = random.pick(["default", "2001:db8:1::/48", "fd00:1::/64", "2001:db8:3::/48"]);
  const metric = random.pick(["metric 5", "metric 100", "metric 1024", "metric 4294967295"]);
  const type = random.pick(["unreachable", "throw", "blackhole"]);
  return accepted(
    "-6 route",
    random.pick(["add", "replace"]),
    type,
    dst,
    metric,
    "table",
    table(scene),
    "proto static",
  );
};

export const deleteForeignRoute: Operation = (scene) => {
  const foreign = scene.kernel.routes.filter((r) => r.protocol === "4" && UPLINK_TABLES.includes(r.table));
  const route = scene.random.maybe(foreign);
  if (route === undefined) return undefined;
  const key = route.key.replace(" metric 0", "");
  const type = TYPE_NAMES[route.type] ?? "unicast";
  return accepted(`-${route.family} route delete`, type, key, "table", route.table, "proto static");
};

export const foreignRule: Operation = (scene) => {
  const { random } = scene;
  const address = random.maybe(scene.kernel.addresses.filter(({ scope }) => scope === "0"));
  if (address === undefined) return undefined;
  const what = random.pick([
    `from ${address.local}`,
    `to ${address.local}`,
    "fwmark 0x7",
    `from ${address.local} iif lo`,
  ]);
  const place = ["lookup", table(scene), "priority", random.maybe(PRIORITIES) ?? 1000];
  return accepted(`-${address.family} rule add`, what, ...place, "protocol static");
};

export const deleteForeignRules: Operation = ({ random }) =>
  accepted(random.pick(["-4", "-6"]), "rule flush protocol static");

export const deleteOurRoutes: Operation = (scene) =>
  againstOurs(scene.random.pick(["-4", "-6"]), "route flush table", table(scene), "proto 77");

export const deleteOurDefault: Operation = (scene) =>
  againstOurs(scene.random.pick(["-4", "-6"]), "route delete default table", table(scene), "proto 77");

export const deleteOurRule: Operation = (scene) => {
  const address = scene.random.maybe(scene.kernel.addresses.filter(({ dev }) => dev !== "lo"));
  return address && againstOurs(`-${address.family} rule delete from`, address.local, "protocol 77");
};

export const deleteOurRules: Operation = ({ random }) =>
  againstOurs(random.pick(["-4", "-6"]), "rule flush protocol 77");

export const flushTable: Operation = (scene) =>
  accepted(scene.random.pick(["-4", "-6"]), "route flush table", table(scene));

export const flushRules: Operation = (scene) =>
  accepted(scene.random.pick(["-4", "-6"]), "rule flush table", table(scene));

/** Somebody else uses our protocol number in a table and for a rule that nobody wants: swept. */
export const strayOurs: Operation = ({ random }) =>
  random.chance(0.5)
    ? againstOurs("route add unreachable 203.0.113.0/24 proto 77 table", random.pick([2000, 5555]))
    : againstOurs("rule add from 203.0.113.9 lookup 2000 priority 2000 protocol 77");

function table({ random }: Scene): number {
  return random.maybe(UPLINK_TABLES) ?? 2000;
}

function accepted(...words: readonly (string | number)[]) {
  return { kind: "if-accepted", command: join(words) } as const;
}

function againstOurs(...words: readonly (string | number)[]) {
  return { kind: "against-ours", command: join(words) } as const;
}
