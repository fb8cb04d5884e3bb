// The page of one interface.

const routes = (count: number, number: string): string => (count === 1 ? "1 route" : `${number} routes`);

export const link = {
  back: "Back to the overview",
  receives: (rate: string): string => `Receives ${rate}`,
  sends: (rate: string): string => `Sends ${rate}`,
  gone: {
    title: (name: string): string => `${name} is not there any more`,
    remedy: "It was removed, and is not to be used. If it comes back, it is shown here again.",
  },
  loopback: "Through it this computer talks to itself. It leads nowhere else, so it cannot be used as a way out.",
  problems: "Problems",
  remedy: {
    "automatic-table": "Choose a table automatically",
    "automatic-priority": "Choose table and priority automatically",
    "no-weight": "Take its weight away",
    "no-mptcp": "Do without Multipath TCP here",
  },

  form: {
    title: "Table and options",
    unused:
      "It is not used. The switch above uses it as it was before, or with everything automatic; to have it otherwise, choose here and apply.",
    several: (tables: string): string =>
      `The configuration makes several uplinks of this interface, with the tables ${tables}. The first is shown; what you apply takes the place of all.`,
    further: "Further options",
    furtherSet: (count: number): string =>
      count === 1 ? "Further options (1 is not as usual)" : `Further options (${count} are not as usual)`,
    apply: "Apply",
    applying: "Applying …",
    discard: "Discard",
    temporary: "Only until the next boot",
    changed: "Nothing of this is in force yet.",
    applied: "Applied.",
    elsewhere: {
      title: "This was changed elsewhere meanwhile",
      remedy: "What you have chosen is still here. Applying it takes the place of what is in force now.",
      show: "Show what is in force",
    },
    permission: {
      challenge: "Changing this asks for a password.",
      no: "You are not allowed to change this.",
    },
    applyPermission: {
      challenge: "Applying asks for a password.",
      no: "You are not allowed to change how interfaces are used.",
    },
  },

  table: {
    title: "Routing table",
    explanation:
      "Holds the routes of this interface, apart from all others. Automatic is right unless scripts of yours name a number.",
    automatic: "Automatic",
    chosen: "This number",
    now: (table: number): string =>
      `It has table ${table} now. “Automatic” gives it a free one, which may be the same.`,
    number: "Number of the table",
  },
  weight: {
    title: "Share of connections (weight)",
    explanation:
      "Programs that choose no address are spread over the interfaces that have a share: one with 3 gets three times as many connections as one with 1.",
    none: "No share",
    some: "A share of",
    number: "Share",
  },
  priority: {
    title: "Priority of its rules",
    explanation:
      "Rules with a smaller number are asked first. Change it if rules of your own have to go before or after.",
    automatic: "Automatic: the number of the table",
    chosen: "This number",
    number: "Priority",
  },
  guard: {
    title: "Guard",
    explanation:
      "Where this interface leads nowhere, packets from its addresses are dropped instead of leaving by another one. Switch it off if any way is better than none.",
    label: "Never leave by another interface",
  },
  strict: {
    title: "Strict addresses",
    explanation:
      "Packets for its addresses are taken only here, and here no others. For networks in which an address must not answer in the wrong place.",
    label: "Take packets for its own addresses only",
  },
  unassignedRoutes: {
    title: "Networks behind interfaces that are not used",
    explanation: "Such as a VPN or containers: whether they can be reached from its addresses as well.",
    include: "Reach them too",
    exclude: "Leave them out",
  },
  mptcp: {
    title: "Multipath TCP",
    explanation:
      "Lets one connection use several interfaces, where the other end can do so too. With nothing chosen it is not used.",
    flags: {
      subflow: "Open further ways from its addresses: what laptops need",
      backup: "Use them only when the others fail, for example where traffic is paid for",
      signal: "Tell the other end its addresses: for servers",
      fullmesh: "Open ways to every address of the other end",
    },
  },
  gateway: {
    title: "Gateway",
    explanation:
      "Use only the routes by one gateway, where a network has several. Then only its kind of address is used, IPv4 or IPv6.",
    any: "Any gateway",
    chosen: "Only this one",
    address: "Address of the gateway",
  },
  fault: {
    "table-number": "Enter a whole number from 1 to 4294967295.",
    "table-reserved": "253, 254 and 255 belong to the system. Choose another number.",
    priority: "Enter a whole number from 1 to 4294967295.",
    weight: "Enter a whole number from 1 to 256.",
    mptcp: "“signal” and “fullmesh” exclude each other. Choose one of them.",
    gateway: "Enter an IPv4 or IPv6 address, such as 192.168.1.1.",
  },
  tableTaken: (name: string): string => `${name} has this table. Choose another number.`,
  hint: {
    "behind-main": "With this priority other rules answer first: choose a smaller one.",
    "not-spread": "Connections are not spread now: [balance] in the configuration file switches that on.",
    "other-gateway": "No default route goes by this gateway now.",
  },

  addresses: {
    title: "Addresses",
    none: "It has no address now.",
    rule: "Rule",
    reason: {
      "not-used": "No rule, as the interface is not used.",
      "link-local": "No rule, on purpose: it counts only within this network.",
      "other-family": "No rule: the gateway that was chosen is for the other kind of address.",
      pending: "No rule yet.",
    },
    others: "Further rules",
    othersMeaning:
      "They lead to its table too: connections that were put on this interface, or an address that has just gone.",
    more: (number: string): string => `… and ${number} more`,
  },
  gateways: {
    title: "Gateways",
    none: "No default route goes by this interface, so no gateway is known.",
  },
  routes: {
    title: "Routes",
    count: (count: number, number: string, table: number): string => `${routes(count, number)} in table ${table}`,
    none: "There are no routes for it in the kernel.",
    unused: "It has none of its own, as it is not used.",
    loading: "Loading …",
    destination: "To",
    via: "By",
    link: "Interface",
    source: "Source",
    metric: "Metric",
    rest: "Further",
    direct: "directly",
    nowhere: {
      unreachable: "nowhere: unreachable",
      blackhole: "nowhere: dropped (blackhole)",
      prohibit: "nowhere: prohibited",
      throw: "the next rule (throw)",
    },
    /** What leads to all destinations that stand nowhere else. */
    default: "default (all else)",
  },
};
