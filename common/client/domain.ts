// What a client knows of the service, as plain values that survive JSON and a message between processes.
import type { OperationText } from "../command-text.ts";

/** A word of a set that a newer service may have more of. */
type Word<Known extends string> = Known | (string & Record<never, never>);

export type ServiceState = Word<"starting" | "converged" | "reconciling" | "degraded">;

export type LinkState = Word<"unassigned" | "absent" | "down" | "no-carrier" | "no-address" | "active" | "degraded">;

export type ProblemCode = Word<
  | "kernel-refused"
  | "contended"
  | "table-shared"
  | "not-balanced"
  | "behind-main"
  | "endpoint-left-out"
  | "endpoint-taken"
  | "no-mptcp"
  | "no-mark"
  | "configuration"
  | "state"
>;

export interface Problem {
  readonly code: ProblemCode;
  /** One line for people, of the service's making. */
  readonly text: string;
}

/** A problem and the interface that has it; "": the service itself. */
export interface ServiceProblem extends Problem {
  readonly interface: string;
}

export interface Service {
  readonly version: string;
  readonly state: ServiceState;
  readonly problems: readonly ServiceProblem[];
  /** Absent: programs that bind to no address use the main table's best default route, as ever. */
  readonly balance?: Balance;
  /** Absent: nothing is forwarded by the uplinks on purpose. */
  readonly gateway?: Gateway;
}

/** How connections of programs that bind to no address are spread over uplinks. */
export interface Balance {
  readonly table: number;
  readonly priority: number;
  readonly hash: Word<"flow" | "destination">;
  /** Who carries them now. */
  readonly shares: readonly Share[];
}

export interface Share {
  readonly family: 4 | 6;
  readonly interface: string;
  /** Out of the sum of those of its family. */
  readonly weight: number;
}

/** What is forwarded by the uplinks. */
export interface Gateway {
  readonly inside: readonly string[];
  readonly markMask: number;
  readonly translateIpv6: boolean;
}

/** What a link is assigned with, beside its table. Absent: the service's default. */
export interface UplinkOptions {
  readonly priority?: number;
  readonly weight?: number;
  readonly strict?: boolean;
  readonly guard?: boolean;
  readonly unassignedRoutes?: Word<"include" | "exclude">;
  readonly mptcp?: readonly string[];
  readonly gateway?: string;
}

/** How long what is said holds. */
export interface Persistence {
  /** false: until the next boot. */
  readonly persist?: boolean;
}

export type AssignOptions = UplinkOptions & Persistence;

/** A network interface that exists or is assigned. */
export interface Link {
  readonly name: string;
  /** 0: absent. */
  readonly index: number;
  readonly assigned: boolean;
  /** 0 where it is not assigned, as its priority. */
  readonly table: number;
  readonly priority: number;
  readonly state: LinkState;
  readonly problems: readonly Problem[];
  /** In the words of ip(8). */
  readonly operationalState: string;
  readonly carrier: boolean;
  /** "10.1.0.2/24". */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  /** How many of the service's making are in the kernel. */
  readonly routes: number;
  readonly rules: number;
  /** Of connections that the gateway pinned to it; 0: none. */
  readonly mark: number;
  readonly options: UplinkOptions;
}

/** Which of a link's routes or rules are asked for. */
export interface PageRange {
  /** How many stand before it, in the service's order. */
  readonly offset: number;
  /** At most so many: 1 to PAGE_MAX of common/bus/contract.ts. */
  readonly limit: number;
}

/** Some of a link's routes or rules, in the order that dbus/org.multihomed1.Link.xml says: IPv4 first, defaults first. */
export interface Page {
  /** How many there are in all: `routes` or `rules` of the Link at that moment. */
  readonly total: number;
  /** As "ip route" and "ip rule" list them, one line each. None where the offset is beyond the end. */
  readonly texts: readonly string[];
}

/** Bytes since the link exists. Exact up to 2^53. */
export interface Traffic {
  readonly rxBytes: number;
  readonly txBytes: number;
}

/** In the syntax of ip(8). The object may also be the number of those that are not told one by one: "12 more". */
export interface AppliedOperation extends OperationText {
  readonly interface: string;
}

/** What one batch changed in the kernel. */
export interface AppliedBatch {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly operations: readonly AppliedOperation[];
}

/** "challenge": after a password. */
export type Permission = "yes" | "no" | "challenge";

/** What the caller may do. */
export interface Permissions {
  /** Assign and release. */
  readonly assign: Permission;
  /** What reaches beyond one uplink: reload, reconcile, log level, some options. */
  readonly configure: Permission;
}

/** A packet whose way is asked for. */
export interface Packet {
  /** Absent: of a program that binds to nothing. */
  readonly source?: string;
  readonly destination: string;
  /** The interface that it arrives by; absent: it is this host's own. */
  readonly iif?: string;
  readonly mark?: number;
}

/** The way of a packet. What is absent is not there, or cannot be told. */
export interface Way {
  /** As "ip rule" and "ip route" list them. */
  readonly rule?: string;
  readonly table?: number;
  /** The interface of the assignment. */
  readonly uplink?: string;
  readonly route?: string;
  readonly interface?: string;
  readonly gateway?: string;
  /** The source that a packet without one gets. */
  readonly source?: string;
  readonly shares?: string;
  /** Why it goes nowhere. */
  readonly error?: string;
  readonly note?: string;
}

/** What the kernel does otherwise than intended. */
export interface Difference {
  /** Of Way. */
  readonly key: Word<keyof Way>;
  readonly text: string;
}

/** The way that a packet takes, and the way that it is to take. */
export interface Explanation {
  readonly kernel: Way;
  readonly intended: Way;
  readonly differences: readonly Difference[];
}

/** In the words of syslog(3). */
export const LOG_LEVELS = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
