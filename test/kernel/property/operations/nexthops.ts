// Nexthop objects: single ones and groups, blackholes, replaced and deleted. Even ids are IPv4, odd ones IPv6.

import { exit } from "./routes.ts";
import { both, type Operation, someLink } from "./scene.ts";

const SINGLES = [10, 20] as const;
const GROUPS = [30, 33] as const;

export const setNexthop: Operation = (scene) => {
  const { random } = scene;
  const link = someLink(scene);
  if (link === undefined) return undefined;
  const id = random.int(...SINGLES);
  const family = id % 2 === 0 ? 4 : 6;
  const what = random.chance(0.1) ? "blackhole" : exit(scene, link.name, family);
  return both(`-${family} nexthop`, random.pick(["add", "replace"]), "id", id, what);
};

export const setGroup: Operation = (scene) => {
  const { random } = scene;
  const id = random.int(...GROUPS);
  const singles = ids(scene.kernel.nexthops).filter((single) => single < GROUPS[0] && single % 2 === id % 2);
  const members = [...new Set(Array.from({ length: random.int(1, 3) }, () => random.maybe(singles)))];
  const group = members.flatMap((member) => (member === undefined ? [] : `${member},${random.int(1, 3)}`)).join("/");
  if (group === "") return undefined;
  return both("nexthop", random.pick(["add", "replace"]), "id", id, "group", group);
};

export const deleteNexthop: Operation = (scene) => {
  const id = scene.random.maybe(ids(scene.kernel.nexthops));
  return id === undefined ? undefined : both("nexthop delete id", id);
};

export function ids(nexthops: readonly string[]): number[] {
  return nexthops.map((text) => Number(/(?:^| )id (\d+)/.exec(text)?.[1] ?? 0));
}
