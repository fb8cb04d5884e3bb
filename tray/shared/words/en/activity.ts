// The history: what became of the links, and what was changed in the kernel for it.

const counted =
  (one: string, several: string) =>
  (count: number, number: string): string =>
    count === 1 ? `1 ${one}` : `${number} ${several}`;

const entries = counted("entry", "entries");

export const activity = {
  title: "Activity",
  filter: "Filter",
  filterHint: "Interface, address, command …",
  interface: "Interface",
  allInterfaces: "All interfaces",
  pause: "Pause",
  resume: "Resume",
  paused: "Paused",
  copy: "Copy",
  /** What is held back while it is paused, or while older entries are read. */
  held: counted("new entry", "new entries"),
  show: "Show",
  copied: (count: number, number: string): string => `Copied ${entries(count, number)}`,
  copiedNewest: (count: number, number: string): string => `Copied the newest ${entries(count, number)}`,
  count: entries,
  countOf: (count: number, shown: string, all: string): string =>
    count === 1 ? `1 entry of ${all}` : `${shown} entries of ${all}`,
  none: (since: string): string => `Nothing has changed since ${since}.`,
  noneFound: "No entry matches.",
  showAll: "Show all",
  moreCommands: counted("command more", "commands more"),
  moreSentences: (count: number, number: string): string => (count === 1 ? "… and 1 more" : `… and ${number} more`),

  change: {
    appeared: (name: string): string => `${name} appeared`,
    disappeared: (name: string): string => `${name} disappeared`,
    assigned: (name: string, table: number): string => `${name} is used, with table ${table}`,
    released: (name: string): string => `${name} is not used any more`,
    addressGained: (name: string, gained: string): string => `${name} got the address ${gained}`,
    addressLost: (name: string, lost: string): string => `${name} lost the address ${lost}`,
    addressChanged: (name: string, gained: string, lost: string): string =>
      `${name} got the address ${gained} instead of ${lost}`,
    gatewayGained: (name: string, gained: string): string => `${name} got the gateway ${gained}`,
    gatewayLost: (name: string, lost: string): string => `${name} lost the gateway ${lost}`,
    gatewayChanged: (name: string, gained: string, lost: string): string =>
      `${name} got the gateway ${gained} instead of ${lost}`,
    problem: (name: string, title: string): string => `${name}: ${title}`,
    solved: (name: string, title: string): string => `${name}, solved: ${title}`,
  },
  /** A link came into this state. */
  state: {
    unassigned: (name: string): string => `${name} is not used`,
    absent: (name: string): string => `${name} is not there`,
    down: (name: string): string => `${name} is switched off`,
    "no-carrier": (name: string): string => `${name} has no connection`,
    "no-address": (name: string): string => `${name} is connected, and waits for an address`,
    active: (name: string): string => `${name} works`,
    degraded: (name: string): string => `${name} needs attention`,
  },
  /** A link that worked came into this state. */
  lost: {
    absent: (name: string): string => `${name} is not there any more`,
    down: (name: string): string => `${name} was switched off`,
    "no-carrier": (name: string): string => `${name} lost its connection`,
    "no-address": (name: string): string => `${name} has no address any more`,
  },
  /** A state that only a newer service knows. */
  unknownState: (name: string, state: string): string => `${name}: ${state}`,
  service: {
    starting: "The service starts",
    converged: "Everything is as wanted",
    degraded: "Something needs attention",
  },
  ready: "The service is there",

  /** What was changed in the kernel. `things`: counted, one after the other. */
  added: (things: string): string => `${things} added`,
  changed: (things: string): string => `${things} changed`,
  removed: (things: string): string => `${things} removed`,
  /** Where nobody tells what led to it: of which links. */
  of: (names: string, what: string): string => `${names}: ${what}`,
  host: "This computer",
  things: {
    route: counted("route", "routes"),
    rule: counted("rule", "rules"),
    nexthop: counted("next hop", "next hops"),
    endpoint: counted("Multipath TCP endpoint", "Multipath TCP endpoints"),
    limits: counted("limit of Multipath TCP", "limits of Multipath TCP"),
    setting: counted("setting of the kernel", "settings of the kernel"),
    table: counted("table of the packet filter", "tables of the packet filter"),
    connections: counted("group of connections", "groups of connections"),
    more: counted("more", "more"),
  },
};
