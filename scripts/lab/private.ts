// Runs a script of ours in mount and network namespaces of its own, as root or in a user namespace, so that
// everything it makes is invisible to the machine and gone with its last process, however that ends.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { Server } from "node:net";
import { constants } from "node:os";

const INSIDE = "MULTIHOMED_PRIVATE";
const LISTENER = "listener";
/** What hides the machine's own configuration and state of multihomed, and makes room for `ip netns`. */
const HIDDEN = ["/etc/multihomed", "/var/lib/multihomed", "/run"];
/** Ends a process with the script, even where that is killed. */
export const DIES_WITH_US = ["setpriv", "--pdeathsig", "KILL"];

/**
 * True where the script runs in its own namespaces already. Otherwise runs it there, resolves to false when that has
 * ended, and leaves its exit code as ours.
 * @param listen listens where the machine can reach it; inside, `givenListener` has that
 */
export async function inPrivate(purpose: string, listen?: () => Promise<Server>): Promise<boolean> {
  const path = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`; // a user's PATH on Debian lacks them
  if (process.env[INSIDE] === "1") {
    // As DIES_WITH_US, which the kernel forgets where a process has been another user for a moment (prctl(2)).
    process.once("disconnect", () => process.exit(1));
    process.channel?.unref();
    hideMachine();
    return true;
  }
  const namespaces = possibleNamespaces();
  if (namespaces === undefined) {
    console.error(`This ${purpose} makes network namespaces, which this system allows only root to do. Please type:`);
    console.error(`\n    sudo npm run ${purpose}\n`);
    process.exitCode = 1;
    return false;
  }
  const node = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const listener = await listen?.();
  const child = spawn("unshare", [...namespaces, ...DIES_WITH_US, ...node], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: path, [INSIDE]: "1" },
  });
  // Ctrl-C reaches the whole group: the child ends by itself, and we with it. A SIGTERM is for us alone.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  // Ours is closed then, which leaves its.
  if (listener !== undefined) child.send(LISTENER, listener, () => listener.close());
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
  });
  return false;
}

/** Inside: what was listened on outside. A socket stays in the network namespace that it was made in. */
export async function givenListener(): Promise<Server> {
  const [, listener] = await once(process, "message");
  process.channel?.unref();
  if (listener instanceof Server) return listener;
  throw new Error("this was started without what it is to listen on");
}

/** The options of unshare(1) that work here; undefined where none do. */
function possibleNamespaces(): string[] | undefined {
  const candidates = process.getuid?.() === 0 ? [[]] : [["--user", "--map-root-user"]];
  return candidates
    .map((user) => [...user, "--net", "--mount"])
    .find((options) => {
      // Ubuntu lets everyone make a user namespace, but then without the rights that one is made for.
      const probe = "mount -t tmpfs tmpfs /run && echo 0 > /proc/sys/net/ipv4/ip_forward";
      return spawnSync("unshare", [...options, "sh", "-c", probe], { stdio: "ignore" }).status === 0;
    });
}

function hideMachine(): void {
  for (const folder of HIDDEN.filter((name) => existsSync(name))) {
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "tmpfs", folder], { encoding: "utf8" });
    if (status !== 0) throw new Error(`cannot mount a tmpfs on ${folder}: ${stderr.trim()}`);
  }
  mkdirSync("/run/netns");
}
