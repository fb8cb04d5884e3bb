// Routes of the main table: few destinations and metrics, so that they meet, and every way to write them.
import type { Random, Weighted } from "../random.ts";
import type { Route } from "../snapshot.ts";
import { addressesOf, both, join, type Operation, type Scene, slot, someLink } from "./scene.ts";

type Choices = readonly [Weighted<string>, ...Weighted<string>[]];

const DESTINATIONS4: Choices = [
  { weight: 6, value: "default" },
  { weight: 1, value: "0.0.0.0/1" },
  { weight: 1, value: "128.0.0.0/1" },
  { weight: 4, value: "172.16.0.0/16" },
  { weight: 4, value: "172.16.1.0/24" },
  { weight: 2, value: "198.51.100.7/32" },
  { weight: 1, value: "169.254.0.0/16" },
  { weight: 1, value: "239.0.0.0/8" },
  { weight: 1, value: "10.1.0.0/24" },
];

const DESTINATIONS6: Choices = [
  { weight: 6, value: "default" },
  { weight: 1, value: "::/1" },
  { weight: 1, value: "8000::/1" },
  { weight: 4, value: "2001:db8:1::/48" },
  { weight: 4, value: "2001:db8:1:1::/64" },
  { weight: 2, value: "2001:db8:2::7/128" },
  { weight: 1, value: "fe80::/64" },
  { weight: 1, value: "fd00:1::/64" },
];

const VERBS: Choices = [
  { weight: 6, value: "add" },
  { weight: 3, value: "replace" },
  { weight: 3, value: "append" },
  { weight: 1, value: "prepend" },
  { weight: 1, value: "change" },
];

export const addRoute4: Operation = (scene) => {
  const exit = exits(scene, 4);
  return exit && both("-4 route", verb(scene), destination4(scene.random), ...extras(scene.random, 4), ...exit);
};

export const addRoute6: Operation = (scene) => {
  const exit = exits(scene, 6);
  return exit && both("-6 route", verb(scene), destination6(scene.random), ...extras(scene.random, 6), ...exit);
};

export const addReject: Operation = (scene) => {
  const { random } = scene;
  const type = random.pick(["blackhole", "unreachable", "prohibit", "throw"]);
  const [family, dst] = random.chance(0.5) ? ["-4", destination4(random)] : ["-6", destination6(random)];
  return both(family, "route", verb(scene), type, dst);
};

export const addRouteByNexthop: Operation = (scene) => {
  const { random } = scene;
  const id = random.maybe(scene.kernel.nexthops.map((text) => Number(/(?:^| )id (\d+)/.exec(text)?.[1] ?? 0)));
  if (id === undefined || id === 0) return undefined;
  const [family, dst] = id % 2 === 0 ? ["-4", destination4(random)] : ["-6", destination6(random)];
  return both(family, "route", verb(scene), dst, "nhid", id);
};

export const deleteRoute: Operation = (scene) => {
  const route = scene.random.maybe(scene.kernel.routes.filter(deletable));
  if (route === undefined) return undefined;
  const leg = scene.random.chance(0.7) && route.legs.length === 1 && route.legs[0]?.text.split(" {")[0];
  return both(`-${route.family} route delete`, route.key.replace(" metric 0", ""), leg);
};

/** One leg of an IPv6 multipath route, or the destination as such. */
export const deleteLeg6: Operation = (scene) => {
  const route = scene.random.maybe(scene.kernel.routes.filter((r) => r.family === 6 && r.legs.length > 1));
  const leg = route && scene.random.maybe(route.legs);
  if (route === undefined || leg === undefined) return undefined;
  return both("-6 route delete", route.key, leg.text);
};

export const flushRoutes: Operation = (scene) => {
  const link = someLink(scene);
  return link && both(scene.random.pick(["-4", "-6"]), "route flush table main dev", link.name);
};

/** What the kernel made for an address goes too, but seldom. */
function deletable(route: Route, index: number): boolean {
  return route.table === 254 && (route.protocol !== "2" || index % 5 === 0);
}

function verb({ random }: Scene): string {
  return random.weighted(VERBS);
}

function destination4(random: Random): string {
  const tos = random.chance(0.1) && "tos 0x10";
  return join([random.weighted(DESTINATIONS4), tos, random.chance(0.6) && `metric ${random.pick([5, 100])}`]);
}

function destination6(random: Random): string {
  const from = random.chance(0.05) && "from fd00:1::/64";
  return join([random.weighted(DESTINATIONS6), from, random.chance(0.6) && `metric ${random.pick([5, 100, 256])}`]);
}

function exits(scene: Scene, family: 4 | 6): readonly string[] | undefined {
  const { random } = scene;
  if (random.chance(0.75)) {
    const link = someLink(scene);
    return link && [exit(scene, link.name, family), ...source(scene, link.name, family)];
  }
  const legs = Array.from({ length: random.int(2, 3) }, () => someLink(scene)?.name);
  return legs.map((link) => `nexthop ${exit(scene, link ?? "lo", family)} weight ${random.int(1, 3)}`);
}

export function exit(scene: Scene, link: string, family: 4 | 6): string {
  const { random } = scene;
  if (random.chance(family === 4 ? 0.15 : 0.25)) return `dev ${link}`;
  const addresses = addressesOf(scene, link, family).filter(({ local }) => !local.startsWith("fe80"));
  const address = random.maybe(addresses);
  if (family === 6) {
    if (address === undefined || random.chance(0.5)) return `via fe80::${random.int(1, 3)} dev ${link}`;
    return `via ${address.peer ?? address.local.replace(/[0-9a-f]*$/, String(random.int(6, 8)))} dev ${link}`;
  }
  if (random.chance(0.05)) return `via inet6 fe80::${random.int(1, 3)} dev ${link}`;
  if (address === undefined || random.chance(0.15))
    return `via 10.${slot(link)}.77.${random.int(6, 8)} dev ${link} onlink`;
  return `via ${address.peer ?? address.local.replace(/\d+$/, String(random.int(6, 8)))} dev ${link}`;
}

function source(scene: Scene, link: string, family: 4 | 6): readonly string[] {
  const address = scene.random.chance(0.3) ? scene.random.maybe(addressesOf(scene, link, family)) : undefined;
  return address === undefined ? [] : [`src ${address.local}`];
}

function extras(random: Random, family: 4 | 6): readonly (string | false)[] {
  return [
    random.chance(0.15) && `mtu ${random.pick([1280, 1400])}`,
    random.chance(0.05) && "advmss 1200",
    random.chance(0.2) && `proto ${random.pick(["static", "dhcp", "ra"])}`,
    family === 6 && random.chance(0.15) && `expires ${random.int(600, 900)}`,
    family === 6 && random.chance(0.1) && `pref ${random.pick(["high", "low"])}`,
  ];
}
