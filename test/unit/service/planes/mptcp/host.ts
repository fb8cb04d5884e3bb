// A host with uplinks that want endpoints, and what the plane of MPTCP makes of it.
import { PROTOCOL_MULTIHOMED } from "../../../../../common/numbers.ts";
import type { Assignment } from "../../../../../service/config/assignments.ts";
import { choose } from "../../../../../service/planes/mptcp/choose.ts";
import { mptcp } from "../../../../../service/planes/mptcp/index.ts";
import { PAUSE } from "../../../../../service/planes/plane.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import type { Operation } from "../../../../../service/view/operation.ts";
import { sourceRule } from "../../../../../service/view/rule.ts";
import { addressText } from "../../../../../service/view/text.ts";
import { View } from "../../../../../service/view/view.ts";
import { eventOf, hear, Recorder } from "../../view/from-text/state.ts";
import { assignmentOf } from "../assignment.ts";
import { operationText } from "../planned.ts";
import { linkIndex, setEndpoints } from "./endpoints.ts";

/** Lines of from-text, those of endpoints beginning with "endpoint", and "no rule for ADDRESS". */
export interface HostText {
  readonly config: readonly string[];
  readonly observed: readonly string[];
}

export class MptcpHost {
  readonly view = new View();
  readonly assignments: readonly Assignment[];

  /** With a rule for every address of an uplink. */
  constructor({ config, observed }: HostText) {
    this.assignments = config.map(assignmentOf);
    const [endpoints, others] = [observed.filter(isEndpoint), observed.filter((line) => !isEndpoint(line))];
    for (const line of others) hear(this.view, eventOf(line, linkIndex), new Recorder());
    setEndpoints(
      this.view,
      endpoints.map((line) => line.replace("endpoint ", "")),
    );
    for (const uplink of this.assignments) this.#rulesOf(uplink);
  }

  get uplinks() {
    return joinUplinks(this.assignments, this.view);
  }

  choice() {
    return choose(this.uplinks, this.view);
  }

  /** Addresses by uplink, such as "eth0 192.0.2.10", the most important first. */
  taken(): string[] {
    return [...this.choice().taken].map(([address, uplink]) => `${uplink.interface} ${addressText(address)}`);
  }

  /** Everything that is to be done, for these assignments or for others. */
  plan(assignments = this.assignments): Operation[] {
    const uplinks = joinUplinks(assignments, this.view);
    const keys = [...mptcp.touched({ kind: "all" }, uplinks, this.view)].filter(({ large }) => large);
    return keys.flatMap((key) => [...key.plan(uplinks, this.view)].filter((operation) => operation !== PAUSE));
  }

  /** The same as ip-mptcp(8) would be told. */
  planned(assignments = this.assignments): string[] {
    return this.plan(assignments).map((operation) => operationText(operation, this.view));
  }

  #rulesOf({ interface: name, table, priority }: Assignment): void {
    const link = this.view.linkByName(name);
    for (const { local } of link === undefined ? [] : this.view.addresses(link.index)) {
      this.view.rules.set(sourceRule(local, table, priority, PROTOCOL_MULTIHOMED), 1);
    }
  }
}

const isEndpoint = (line: string): boolean => line.startsWith("endpoint ");
