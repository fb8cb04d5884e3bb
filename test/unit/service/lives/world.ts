// What outlives the service: the kernel's sysctls and nftables table, links, and the file of what is to be given back. A
// life may end at any step: then nothing of what it still does has an effect.
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Nft } from "../../../../service/effects.ts";
import type { KeptFiles } from "../../../../service/system/kept-file.ts";
import type { SysctlFiles } from "../../../../service/system/sysctl.ts";
import { chainsOf } from "../../../../service/view/chains.ts";

const PROC = "/proc/sys/net/ipv4/conf/";
/** What of node:fs has an effect that outlives the process. */
const STEPS = ["openSync", "writeSync", "renameSync", "rmSync", "unlinkSync", "writeFileSync"] as const;

export class World {
  readonly directory = fs.mkdtempSync(join(tmpdir(), "multihomed-world-"));
  /** Names by ifindex. */
  readonly links = new Map<number, string>();
  /** Values by "IFINDEX NAME". */
  readonly sysctls = new Map<string, string>();
  /** The text of our table; undefined: there is none. */
  table: string | undefined;
  /** So many steps are left to this life. */
  left = Number.POSITIVE_INFINITY;
  /** Called before each step, as what others do meanwhile. */
  meanwhile: () => void = () => {};
  /** What a path under /proc/sys fails with. */
  refuses: (path: string) => string | undefined = () => undefined;

  addLink(ifindex: number, name: string): void {
    this.links.set(ifindex, name);
    for (const sysctl of ["arp_ignore", "arp_announce"]) this.sysctls.set(`${ifindex} ${sysctl}`, "0");
  }

  deleteLink(ifindex: number): void {
    this.links.delete(ifindex);
    for (const key of [...this.sysctls.keys()]) if (key.startsWith(`${ifindex} `)) this.sysctls.delete(key);
  }

  readonly nft: Nft = {
    run: (commands) => {
      this.#step();
      const [, whole] = /delete table inet multihomed\n(.*)$/s.exec(commands) ?? [];
      if (whole !== undefined) this.table = whole || undefined;
      else if (this.table === undefined) return "no such table";
      else
        for (const [name, chain] of chainsOf(commands))
          this.table = this.table.replace(chainsOf(this.table).get(name) ?? "", () => chain);
      return undefined;
    },
    list: () => (this.table === undefined ? undefined : `as listed: ${this.table}`),
  };

  readonly files: KeptFiles & SysctlFiles = this.#files();

  #step(): void {
    this.meanwhile();
    if (this.left <= 0) throw new Error("the process has ended");
    this.left--;
  }

  #files(): KeptFiles & SysctlFiles {
    const files: Record<string, unknown> = { ...fs };
    for (const name of STEPS) {
      const real = files[name];
      files[name] = (...args: unknown[]) => {
        this.#step();
        const [path, value] = args;
        if (typeof path === "string" && path.startsWith(PROC)) return this.#write(path, String(value));
        return Reflect.apply(real as (...all: unknown[]) => unknown, fs, args);
      };
    }
    files.readFileSync = (path: string) => this.sysctls.get(this.#at(path)) ?? fail("ENOENT");
    files.fsyncSync = () => {}; // power does not fail in a test
    return files as unknown as KeptFiles & SysctlFiles; // every member of it is one of node:fs
  }

  #write(path: string, value: string): void {
    const code = this.refuses(path);
    if (code !== undefined) fail(code);
    const key = this.#at(path);
    if (!this.sysctls.has(key)) fail("ENOENT");
    this.sysctls.set(key, value);
  }

  /** "IFINDEX NAME" of a path by the name of a link. */
  #at(path: string): string {
    const [name = "", sysctl = ""] = path.slice(PROC.length).split("/");
    const [ifindex] = [...this.links].find(([, other]) => other === name) ?? [0];
    return `${ifindex} ${sysctl}`;
  }
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}
