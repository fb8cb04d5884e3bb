// What the loop tells people: each change to the kernel once, refusals when they begin, and who is being fought with.

import { commandText, type OperationText } from "../common/command-text.ts";
import { TABLE_MAIN } from "../common/numbers.ts";
import { describeFailure, type Failure } from "./netlink/requests.ts";
import type { Trouble } from "./planes/plane.ts";
import type { Uplinks } from "./planes/uplinks.ts";
import type { Applied } from "./status/index.ts";
import type { Problem } from "./status/problems.ts";
import type { Log } from "./system/log.ts";
import { type Operation, operationTable } from "./view/operation.ts";
import { operationText } from "./view/operation-text.ts";
import { sysctlLink } from "./view/sysctl.ts";
import type { View } from "./view/view.ts";

/** So many routes are told one by one, unless debugging; then their number is enough. */
const ROUTES_TOLD = 16;
/** So many tables are told by the name of the uplink that they were of last. */
const NAMES_KNOWN = 1024;
/** So many refusals are remembered, so as to tell each once. */
const REFUSALS_KNOWN = 10_000;

/** Who wants to know as well, for status. */
export interface Told {
  carriedOut(operations: readonly Operation[], batch: () => readonly Applied[]): void;
  /** What has this id, of a table of ours, is not as it should be. */
  raise(id: string, table: number, problem: Problem): void;
  clear(id: string): void;
  /** All that was asked for and cannot be. */
  troubled(troubles: readonly Trouble[]): void;
  /** The loop has come to rest. */
  turned(): void;
}

const NOBODY: Told = { carriedOut() {}, raise() {}, clear() {}, troubled() {}, turned() {} };

/** So many operations of a batch are told one by one. */
const APPLIED_TOLD = 64;

export class Report {
  /** Keys that someone keeps deleting, and the table that they belong to. */
  readonly #contended = new Map<string, number>();
  /** What the kernel refused and was told, and why. */
  readonly #refused = new Map<string, string>();
  /** What cannot be had, and was told. */
  #troubles: ReadonlySet<string> = new Set();
  readonly #names = new Map<number, string>();
  #routesTold = 0;
  #operations = 0;
  /** Routes that were not told one by one, by what happened to them. */
  readonly #untold = new Map<string, number>();

  constructor(
    private readonly view: View,
    private readonly log: Log,
    private readonly uplinks: () => Uplinks,
    private readonly told = NOBODY,
  ) {}

  /** How many operations were carried out so far. */
  get operations(): number {
    return this.#operations;
  }

