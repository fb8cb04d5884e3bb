// What people and programs may know: how each link stands, what troubles there are, what was done. Says which of it
// changed, once for all that changes at the same time.

import type { OperationText } from "../../common/command-text.ts";
import { TABLE_MAIN } from "../../common/numbers.ts";
import type { Balance, Gateway } from "../config/config.ts";
import { Listing, type Page, type Range } from "../listing/index.ts";
import { type Share, sharesOf } from "../planes/balance/shares.ts";
import type { Trouble } from "../planes/plane.ts";
import type { Uplinks } from "../planes/uplinks.ts";
import type { Clock } from "../system/clock.ts";
import type { Change } from "../view/change.ts";
import { type Operation, operationTable } from "../view/operation.ts";
import { ruleTable } from "../view/rule.ts";
import type { View } from "../view/view.ts";
import { gatewaysOf, isDefaultKey } from "./gateways.ts";
import { type LinkStatus, linkStatus } from "./link-status.ts";
import { type Problem, Problems } from "./problems.ts";
import {
  type OwnTrouble,
  type ServiceProblem,
  type ServiceState,
  serviceProblems,
  serviceTables,
} from "./service-status.ts";

/** What the loop knows of itself. */
export interface LoopState {
  readonly uplinks: Uplinks;
  readonly busy: boolean;
  /** How many keys the kernel refuses. */
  readonly failing: number;
}

/** An operation that was carried out, as ip(8) would have been told; or how many more of a kind there were. */
export interface Applied extends OperationText {
  readonly interface: string;
}

export interface StatusListener {
  /** Something of these links or of the service may be different from what it was. */
  changed(links: ReadonlySet<string>): void;
  /** A batch changed the kernel. */
  applied(batch: readonly Applied[]): void;
}

/** Changes within so many milliseconds are told together. */
const TOGETHER_MS = 20;

export class Status {
  readonly #problems = new Problems();
  /** What was asked for and cannot be, by table. */
  #troubles: ReadonlyMap<number, readonly Problem[]> = new Map();
  readonly #own = new Map<OwnTrouble, string>();
  readonly #dirty = new Set<string>();
  #gateways: ReadonlyMap<number, readonly string[]> = new Map();
  #gatewaysStale = true;
  #rules: ReadonlyMap<number, number> | undefined;
  readonly #listeners: StatusListener[] = [];
  #cancel: (() => void) | undefined;
  /** Set when the first view is complete and what is wanted is known. */
  #started = false;
  readonly #listing: Listing;

  constructor(
    private readonly view: View,
    private readonly loop: () => LoopState,
    private readonly clock: Clock,
  ) {
    this.#listing = new Listing(view, clock);
  }

  /** From now on, tells `listener`. Before, nothing is noted: without a bus nobody asks. */
  listen(listener: StatusListener): void {
    this.#listeners.push(listener);
    this.#gatewaysStale = true;
    this.#rules = undefined;
  }

  started(): void {
    this.#started = true;
    this.#touchAll();
  }

