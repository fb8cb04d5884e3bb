// What an operation is chosen from: the twin as it is, some randomness, and the pools that everything collides in.
import { OTHER_NAMES, UPLINK_NAMES } from "../configurations.ts";
import type { Random } from "../random.ts";
import type { Address, Link, Snapshot } from "../snapshot.ts";
import type { Step } from "../steps.ts";

export interface Scene {
  readonly random: Random;
  readonly kernel: Snapshot;
  readonly daemon: "running" | "stopped" | "none";
  /** A number that no cable had before. */
  nextCable(): number;
}

/** Undefined where there is nothing to do it to. */
export type Operation = (scene: Scene) => Step | undefined;

export const NAMES: readonly string[] = [...UPLINK_NAMES, ...OTHER_NAMES];

/** The links that are cables. */
export function cables(scene: Scene): readonly Link[] {
  return scene.kernel.links.filter((link) => link.name !== "lo");
}

/** Uplinks twice as often as others. */
export function someLink(scene: Scene): Link | undefined {
  const links = cables(scene);
  const uplinks = links.filter((link) => (UPLINK_NAMES as readonly string[]).includes(link.name));
  return scene.random.maybe([...links, ...uplinks]);
}

export function cableNumber(link: Link): number {
  return Number.parseInt(link.mac.slice(-2), 16);
}

export function freeName(scene: Scene): string | undefined {
  return scene.random.maybe(NAMES.filter((name) => !scene.kernel.links.some((link) => link.name === name)));
}

export function addressesOf(scene: Scene, link: string, family: 4 | 6): readonly Address[] {
  return scene.kernel.addresses.filter((address) => address.dev === link && address.family === family);
}

/** A network per name, so that links have different ones, until they are renamed. */
export function slot(link: string): number {
  return NAMES.indexOf(link) + 1;
}

export function both(...words: (string | number | false | undefined)[]): Step {
  return { kind: "both", command: join(words) };
}

export function join(words: readonly (string | number | false | undefined)[]): string {
  return words.filter((word) => word !== "" && word !== false && word !== undefined).join(" ");
}
