// Runs a piece of a test in a host's network namespace. A socket made there stays there, so that code of the service
// that talks to the kernel can be tried by itself.
import { closeSync, openSync } from "node:fs";
import koffi from "koffi";
import type { Host } from "./host.ts";

const CLONE_NEWNET = 0x40000000;
const setns = koffi.load(null).func("int setns(int fd, int type)");

/** `act` must not wait for anything: the whole process is inside until it returns. */
export function inside<T>(host: Host, act: () => T): T {
  const home = openSync("/proc/self/ns/net", "r");
  const there = openSync(`/run/netns/${host.namespace}`, "r");
  try {
    enter(there);
    return act();
  } finally {
    enter(home);
    closeSync(there);
    closeSync(home);
  }
}

function enter(namespace: number): void {
  if (setns(namespace, CLONE_NEWNET) !== 0) throw new Error("cannot enter a network namespace");
}
