// Numbers with a meaning outside this project or in more than one of its files.

/** Our routing protocol number in routes and rules (rtm_protocol, FRA_PROTOCOL). What carries it is ours. */
export const PROTOCOL_MULTIHOMED = 77;

/** RTPROT_KERNEL: what the kernel makes itself. */
export const PROTOCOL_KERNEL = 2;
/** RTPROT_RA: what a router's advertisement says. */
export const PROTOCOL_RA = 9;

/** Routing tables that the kernel names itself (linux/rtnetlink.h, rt_class_t). */
export const TABLE_DEFAULT = 253;
export const TABLE_MAIN = 254;
export const TABLE_LOCAL = 255;
export const TABLE_MAX = 4294967295;

/** Where automatic allocation of an uplink's table begins. */
export const TABLE_AUTO_FIRST = 1000;

/** Where the ids of our nexthop objects begin: the kernel and other daemons number theirs from 1 up. */
export const NEXTHOP_FIRST = 770_000;

/**
 * Of the rules that lead marked connections to their uplink: in front of those of uplinks whose table was allocated
 * (1000 up), which have the table's number.
 */
export const PRIORITY_MARKS = 950;

/** Priority of the kernel's own rule for the main table: a rule behind it is never reached by what main routes. */
export const PRIORITY_MAIN = 32766;
/** Of its rules in front of and behind that one, for the tables local and default (fib_default_rules_init). */
export const PRIORITY_LOCAL = 0;
export const PRIORITY_DEFAULT = 32767;
export const PRIORITY_MAX = 4294967295;

/** The most that the kernel takes of MPTCP endpoints, and as either of MPTCP's limits (net/mptcp, MPTCP_PM_ADDR_MAX). */
export const MPTCP_MAX = 8;

/** Metric of the guard route: the worst there is. */
export const METRIC_WORST = 4294967295;
