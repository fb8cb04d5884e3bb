// The daemon's own fate: stopped, continued, killed, started again, with the same or another configuration.
import { CONFIGURATIONS } from "../configurations.ts";
import type { Operation } from "./scene.ts";

const LAST = CONFIGURATIONS.length - 1;

export const pause: Operation = ({ daemon }) => {
  if (daemon === "running") return { kind: "daemon", verb: "stop" };
  return daemon === "stopped" ? { kind: "daemon", verb: "continue" } : undefined;
};

export const crash: Operation = ({ daemon }) => (daemon === "none" ? undefined : { kind: "daemon", verb: "kill" });

export const terminate: Operation = ({ daemon }) =>
  daemon === "none" ? undefined : { kind: "daemon", verb: "terminate" };

export const start: Operation = ({ daemon, random }) =>
  daemon === "none" ? { kind: "daemon", verb: "start", configuration: someConfiguration(random) } : undefined;

export const reload: Operation = ({ daemon, random }) =>
  daemon === "running" ? { kind: "daemon", verb: "reload", configuration: someConfiguration(random) } : undefined;

/** Mostly one of the first, which have the most in them. */
function someConfiguration(random: { chance(p: number): boolean; int(low: number, high: number): number }): number {
  return random.chance(0.5) ? 0 : random.int(0, LAST);
}
