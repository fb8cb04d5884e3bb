// The frame of every kernel test: hosts with names of their own, and an end that leaves nothing behind.

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Daemon } from "./daemon.ts";
import { within } from "./eventually.ts";
import { Host } from "./host.ts";
import { type Reaper, startReaper } from "./reaper.ts";
import { requireAll, unmetRequirement } from "./requirements.ts";
import { ours } from "./state.ts";

/** How much of the daemon's log a failed test shows. */
const LOG_LINES = 30;

export interface LabOptions {
  /** Milliseconds for the whole test. */
  readonly timeout?: number;
  /** Programs that this test needs beyond what all need. */
  readonly programs?: readonly string[];
}

export interface HostOptions {
  /** Leaves duplicate address detection on. */
  readonly dad?: boolean;
}

/** A test in a lab of its own. A daemon that still runs at its end must then stop cleanly and leave nothing. */
export function lab(name: string, body: (lab: Lab) => Promise<void>, options: LabOptions = {}): void {
  test(name, async (t) => {
    const unmet = unmetRequirement(options.programs);
    if (unmet !== undefined) {
      if (requireAll()) throw new Error(unmet);
      return t.skip(unmet);
    }
    const lab = new Lab();
    const run = async () => {
      await body(lab);
      await lab.stopDaemons();
    };
    try {
      await within(options.timeout ?? 30_000, "end of the test", run());
    } catch (error) {
      for (const { pid, stderr } of lab.daemons) {
        for (const line of stderr.trim().split("\n").slice(-LOG_LINES)) t.diagnostic(`multihomed ${pid}: ${line}`);
      }
      throw error;
    } finally {
      await lab.end();
    }
  });
}

export class Lab {
  readonly daemons: Daemon[] = [];
  readonly #hosts: Host[] = [];
  readonly #ends: (() => void)[] = [];
  readonly #reaper: Reaper = startReaper();
  readonly #id = `mh-${process.pid}-${randomBytes(3).toString("hex")}`;

  /** A namespace with lo up, apart from the machine's own settings. */
  host(name: string, options: HostOptions = {}): Host {
    const namespace = `${this.#id}-${name}`;
    this.#reaper.add("namespace", namespace);
    execFileSync("ip", ["netns", "add", namespace]);
    const host = new Host(this, namespace);
    this.#hosts.push(host);
    const settings = [
      ...["all", "default"].flatMap((scope) => [
        `net.ipv4.conf.${scope}.rp_filter=0`,
        `net.ipv4.conf.${scope}.ignore_routes_with_linkdown=0`,
        `net.ipv6.conf.${scope}.disable_ipv6=0`,
        `net.ipv6.conf.${scope}.accept_dad=${options.dad ? 1 : 0}`,
      ]),
      "net.ipv4.ip_forward=0",
    ];
    host.exec("sysctl", "-qw", ...settings);
    host.ip("link set lo up");
    return host;
  }

  /** A cable between two hosts, plugged in and up at both ends. */
  veth(a: Host, linkA: string, b: Host, linkB: string): void {
    a.ip("link add", linkA, "type veth peer name", linkB, "netns", b.namespace);
    a.ip("link set", linkA, "up");
    b.ip("link set", linkB, "up");
  }

  /** A new folder that goes when the test ends. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "multihomed-test-"));
    this.#reaper.add("folder", folder);
    return folder;
  }

  /** A new file in a folder of its own; its whole name. */
  file(name: string, text: string): string {
    const file = join(this.folder(), name);
    writeFileSync(file, text);
    return file;
  }

  onEnd(action: () => void): void {
    this.#ends.push(action);
  }

  /** Stops what still runs, and sees that nothing of it stays and nothing broke on the way. */
  async stopDaemons(): Promise<void> {
    const running = this.daemons.filter((daemon) => daemon.exit === undefined);
    for (const daemon of running) await daemon.stop();
    for (const daemon of this.daemons) {
      if (/^\s+at .*:\d+/m.test(daemon.stderr)) throw new Error(`a stack trace on standard error:\n${daemon.stderr}`);
    }
    if (running.length === 0) return;
    // What is still to be given back is kept in a file.
    const left = this.#hosts.flatMap((host) => [...ours(host), ...readdirSync(host.runtimeDirectory)]);
    if (left.length > 0) throw new Error(`left behind after SIGTERM:\n${left.join("\n")}`);
  }

  async end(): Promise<void> {
    for (const action of this.#ends) action();
    await this.#reaper.reap();
  }
}
