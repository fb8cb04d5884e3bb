// Keeps the view true about what the kernel says nothing or too little of: sysctls, MPTCP's endpoints, and our nftables
// table, of which it is only said that something changed.
import type { Endpoint, Limits } from "../netlink/mptcp.ts";
import { isListedAsWritten } from "../view/chains.ts";
import type { Change } from "../view/change.ts";
import { isOurEndpoint, limitsOfOthers } from "../view/endpoint.ts";
import type { Kept } from "../view/kept.ts";
import { type SysctlKey, sysctlLink, sysctlPath } from "../view/sysctl.ts";
import type { View } from "../view/view.ts";
import type { Watched } from "../view/watched.ts";
import type { Timers } from "./timers.ts";

/** How often it is looked at again, while there is anything to look at. */
export const QUIET_INTERVAL_MS = 3000;

export interface QuietSources {
  /** By path below /proc/sys; undefined where there is none. */
  readSysctl(path: string): string | undefined;
  /** Undefined for a kernel without MPTCP. */
  mptcp(): Promise<{ readonly endpoints: readonly Endpoint[]; readonly limits: Limits } | undefined>;
  /** Our nftables table as nft(8) lists it; undefined where there is none. */
  listRuleset(): string | undefined;
  /** Calls back whenever our nftables table may have changed; to be asked for once. */
  watchRuleset(changed: () => void): void;
  /** Saves what is to be given back, where it is less than was saved: what others took is theirs. */
  saveKept(kept: Kept): void;
}

export class Quiet {
  #watched: Watched = { sysctls: new Set(), ruleset: false, mptcp: false };
  #looking = false;
  #watchingRuleset = false;
  #rulesetDue = false;
  /** Our table is being written, and this was the one before. */
  #writing = false;
  #before: Kept["ruleset"];
  /** Counts operations on MPTCP: an answer that was asked for before one does not count. */
  #mptcpOperations = 0;
  /** What failed when it was tried last, and why: to be told once. */
  readonly #failures = new Map<string, string>();

  constructor(
    private readonly view: View,
    private readonly sources: QuietSources,
    private readonly timers: Timers,
    private readonly changed: (change: Change) => void,
    private readonly complain: (what: string, error: unknown) => void,
  ) {}

  /** Wants to know these from now on. Sysctls that are new have been read when it returns, the rest when it settles. */
  async watch(watched: Watched): Promise<void> {
    const before = this.#watched;
    this.#watched = watched;
    this.#forgetGone();
    for (const key of [...this.view.sysctls.keys()]) if (!watched.sysctls.has(key)) this.view.sysctls.delete(key);
    for (const key of watched.sysctls) if (!this.view.sysctls.has(key)) this.readSysctl(key);
    if (watched.ruleset && !before.ruleset) this.#readRuleset();
    const learning = watched.mptcp && !before.mptcp ? this.#readMptcp() : undefined;
    this.#save();
    this.#lookLater();
    await learning;
  }

  /** Looks at everything again; settles when the view has it. */
  async refresh(): Promise<void> {
    for (const key of this.#watched.sysctls) this.readSysctl(key);
    if (this.#watched.ruleset) this.#readRuleset();
    await this.refreshMptcp();
    this.#save();
  }

  /** Looks at MPTCP again; settles when the view has it. */
  async refreshMptcp(): Promise<void> {
    if (this.#watched.mptcp) await this.#readMptcp();
  }

  /** An operation of ours was applied to the view, or taken back. */
  heard(change: Change): void {
    if (change.kind === "mptcp") this.#mptcpOperations++;
  }

  /** A link takes its sysctls along: there is nothing to give back any more. */
  #forgetGone(): void {
    const { kept, links } = this.view;
    for (const key of [...kept.sysctls.keys()]) {
      const ifindex = sysctlLink(key);
      if (ifindex !== undefined && !links.has(ifindex)) kept.sysctls.delete(key);
    }
  }

  /** However often something new is to be known, what is known is looked at in time. */
  #lookLater(): void {
    const { sysctls, ruleset, mptcp } = this.#watched;
    if (this.#looking || (sysctls.size === 0 && !ruleset && !mptcp)) return;
    this.#looking = true;
    const again = () => {
      this.#looking = false;
      this.#lookLater();
    };
    this.timers.later("quiet", QUIET_INTERVAL_MS, () => {
      this.refresh().then(again, (error: unknown) => {
        this.complain("looking at what is not announced failed", error);
        again();
      });
    });
  }

  /** Looks at one sysctl. One of ours that someone else changed is not ours any more. */
  readSysctl(key: SysctlKey): void {
    const path = sysctlPath(key, this.view);
    const value =
      path === undefined ? undefined : this.#try(`reading /proc/sys/${path}`, () => this.sources.readSysctl(path));
    const { kept, sysctls } = this.view;
    const before = sysctls.get(key);
    const lost = before !== undefined && before !== value && kept.sysctls.get(key)?.ours === before;
    if (value !== undefined && kept.sysctls.get(key)?.ours !== value) kept.sysctls.delete(key);
    if (value === before) return;
    if (value === undefined) sysctls.delete(key);
    else sysctls.set(key, value);
    this.changed({ kind: "sysctl", key, lost });
  }

  #save(): void {
    this.#try("saving what is to be given back", () => this.sources.saveKept(this.view.kept));
  }

  /** Undefined where it fails; the same failure is told once. */
  #try<T>(what: string, act: () => T): T | undefined {
    try {
      const result = act();
      this.#failures.delete(what);
      return result;
    } catch (error) {
      this.#failed(what, error);
      return undefined;
    }
  }

