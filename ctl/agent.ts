// The program that asks for a password on the terminal (pkttyagent(1)), while a call waits for polkit.
import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** The pipe on which it says that it is ready. */
const NOTIFY = 3;

/** Settles when it is ready, or cannot be had; then polkit says so. The function that it returns ends it. */
export async function startAgent(env: Readonly<Record<string, string | undefined>>): Promise<() => void> {
  // In a session its own agent, such as a desktop's window, goes first. Without a session polkit 122 takes no fallback.
  const fallback = env.XDG_SESSION_ID ? ["--fallback"] : [];
  // Its subject is its parent: this process.
  const agent = spawn("pkttyagent", ["--notify-fd", String(NOTIFY), ...fallback], {
    stdio: ["inherit", "ignore", "inherit", "pipe"],
  });
  await new Promise<void>((resolve) => {
    const pipe = agent.stdio[NOTIFY] as Readable; // asked for above
    agent.once("error", () => resolve()); // it is not installed
    agent.once("exit", () => resolve());
    pipe.once("close", () => resolve());
    pipe.resume();
  });
  return () => agent.kill();
}
