// npm run tray:web as its user has it: an address on the terminal, a window behind it, and nothing left when it has ended.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { type Known, learned, NOTHING_KNOWN } from "../../tray/shared/known.ts";
import { SocketBridge } from "../../tray/web/socket-bridge.ts";
import { eventually, type Lab, lab, within } from "../kernel/lab/index.ts";
import { addUplink, busLab } from "./lab/index.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/tray-web.ts", import.meta.url));
const TIMEOUT = 30_000;

interface Run {
  readonly child: ChildProcess;
  readonly url: URL;
}

/** Ends with the test. */
async function trayWeb(lab: Lab, ...options: string[]): Promise<Run> {
  const child = spawn(process.execPath, ["--import", "tsx", SCRIPT, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  lab.onEnd(() => void child.kill("SIGKILL"));
  return { child, url: await within(TIMEOUT, "an address", printed(child)) };
}

async function printed({ stdout }: ChildProcess): Promise<URL> {
  assert.ok(stdout);
  for await (const line of createInterface(stdout)) if (line.includes("http:")) return new URL(line.trim());
  throw new Error("it ended without an address");
}

/** A page behind the address, as far as it is no picture. */
function page(lab: Lab, url: URL) {
  let known: Known = NOTHING_KNOWN;
  const bridge = new SocketBridge({
    token: new URLSearchParams(url.hash.slice(1)).get("token") ?? "",
    after: () => () => {}, // a connection that is lost stays lost
    copy: async () => {},
    open({ opened, said, closed }) {
      const socket = new WebSocket(`ws://${url.host}/bridge`, { origin: url.origin });
      socket.on("open", opened);
      socket.on("message", (data) => said(String(data)));
      socket.on("error", () => {}); // 'close' follows
      socket.on("close", closed);
      lab.onEnd(() => socket.terminate());
      return socket;
    },
  });
  bridge.listen((told) => {
    known = learned(known, told);
  });
  void bridge.call("follow");
  return {
    bridge,
    link(name: string) {
      const link = known.links.get(name);
      assert.ok(link, `${name} is not known: ${known.reach.kind}`);
      return link;
    },
  };
}

/** Every process that has this one among its ancestors. */
function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    if (!existsSync(`/proc/${name}/stat`)) continue;
    const fields = statOf(name);
    if (fields !== undefined) parents.set(Number(name), Number(fields[1]));
  }
  const children = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...children(child)]);
  return children(pid);
}

/** What stands behind the name of the process: state, parent … */
function statOf(pid: number | string): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return undefined; // it has ended in the meantime
  }
}

const runs = (pid: number): boolean => !["Z", undefined].includes(statOf(pid)?.[0]);

for (const [how, signal, code] of [
  ["as it is asked to", "SIGTERM", 0],
  ["with a crash", "SIGKILL", null],
] as const) {
  const name = `the demo: a laptop whose uplinks have traffic, and nothing is left when it ends ${how}`;
  const body = async (lab: Lab) => {
    const { child, url } = await trayWeb(lab);
    assert.equal(url.hostname, "127.0.0.1");
    const { bridge, link } = page(lab, url);
    await eventually(
      () =>
        assert.deepEqual(
          ["enp0s31f6", "wlan0"].map((name) => link(name).state),
          ["active", "active"],
        ),
      {
        timeout: 10_000,
      },
    );
    for (const name of ["wwan0", "enx0050b6c0ffee", "docker0"]) assert.equal(link(name).assigned, false, name);

    const received = async (name: string): Promise<number> => {
      const reply = await bridge.call("traffic", [name]);
      assert.ok(reply.ok);
      return reply.value.links[name]?.rxBytes ?? 0;
    };
    const receives = async (name: string, bytes: number) => {
      const enough = (await received(name)) + bytes;
      const attempt = async () => assert.ok((await received(name)) > enough, `${name} receives nothing`);
      await eventually(attempt, { timeout: 15_000 });
    };
    for (const name of ["enp0s31f6", "wlan0"]) {
      await receives(name, 100_000);
    }
    assert.deepEqual(await bridge.call("assign", "wwan0", "auto", {}), { ok: true, value: undefined });
    assert.equal(link("wwan0").state, "active");
    await receives("wwan0", 10_000);

    const processes = descendants(child.pid ?? -1);
    assert.ok(processes.length >= 4, "the script inside, its bus and two talkers at least");
    const ended = once(child, "exit");
    child.kill(signal);
    assert.equal((await within(TIMEOUT, "its end", ended))[0], code);
    await eventually(() => assert.deepEqual(processes.filter(runs), []));
    assert.equal(existsSync("/run/netns/laptop"), false, "its namespaces were never the machine's");
  };
  lab(name, body, { programs: ["dbus-daemon", "unshare", "nsenter", "setpriv"], timeout: 90_000 });
}

busLab("the service of a real bus, with a port and a token that are given", async (bus, lab) => {
  addUplink(bus, 1);
  await bus.service();
  const { url } = await trayWeb(lab, "--bus", bus.address, "--token", "given");
  assert.equal(url.hash, "#token=given");
  const { bridge, link } = page(lab, url);
  await eventually(() => assert.equal(link("u1").assigned, false));
  assert.ok((await bridge.call("assign", "u1", 1000, {})).ok);
  assert.equal(link("u1").table, 1000);

  const taken = spawn(process.execPath, ["--import", "tsx", SCRIPT, "--bus", bus.address, "--port", url.port]);
  let said = "";
  taken.stderr.on("data", (text) => (said += text));
  assert.deepEqual(await within(TIMEOUT, "its end", once(taken, "close")), [1, null]);
  assert.match(said, /^listen EADDRINUSE[^\n]*\n$/);
});

test("an option that there is not, or a port that is none: usage, and exit 2", async () => {
  for (const words of [["--nonsense"], ["--port", "70000"], ["--port", "x"], ["more"]]) {
    const child = spawn(process.execPath, ["--import", "tsx", SCRIPT, ...words], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    assert.deepEqual(await within(TIMEOUT, "its end", once(child, "close")), [2, null]);
    assert.match(said, /\nusage: npm run tray:web/);
  }
});