  carriedOut(steps: readonly { readonly operation: Operation }[]): void {
    const operations = steps.map(({ operation }) => operation);
    this.#operations += operations.length;
    this.told.carriedOut(operations, () => this.#batch(operations));
    for (const operation of operations) {
      if (this.#refused.size > 0) this.#refused.delete(refusalOf(operation));
      if (operation.kind === "route" && this.#routesTold++ >= ROUTES_TOLD && !this.log.enabled("debug")) {
        const what = `${this.#prefix(operation)}${DONE[operation.verb]}`;
        this.#untold.set(what, (this.#untold.get(what) ?? 0) + 1);
      } else if (this.log.enabled("info")) {
        this.log.info(`${this.#prefix(operation)}${this.#inBrief(operation)}`);
      }
    }
  }

  /** All is as wanted but for what the kernel refuses. */
  converged(failing: number): void {
    for (const [what, number] of this.#untold) this.log.info(`${what} ${number} more routes`);
    this.#untold.clear();
    this.#routesTold = 0;
    if (failing === 0) this.#refused.clear();
    this.told.turned();
  }

  /** The kernel refused an operation for the key `id`, for so many times now. */
  refused(id: string, operation: Operation, failure: Failure, times: number): void {
    const what = this.#inBrief(operation);
    const why = describeFailure(failure);
    const code = operation.kind === "route" && failure.code === "EEXIST" ? "table-shared" : "kernel-refused";
    this.told.raise(id, operationTable(operation), { code, text: `${what}: ${why}` });
    if (this.#refused.get(refusalOf(operation)) === why) {
      this.log.debug(`${this.#prefix(operation)}the kernel refuses (${times} times): ${what}: ${why}`);
      return;
    }
    if (this.#refused.size >= REFUSALS_KNOWN) this.#refused.clear(); // some are told once more; memory is bounded
    this.#refused.set(refusalOf(operation), why);
    // An address whose detection of duplicates is not over yet is refused as preferred source: nothing to worry about.
    const tell = times === 1 && failure.code === "EINVAL" ? "info" : "warning";
    this.log[tell](`${this.#prefix(operation)}the kernel refuses: ${what}: ${why}; trying again`);
  }

  /** The key `id`, of which something was refused, is as wanted now. */
  mended(id: string): void {
    this.told.clear(id);
  }

  contended(key: string, operation: Operation): void {
    const table = operationTable(operation);
    const text = `someone keeps deleting: ${this.#inBrief(operation)}; repairing ever more slowly`;
    this.told.raise(`contended ${key}`, table, { code: "contended", text });
    const known = [...this.#contended.values()].includes(table);
    this.#contended.set(key, table);
    if (known) return;
    this.log.warning(`${this.#prefix(operation)}contended: ${text}`);
  }

  /** These keys have been left in peace for a while. */
  quiet(keys: readonly string[]): void {
    for (const key of keys) {
      const table = this.#contended.get(key);
      if (table === undefined) continue;
      this.#contended.delete(key);
      this.told.clear(`contended ${key}`);
      if ([...this.#contended.values()].includes(table)) continue;
      this.log.info(`${this.#name(table) || "host"}: left in peace again`);
    }
  }

  /** All that was asked for and cannot be; what was so before is not told again. */
  troubled(troubles: readonly Trouble[]): void {
    const before = this.#troubles;
    const lines = troubles.map(({ table, text }) => [this.#name(table), text].filter((part) => part !== "").join(": "));
    this.#troubles = new Set(lines);
    for (const line of this.#troubles) if (!before.has(line)) this.log.warning(line);
    this.told.troubled(troubles);
  }

  broke(error: unknown): void {
    this.log.error(`reconciling failed: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** "ip -4 route add …", which a shell would understand. */
  describe(operation: Operation): string {
    return commandText(this.inWords(operation));
  }

  /** An nftables table is long, and its text is in the plan and in Applied: here its size is enough, unless debugging. */
  #inBrief(operation: Operation): string {
    if (operation.kind !== "ruleset" || operation.verb === "delete" || this.log.enabled("debug")) {
      return this.describe(operation);
    }
    const lines = operation.ruleset.text.split("\n").length;
    return `nft table inet multihomed (${lines} lines)`;
  }

  inWords(operation: Operation): OperationText {
    return operationText(operation, (ifindex) => {
      return this.view.links.get(ifindex)?.name ?? (ifindex === 1 ? "lo" : `if${ifindex}`);
    });
  }

  /** Operations in words; of many only the first, and how many more there are. */
  #batch(operations: readonly Operation[]): Applied[] {
    const batch = operations
      .slice(0, APPLIED_TOLD)
      .map((operation): Applied => ({ interface: this.#where(operation), ...this.inWords(operation) }));
    const more = new Map<string, number>();
    for (const operation of operations.slice(APPLIED_TOLD)) {
      const what = `${operation.verb === "delete" ? "del" : operation.verb} ${this.#where(operation)}`;
      more.set(what, (more.get(what) ?? 0) + 1);
    }
    for (const [what, count] of more) {
      const [verb = "", ...name] = what.split(" ");
      batch.push({ interface: name.join(" "), verb, object: `${count} more` });
    }
    return batch;
  }

  /** The uplink that an operation is for; empty: the host as a whole. */
  #where(operation: Operation): string {
    const table = operationTable(operation);
    if (operation.kind === "sysctl") return this.view.links.get(sysctlLink(operation.key) ?? 0)?.name ?? "";
    if (operation.kind !== "endpoint" || table !== 0) return this.#name(table);
    return this.view.links.get(operation.endpoint.ifindex)?.name ?? "";
  }

  #prefix(operation: Operation): string {
    const where = this.#where(operation);
    return where === "" ? "" : `${where}: `;
  }

  /** The uplink that has a table, or had it: what is released is told by its name too. */
  #name(table: number): string {
    const { byTable, balance } = this.uplinks();
    if (table === 0 || table === TABLE_MAIN) return "";
    const name = table === balance?.table ? "" : byTable.get(table)?.interface;
    if (name !== undefined) this.#remember(table, name);
    return this.#names.get(table) ?? `table ${table}`;
  }

  #remember(table: number, name: string): void {
    if (this.#names.get(table) === name) return;
    const [oldest] = this.#names.keys();
    if (oldest !== undefined && this.#names.size >= NAMES_KNOWN) this.#names.delete(oldest);
    this.#names.set(table, name);
  }
}

const DONE = { add: "added", replace: "replaced", delete: "deleted" } as const;

/** What a refusal is remembered by. */
function refusalOf(operation: Operation): string {
  switch (operation.kind) {
    case "rule":
      return operation.rule;
    case "route":
      return `${operation.table} ${operation.route}`;
    case "nexthop":
      return `nexthop ${operation.nexthop.id}`;
    case "sysctl":
      return `sysctl ${operation.key}`;
    case "endpoint":
      return `endpoint ${operation.endpoint.address}`;
    default:
      return operation.kind;
  }
}
