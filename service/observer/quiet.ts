// Keeps the view true about what the kernel says nothing or too little of: sysctls, MPTCP's endpoints, and our nftables
// table, of which it is only said that something changed.
import type { Endpoint, Limits } from "../netlink/mptcp.ts";
import type { Change } from "../view/change.ts";
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
}

export class Quiet {
  #watched: Watched = { sysctls: new Set(), ruleset: false, mptcp: false };
  #watchingRuleset = false;
  #rulesetDue = false;
  /** Counts operations on MPTCP: an answer that was asked for before one does not count. */
  #mptcpOperations = 0;

  constructor(
    private readonly view: View,
    private readonly sources: QuietSources,
    private readonly timers: Timers,
    private readonly changed: (change: Change) => void,
    private readonly failed: (what: string, error: unknown) => void,
  ) {}

  /** Wants to know these from now on. Sysctls that are new have been read when it returns, the rest when it settles. */
  async watch(watched: Watched): Promise<void> {
    const before = this.#watched;
    this.#watched = watched;
    this.#forgetGone();
    for (const key of [...this.view.sysctls.keys()]) if (!watched.sysctls.has(key)) this.view.sysctls.delete(key);
    for (const key of watched.sysctls) if (!this.view.sysctls.has(key)) this.#readSysctl(key);
    if (watched.ruleset && !before.ruleset) this.#readRuleset();
    const learning = watched.mptcp && !before.mptcp ? this.#readMptcp() : undefined;
    this.#lookLater();
    await learning;
  }

  /** Looks at everything again; settles when the view has it. */
  async refresh(): Promise<void> {
    for (const key of this.#watched.sysctls) this.#readSysctl(key);
    if (this.#watched.ruleset) this.#readRuleset();
    await this.refreshMptcp();
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

  #lookLater(): void {
    const { sysctls, ruleset, mptcp } = this.#watched;
    if (sysctls.size === 0 && !ruleset && !mptcp) return;
    this.timers.later("quiet", QUIET_INTERVAL_MS, () => {
      this.refresh().then(
        () => this.#lookLater(),
        (error: unknown) => {
          this.failed("looking at what is not announced failed", error);
          this.#lookLater();
        },
      );
    });
  }

  #readSysctl(key: SysctlKey): void {
    const path = sysctlPath(key, this.view);
    let value: string | undefined;
    try {
      value = path === undefined ? undefined : this.sources.readSysctl(path);
    } catch (error) {
      this.failed(`reading /proc/sys/${path} failed`, error);
    }
    const before = this.view.sysctls.get(key);
    if (value === before) return;
    if (value === undefined) this.view.sysctls.delete(key);
    else this.view.sysctls.set(key, value);
    const lost = before !== undefined && this.view.kept.sysctls.get(key)?.ours === before;
    this.changed({ kind: "sysctl", key, lost });
  }

  #readRuleset(): void {
    try {
      if (!this.#watchingRuleset) {
        this.#watchingRuleset = true;
        this.sources.watchRuleset(() => this.#rulesetSoon());
      }
      const { kept, ruleset: before } = this.view;
      const listing = this.sources.listRuleset();
      if (listing === undefined) this.view.ruleset = undefined;
      else this.view.ruleset = listing === kept.ruleset?.listing ? kept.ruleset.ruleset : "foreign";
      if (this.view.ruleset !== before) this.changed({ kind: "ruleset", lost: typeof before === "object" });
    } catch (error) {
      this.failed("reading the nftables table failed", error);
    }
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
    let answer: Awaited<ReturnType<QuietSources["mptcp"]>>;
    try {
      answer = await this.sources.mptcp();
    } catch (error) {
      this.failed("reading MPTCP's endpoints failed", error);
      return;
    }
    if (asked !== this.#mptcpOperations) return; // older than what we did; the next look tells
    const { view } = this;
    const endpoints = answer && new Map(answer.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    // Whoever took ours away may add one with the same address: that is not ours.
    for (const [address, id] of [...view.kept.endpoints]) {
      if (endpoints && endpoints.get(id)?.address !== address) view.kept.endpoints.delete(address);
    }
    const textOf = (some: View["endpoints"], limits: Limits | undefined) =>
      JSON.stringify([some === undefined ? undefined : [...some.values()].sort((a, b) => a.id - b.id), limits]);
    if (textOf(endpoints, answer?.limits) === textOf(view.endpoints, view.limits)) return;
    view.endpoints = endpoints;
    view.limits = answer?.limits;
    this.changed({ kind: "mptcp" });
  }
}
