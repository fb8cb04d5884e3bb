// Removes what a test made, whatever becomes of the test: a process of its own session that waits for its standard
// input to end, which also happens when the test is killed. It kills only what runs in the test's own namespaces.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { within } from "./eventually.ts";

const SCRIPT = `
trap '' HUP INT TERM
namespaces= folders=
while read -r kind name; do
  case $kind in
    namespace) namespaces="$namespaces $name" ;;
    folder) folders="$folders $name" ;;
  esac
done
for name in $namespaces; do
  for pid in $(ip netns pids "$name"); do kill -KILL "$pid"; done
  ip netns delete "$name"
done 2>/dev/null
for name in $folders; do rm -rf "$name"; done
`;

export interface Reaper {
  /** To be called before it is made, so that nothing is missed. */
  add(kind: "namespace" | "folder", name: string): void;
  /** Removes everything and resolves when that is done. */
  reap(): Promise<void>;
}

export function startReaper(): Reaper {
  const child = spawn("sh", ["-c", SCRIPT], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  const exit = once(child, "exit");
  return {
    add: (kind, name) => void child.stdin.write(`${kind} ${name}\n`),
    async reap() {
      child.stdin.end();
      await within(20_000, "removing the namespaces", exit);
    },
  };
}
