// A recording of what the kernel announces about rules and routes, to prove that nothing went away meanwhile.
import type { ChildProcess } from "node:child_process";
import { eventually } from "../lab/daemon.ts";
import type { Host } from "../lab/host.ts";

/** A route of nobody's that marks a point in the recording. */
const MARK = "unreachable 192.0.2.254 table 4242";

export interface Recording {
  /** Ends the recording; every removed rule and route in it, as ip-monitor(8) prints them. */
  deletions(): Promise<string[]>;
}

export async function record(host: Host): Promise<Recording> {
  let output = "";
  const monitor: ChildProcess = host.start(["ip", "-o", "monitor", "route", "rule"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  monitor.stdout?.on("data", (text: Buffer) => {
    output += text.toString();
  });
  let marks = 0;
  const reach = async () => {
    marks += 1;
    const seen = await eventually(() => {
      host.batch(`route replace ${MARK} metric ${marks}\nroute del ${MARK} metric ${marks}`);
      return output.includes(`metric ${marks} `);
    });
    if (!seen) throw new Error("ip monitor reports nothing");
  };
  await reach();
  return {
    async deletions() {
      await reach();
      monitor.kill();
      return output.split("\n").filter((line) => line.startsWith("Deleted") && !line.includes("table 4242"));
    },
  };
}
