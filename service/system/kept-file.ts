// What is to be given back, in a file that lives as long as the kernel's state does: under /run, one for each network
// namespace. It is written before the kernel is changed, so that a killed service loses nothing.
import type { readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../common/printable.ts";
import { readTextIfPresent } from "../config/file.ts";
import { replaceFile, type WritableFiles } from "../config/replace-file.ts";
import type { Limits } from "../netlink/mptcp.ts";
import { AF_INET, AF_INET6 } from "../netlink/uapi.ts";
import { type Kept, type KeptSysctl, nothingKept, type Pinned, pinnedName, type Ruleset } from "../view/kept.ts";
import type { SysctlKey } from "../view/sysctl.ts";

export interface KeptFiles extends WritableFiles {
  readonly readlinkSync: typeof readlinkSync;
  readonly rmSync: typeof rmSync;
}

export interface KeptFile {
  readonly path: string;
  /** Throws what node:fs throws; then the file is as it was. */
  save(kept: Kept): void;
}

export interface OpenedKeptFile extends KeptFile {
  readonly kept: Kept;
  /** One line: what was there cannot be used. */
  readonly warning?: string;
}

/** `directory`: where things are kept until the next boot; `readOnly`: whether saving does nothing. */
export function openKeptFile(directory: string, files: KeptFiles, readOnly = false): OpenedKeptFile {
  const path = join(directory, `kept-${namespaceId(files)}.json`);
  // The disk, if there is one, is not waited for: what this is about goes with the power as well.
  const withoutWaiting: KeptFiles = { ...files, fsyncSync() {} };
  let saved: string | undefined;
  const save = (kept: Kept) => {
    const text = write(kept);
    if (readOnly || text === (saved ?? NOTHING)) return;
    if (text === NOTHING) files.rmSync(path, { force: true });
    else replaceFile(path, text, withoutWaiting);
    saved = text;
  };
  try {
    saved = readTextIfPresent(path, files, MAX);
    return { path, save, kept: saved === undefined ? nothingKept() : read(JSON.parse(saved)) };
  } catch (error) {
    saved = UNREADABLE;
    const why = error instanceof Error ? error.message : String(error);
    const warning = printable(`${path}: ${why}; what an earlier life changed may not be given back`);
    return { path, save, kept: nothingKept(), warning };
  }
}

/** The inode of the network namespace (namespaces(7)); what is kept of one means nothing in another. */
function namespaceId(files: KeptFiles): string {
  const [, id] = /^net:\[(\d+)\]$/.exec(files.readlinkSync("/proc/self/ns/net")) ?? [];
  if (id === undefined) throw new TypeError("/proc/self/ns/net is not a network namespace");
  return id;
}

const VERSION = 1;

/** Bytes. A table of nftables is in it twice, each with all addresses of strict uplinks. */
const MAX = 16 * 1024 * 1024;

/** In place of what could not be read: whatever is saved next is something else. */
const UNREADABLE = "";

function write(kept: Kept): string {
  const hexed = (address: string) => Buffer.from(address, "latin1").toString("hex");
  const pinned = (each: Iterable<Pinned>) =>
    [...each].map(({ mark, mask, family, link, address }) => [
      mark,
      mask,
      family,
      link,
      ...(address === undefined ? [] : [hexed(address)]),
    ]);
  const { ruleset } = kept;
  const document = {
    version: VERSION,
    sysctls: Object.fromEntries(kept.sysctls),
    endpoints: [...kept.endpoints].map(([address, id]) => [hexed(address), id]),
    limits: kept.limits,
    pinned: pinned(kept.pinned.values()),
    ruleset: ruleset && {
      text: ruleset.ruleset.text,
      pinned: pinned(ruleset.ruleset.pinned),
      listing: ruleset.listing,
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Then there is no file. */
const NOTHING = write(nothingKept());

function read(document: unknown): Kept {
  const kept = nothingKept();
  const { version, sysctls, endpoints, limits, pinned, ruleset } = record(document);
  if (version !== VERSION) throw new TypeError(`is of version ${String(version)}, not ${VERSION}`);
  for (const [key, value] of Object.entries(record(sysctls))) {
    if (!SYSCTL.test(key)) throw new TypeError("has a sysctl that is not one of the network's");
    kept.sysctls.set(key as SysctlKey, readSysctl(value)); // of the shape that the expression says
  }
  for (const each of array(endpoints)) {
    const [address, id] = array(each);
    kept.endpoints.set(readAddress(address), number(id));
  }
  if (limits !== undefined) {
    const { was, ours } = record(limits);
    kept.limits = { was: readLimits(was), ours: readLimits(ours) };
  }
  for (const each of array(pinned).map(readPinned)) kept.pinned.set(pinnedName(each), each);
  if (ruleset !== undefined) kept.ruleset = readRuleset(ruleset);
  return kept;
}

/** No dots that lead out of the folder, whoever wrote the file. */
const SYSCTL = /^net\/(?:(?!\.\.?(?:\/|$))[^/\0]+\/)*(?!\.\.?$)[^/\0]+$/;
/** What a sysctl of ours can be: numbers. */
const VALUE = /^-?\d{1,10}$/;

function readSysctl(value: unknown): KeptSysctl {
  const { was, ours } = record(value);
  if (typeof was !== "string" || typeof ours !== "string" || !VALUE.test(was) || !VALUE.test(ours)) return refuse();
  return { was, ours };
}

function readLimits(value: unknown): Limits {
  const { subflows, addAddrAccepted } = record(value);
  return { subflows: number(subflows), addAddrAccepted: number(addAddrAccepted) };
}

function readPinned(value: unknown): Pinned {
  const [mark, mask, family, link, address] = array(value);
  if ((family !== AF_INET && family !== AF_INET6) || typeof link !== "string") return refuse();
  const any = { mark: number(mark), mask: number(mask), family, link } as const;
  return address === undefined ? any : { ...any, address: readAddress(address) };
}

function readRuleset(value: unknown): { ruleset: Ruleset; listing: string } {
  const { text, pinned, listing } = record(value);
  if (typeof text !== "string" || typeof listing !== "string") return refuse();
  return { ruleset: { text, pinned: array(pinned).map(readPinned) }, listing };
}

function readAddress(value: unknown): string {
  if (typeof value !== "string" || !/^(?:[0-9a-f]{8}|[0-9a-f]{32})$/.test(value)) return refuse();
  return Buffer.from(value, "hex").toString("latin1");
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffffffff ? value : refuse();
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : refuse();
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse();
  return value as Record<string, unknown>; // an object, as was just seen
}

function refuse(): never {
  throw new TypeError("is not what was saved there");
}