  #failed(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    if (this.#failures.get(what) === why) return;
    this.#failures.set(what, why);
    this.complain(`${what} failed`, error);
  }

  rulesetWriting(): void {
    this.#writing = true;
    this.#before = this.view.kept.ruleset;
  }

  rulesetWritten(): void {
    this.#writing = false;
    const [{ kept, ruleset }, before] = [this.view, this.#before];
    if (typeof ruleset === "object" && ruleset !== before?.ruleset) {
      const listing = this.#try("listing the nftables table", () => this.sources.listRuleset());
      if (listing !== undefined && isListedAsWritten(listing, ruleset, before)) {
        kept.ruleset = { ruleset, listing };
        return;
      }
    }
    this.#readRuleset();
  }

  #readRuleset(): void {
    if (this.#writing) return;
    this.#try("reading the nftables table", () => {
      if (!this.#watchingRuleset) {
        this.#watchingRuleset = true;
        this.sources.watchRuleset(() => this.#rulesetSoon());
      }
      const { kept, ruleset: before } = this.view;
      const listing = this.sources.listRuleset();
      if (listing === undefined) kept.ruleset = undefined; // there is nothing to take away any more
      this.view.ruleset = listing === kept.ruleset?.listing ? kept.ruleset?.ruleset : "foreign";
      if (this.view.ruleset !== before) this.changed({ kind: "ruleset", lost: typeof before === "object" });
    });
  }

  /** After all that came at once. */
  #rulesetSoon(): void {
    if (this.#rulesetDue) return;
    this.#rulesetDue = true;
    setImmediate(() => {
      this.#rulesetDue = false;
      if (this.#watched.ruleset) this.#readRuleset();
    });
  }

  async #readMptcp(): Promise<void> {
    const asked = this.#mptcpOperations;
    const what = "reading MPTCP's endpoints";
    let answer: Awaited<ReturnType<QuietSources["mptcp"]>>;
    try {
      answer = await this.sources.mptcp();
      this.#failures.delete(what);
    } catch (error) {
      this.#failed(what, error);
      return;
    }
    if (asked !== this.#mptcpOperations) return; // older than what we did; the next look tells
    const { view } = this;
    const endpoints = answer && new Map(answer.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    // Whoever took ours away may add one with the same address: that is not ours.
    for (const [address, id] of [...view.kept.endpoints]) {
      const there = endpoints?.get(id);
      const isOurs = there?.address === address && isOurEndpoint(there, view);
      if (endpoints && !isOurs) view.kept.endpoints.delete(address);
    }
    if (view.kept.limits && answer) view.kept.limits = limitsOfOthers(view.kept.limits, answer.limits);
    const textOf = (some: View["endpoints"], limits: Limits | undefined) =>
      JSON.stringify([some === undefined ? undefined : [...some.values()].sort((a, b) => a.id - b.id), limits]);
    if (textOf(endpoints, answer?.limits) === textOf(view.endpoints, view.limits)) return;
    view.endpoints = endpoints;
    view.limits = answer?.limits;
    this.changed({ kind: "mptcp" });
  }
}
