// Problems of the service by their code: a heading, and what the user can do. The service's own line stands below it.
export const problems = {
  "kernel-refused": {
    title: "The kernel refuses a route or a rule",
    remedy: "The line below ends with the kernel's reason. The service tries again by itself.",
  },
  contended: {
    title: "Another program keeps undoing the changes",
    remedy:
      "Find it with: ip monitor route rule. For systemd-networkd set ManageForeignRoutes=no and " +
      "ManageForeignRoutingPolicyRules=no in networkd.conf.",
  },
  "table-shared": {
    title: "Somebody else writes to this table",
    remedy: "Choose another table, or let one be chosen automatically.",
  },
  "not-balanced": {
    title: "Left out when connections are spread",
    remedy: "Give the interface one gateway and one address of that family, or take its weight away.",
  },
  "behind-main": {
    title: "The main table answers first",
    remedy: "Give its rules a priority below 32766, or let table and priority be chosen automatically.",
  },
  "endpoint-left-out": {
    title: "Multipath TCP has too many endpoints",
    remedy: "Use Multipath TCP on fewer interfaces, or see whose the others are with: ip mptcp endpoint",
  },
  "endpoint-taken": {
    title: "Another program has made this Multipath TCP endpoint",
    remedy: "Leave it to that program (such as NetworkManager), or have it keep from this interface.",
  },
  "no-mptcp": {
    title: "Multipath TCP is not available",
    remedy: "Use a kernel that has it, and switch it on with: sysctl net.mptcp.enabled=1",
  },
  "no-mark": {
    title: "No mark for the gateway's connections",
    remedy: "Give gateway.mark-mask more bits, or take the interface out of gateway.inside.",
  },
  configuration: {
    title: "The configuration file has a mistake",
    remedy: "Correct it, then reload. What was in force stays in force.",
  },
  state: {
    title: "Saved assignments could not be read",
    remedy: "They were put aside: journalctl -u multihomed says where. Assign the interfaces again.",
  },
  /** A code that a newer service may have. */
  unknown: {
    title: "Something is not as it should be",
    remedy: "The line below says what; journalctl -u multihomed may say more.",
  },
};