  get state(): ServiceState {
    if (!this.#started) return "starting";
    const { busy, failing } = this.loop();
    if (busy) return "reconciling";
    return failing > 0 || this.problems().length > 0 ? "degraded" : "converged";
  }

  /** For people, in one line. */
  get summary(): string {
    const { length } = this.loop().uplinks.all;
    return `${this.state}; ${length === 1 ? "1 uplink" : `${length} uplinks`}`;
  }

  get balance(): Balance | undefined {
    return this.loop().uplinks.balance;
  }

  get gateway(): Gateway | undefined {
    return this.loop().uplinks.gateway;
  }

  shares(): Share[] {
    return sharesOf(this.loop().uplinks, this.view);
  }

  *links(): Generator<LinkStatus> {
    for (const name of this.names()) {
      const status = this.link(name);
      if (status !== undefined) yield status;
    }
  }

  /** Of links that exist or are assigned. */
  names(): Set<string> {
    const names = new Set<string>();
    for (const link of this.view.links.values()) names.add(link.name);
    for (const uplink of this.loop().uplinks.all) names.add(uplink.interface);
    return names;
  }

  /** Undefined where there is no such link and none is assigned. */
  link(name: string): LinkStatus | undefined {
    this.#refreshGateways();
    this.#rules ??= countRules(this.view);
    return linkStatus(name, {
      view: this.view,
      uplinks: this.loop().uplinks,
      problems: this.#problemsOf,
      gateways: this.#gateways,
      rules: this.#rules,
    });
  }

  /** Those that `routes` of the link's status counts. None of a link that is not assigned, or not there. */
  async routes(name: string, range: Range): Promise<Page> {
    const texts = await this.#listing.routes(this.#tables(name), range);
    return { total: this.link(name)?.routes ?? 0, texts };
  }

  /** Those that `rules` of the link's status counts. */
  async rules(name: string, range: Range): Promise<Page> {
    const texts = await this.#listing.rules(this.#tables(name), range);
    return { total: this.link(name)?.rules ?? 0, texts };
  }

  problems(): readonly ServiceProblem[] {
    return serviceProblems(this.#own, this.loop().uplinks, this.#problemsOf);
  }

  /** Something may have changed in the kernel. */
  mark(change: Change): void {
    if (this.#listeners.length === 0) return;
    switch (change.kind) {
      case "route":
        if (change.table === TABLE_MAIN && isDefaultKey(change.key)) this.#doubtGateways();
        this.#touchTable(change.table);
        return;
      case "rule":
        this.#rules = undefined;
        this.#touchTable(ruleTable(change.rule));
        return;
      case "address":
        this.#touchIndex(change.address.ifindex);
        return;
      case "operstate":
        this.#touchIndex(change.index);
        return;
      case "link":
        for (const name of change.names) this.#dirty.add(name);
        this.#doubtGateways();
        return;
      case "nexthop":
        this.#doubtGateways();
        return;
      case "all":
        this.#touchAll();
        return;
    }
  }

  /** These are assigned otherwise than before, or no longer, or anew. */
  assigned(names: Iterable<string>): void {
    for (const name of names) this.#touch(name);
  }

  /** Operations of ours were carried out. `batch` has them in words. */
  carriedOut(operations: readonly Operation[], batch: () => readonly Applied[]): void {
    if (this.#listeners.length === 0) return;
    const told = batch();
    for (const listener of this.#listeners) listener.applied(told);
    this.#later(); // also what belongs to no link may be otherwise now
    for (const operation of operations) {
      if (operation.kind === "rule") this.#rules = undefined;
      this.#touchTable(operationTable(operation));
    }
  }

  /** The loop began or came to rest. */
  turned(): void {
    this.#later();
  }

  /** `id`, of a table, has a problem from now on. */
  raise(id: string, table: number, problem: Problem): void {
    if (this.#problems.raise(id, table, problem)) this.#touchProblems(table);
  }

  clear(id: string): void {
    const table = this.#problems.clear(id);
    if (table !== undefined) this.#touchProblems(table);
  }

  /** All that was asked for and cannot be now. */
  troubled(troubles: readonly Trouble[]): void {
    const [before, after] = [this.#troubles, new Map<number, Problem[]>()];
    for (const { table, code, text } of troubles) after.set(table, [...(after.get(table) ?? []), { code, text }]);
    this.#troubles = after;
    for (const table of new Set([...before.keys(), ...after.keys()])) {
      if (JSON.stringify(before.get(table)) !== JSON.stringify(after.get(table))) this.#touchProblems(table);
    }
  }

  readonly #problemsOf = (table: number): readonly Problem[] => [
    ...this.#problems.of(table),
    ...(this.#troubles.get(table) ?? []),
  ];

  /** The service itself has a trouble, or has it no longer (undefined). */
  own(trouble: OwnTrouble, text: string | undefined): void {
    if (this.#own.get(trouble) === text) return;
    if (text === undefined) this.#own.delete(trouble);
    else this.#own.set(trouble, text);
    this.#later();
  }

  /** Who looks now is not to see what nobody was told: tells it first. */
  settle(): void {
    if (this.#cancel !== undefined) this.flush();
  }

  /** Tells now what would be told in a moment. */
  flush(): void {
    this.#refreshGateways(); // first: what it finds is told here, not once more in a moment
    this.#cancel?.();
    this.#cancel = undefined;
    const dirty = new Set(this.#dirty);
    this.#dirty.clear();
    for (const listener of this.#listeners) listener.changed(dirty);
  }

  close(): void {
    this.#cancel?.();
    this.#listing.close();
    this.#listeners.length = 0;
  }

  #tables(name: string): readonly number[] {
    return (this.loop().uplinks.onLink.get(name) ?? []).map(({ table }) => table);
  }

  #touchProblems(table: number): void {
    if (serviceTables(this.loop().uplinks).has(table)) this.#later();
    else this.#touchTable(table);
  }

  #touchTable(table: number): void {
    const name = this.loop().uplinks.byTable.get(table)?.interface;
    if (name !== undefined) this.#touch(name);
  }

  #touchIndex(ifindex: number): void {
    const name = this.view.links.get(ifindex)?.name;
    if (name !== undefined) this.#touch(name);
  }

  #doubtGateways(): void {
    this.#gatewaysStale = true;
    this.#later();
  }

  /** Finds out about gateways, where that is due, and notes the links whose gateways are others now. */
  #refreshGateways(): void {
    if (!this.#gatewaysStale) return;
    this.#gatewaysStale = false;
    const before = this.#gateways;
    this.#gateways = gatewaysOf(this.view);
    for (const ifindex of new Set([...before.keys(), ...this.#gateways.keys()])) {
      const [was, is] = [before.get(ifindex) ?? [], this.#gateways.get(ifindex) ?? []];
      if (was.join(" ") !== is.join(" ")) this.#touchIndex(ifindex);
    }
  }

  #touchAll(): void {
    this.#rules = undefined;
    for (const name of this.names()) this.#dirty.add(name);
    this.#doubtGateways();
  }

  #touch(name: string): void {
    this.#dirty.add(name);
    this.#later();
  }

  #later(): void {
    if (this.#listeners.length === 0) return;
    this.#cancel ??= this.clock.after(TOGETHER_MS, () => this.flush());
  }
}

function countRules(view: View): Map<number, number> {
  const rules = new Map<number, number>();
  for (const [rule, count] of view.rules) {
    const table = ruleTable(rule);
    rules.set(table, (rules.get(table) ?? 0) + count);
  }
  return rules;
}
