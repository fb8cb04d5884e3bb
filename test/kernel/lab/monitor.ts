// A recorder of what changes in the kernel, to prove that something did not change meanwhile: `ip -ts monitor`.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import type { Host } from "./host.ts";

/** A route that only marks a point in the recording. */
const MARK = "unreachable 192.0.2.254 table 4242424242 metric";

/** ip(8) says so, now and then, when another test's namespace goes. */
const NAMESPACE_GONE = "Error: Peer netns reference is invalid.";

export interface Monitor {
  /** Every event so far, for example "Deleted default via 10.1.0.1 dev u1 table 2000 …". */
  events(): Promise<string[]>;
  /** Those among them that delete. */
  deletions(): Promise<string[]>;
}

/** `more`: what to record besides, such as "nexthop". */
export async function startMonitor(host: Host, more: readonly string[] = []): Promise<Monitor> {
  const file = join(host.lab.folder(), "monitor");
  const output = openSync(file, "w");
  const args = ["-n", host.namespace, "-ts", "-o", "-N", "monitor", "route", "rule", ...more];
  const child = spawn("ip", args, { stdio: ["ignore", output, output] });
  closeSync(output);
  host.lab.onEnd(() => child.kill("SIGKILL"));
  const lines = () => readFileSync(file, "utf8").split("\n");
  let marks = 0;

  // Events come in order, so once the mark is there, so is everything before it.
  async function reached(): Promise<void> {
    marks += 1;
    await eventually(
      () => {
        const mark = `${MARK} ${marks}`;
        host.ip("route replace", mark);
        host.ip("route delete", mark);
        if (!lines().some((line) => line.includes(`192.0.2.254 `) && line.includes(`metric ${marks} `))) {
          throw new Error(`the monitor has not seen its mark:\n${lines().join("\n")}`);
        }
      },
      { interval: 5 },
    );
  }

  async function events(): Promise<string[]> {
    await reached();
    return lines()
      .filter((line) => line !== "" && !line.includes("table 4242424242") && !line.startsWith(NAMESPACE_GONE))
      .map((line) => line.replace(/^\[[^\]]*\] */, "").trim());
  }

  await reached();
  return { events, deletions: async () => (await events()).filter((event) => event.startsWith("Deleted")) };
}
