// Numbers with a meaning outside this project or in more than one of its files.

/** Our routing protocol number in routes and rules (rtm_protocol, FRA_PROTOCOL). What carries it is ours. */
export const PROTOCOL_MULTIHOMED = 77;

/** RTPROT_KERNEL: what the kernel makes itself. */
export const PROTOCOL_KERNEL = 2;

/** Routing tables that the kernel names itself (linux/rtnetlink.h, rt_class_t). */
export const TABLE_DEFAULT = 253;
export const TABLE_MAIN = 254;
export const TABLE_LOCAL = 255;
export const TABLE_MAX = 4294967295;

/** Where automatic allocation of an uplink's table begins. */
export const TABLE_AUTO_FIRST = 1000;

/** Priority of the kernel's own rule for the main table: a rule behind it is never reached by what main routes. */
export const PRIORITY_MAIN = 32766;
/** Of its rules in front of and behind that one, for the tables local and default (fib_default_rules_init). */
export const PRIORITY_LOCAL = 0;
export const PRIORITY_DEFAULT = 32767;
export const PRIORITY_MAX = 4294967295;

/** Metric of the guard route: the worst there is. */
export const METRIC_WORST = 4294967295;
