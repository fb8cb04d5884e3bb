// The parts of the kernel that are not reached through rtnetlink: each opened when it is first needed.

import { reason } from "../common/errno.ts";
import type { Other } from "./execute.ts";
import { failureOf } from "./netlink/failure.ts";
import type { Endpoint, Limits } from "./netlink/mptcp.ts";
import type { Failure } from "./netlink/requests.ts";
import { rulesetCommands, wholeTable } from "./planes/ruleset/commands.ts";
import type { KeptFile } from "./system/kept-file.ts";
import { readSysctl, type SysctlFiles, writeSysctl } from "./system/sysctl.ts";
import { isImplicit } from "./view/endpoint.ts";
import type { Pinned } from "./view/kept.ts";
import type { EndpointOperation, LimitsOperation, RulesetOperation, SysctlOperation } from "./view/operation.ts";
import { sysctlPath } from "./view/sysctl.ts";
import type { View } from "./view/view.ts";

/** nftables. Both throw where it cannot be used at all. */
export interface Nft {
  /** Has commands carried out in one transaction; undefined: done, else why not, in one line. */
  run(commands: string): string | undefined;
  /** A table as nft(8) lists it; undefined where there is none. */
  list(table: string): string | undefined;
}

export interface Mptcp {
  /** Undefined for a kernel without MPTCP. */
  list(): Promise<{ readonly endpoints: readonly Endpoint[]; readonly limits: Limits } | undefined>;
  /** Id 0: the kernel chooses one, or has that of one of its own with this address, which goes. */
  add(endpoint: Endpoint): Promise<Failure | undefined>;
  /** Makes backup and fullmesh of the endpoint with this address what they are here. */
  setFlags(endpoint: Endpoint): Promise<Failure | undefined>;
  delete(endpoint: Endpoint): Promise<Failure | undefined>;
  setLimits(limits: Limits): Promise<Failure | undefined>;
}

export interface Conntrack {
  forget(connections: Pinned): Promise<Failure | undefined>;
}

export interface Parts {
  readonly files: SysctlFiles;
  readonly nft: Nft;
  readonly mptcp: Mptcp;
  readonly conntrack: Conntrack;
  readonly keptFile: KeptFile;
}

export class Effects {
  constructor(private readonly parts: Parts) {}

  /** Saves what is to be given back, before it is changed; a failure means that it must not be. */
  remember(view: View): Failure | undefined {
    return attempt(() => {
      this.parts.keptFile.save(view.kept);
      return undefined;
    }, `${this.parts.keptFile.path} `);
  }

  /** Undefined: done. */
  async carryOut(operation: Other, view: View): Promise<Failure | undefined> {
    switch (operation.kind) {
      case "sysctl":
        return this.#sysctl(operation, sysctlPath(operation.key, view));
      case "ruleset":
        return this.#ruleset(operation, view);
      case "endpoint":
        return await this.#endpoint(operation);
      case "limits":
        return await this.#limits(operation);
      case "flows":
        return await this.parts.conntrack.forget(operation.pinned);
    }
  }

  async #endpoint({ verb, endpoint, instead }: EndpointOperation): Promise<Failure | undefined> {
    const { mptcp } = this.parts;
    if (verb === "delete") return await mptcp.delete(endpoint);
    if (instead === undefined) return await mptcp.add(endpoint);
    return isImplicit(instead) ? await mptcp.add({ ...endpoint, id: 0 }) : await mptcp.setFlags(endpoint);
  }

  async #limits({ limits, instead }: LimitsOperation): Promise<Failure | undefined> {
    const { mptcp } = this.parts;
    try {
      const now = (await mptcp.list())?.limits;
      if (now && (now.subflows !== instead.subflows || now.addAddrAccepted !== instead.addAddrAccepted)) {
        return { code: "ESTALE", text: "someone else set them in this moment" };
      }
      return await mptcp.setLimits(limits);
    } catch (error) {
      return failureOf(error);
    }
  }

  #sysctl({ value, instead }: SysctlOperation, path: string | undefined): Failure | undefined {
    if (path === undefined) return { code: "ENODEV", text: undefined };
    const { files } = this.parts;
    return attempt(() => {
      const now = readSysctl(path, files);
      if (now === undefined) return { code: "ENOENT", text: undefined };
      if (now !== instead) return { code: "ESTALE", text: `someone else made it ${now} in this moment` };
      writeSysctl(path, value, files);
      return undefined;
    }, `/proc/sys/${path} `);
  }

  /** How the table is listed now is for the observer to learn. */
  #ruleset(operation: RulesetOperation, view: View): Failure | undefined {
    const { nft } = this.parts;
    const after = operation.verb === "delete" ? undefined : operation.ruleset;
    const whole = wholeTable(after);
    return attempt(() => {
      const commands = rulesetCommands(operation.instead, after);
      let refusal = commands === "" ? undefined : nft.run(commands);
      // What was to be changed a little is not there as we thought: someone was here in this moment.
      if (refusal !== undefined && commands !== whole) refusal = nft.run(whole);
      if (refusal !== undefined) return { code: "nftables", text: refusal };
      if (after === undefined) view.kept.ruleset = undefined;
      return undefined;
    }, "");
  }
}

/** A failure as the kernel's are told, for what throws. `what` begins its text. */
function attempt(act: () => Failure | undefined, what: string): Failure | undefined {
  try {
    return act();
  } catch (error) {
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "failed";
    const text = what === "" && error instanceof Error ? error.message : `${what}${reason(error)}`;
    return { code, text };
  }
}
