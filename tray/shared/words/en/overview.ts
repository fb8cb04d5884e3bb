// The overview: a picture of where traffic goes, and what could be switched on.

/** An uplink as it is said to who does not see the picture; each text as it would stand there. */
export interface UplinkSaid {
  readonly name: string;
  readonly state: string;
  readonly table: number;
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly problem?: string | undefined;
  readonly rate?: { readonly rx: string; readonly tx: string } | undefined;
}

export const overview = {
  title: "Overview",
  uplinks: "Interfaces in use",
  computer: "This computer",
  internet: "Internet",
  table: (table: number): string => `Table ${table}`,
  gateway: "Gateway",
  noGateway: "No gateway",
  /** So many that are not shown. */
  more: (count: number): string => `+${count}`,
  details: (name: string): string => `${name}: details`,
  uplink: ({ name, state, table, addresses, gateways, problem, rate }: UplinkSaid): string =>
    [
      name,
      state,
      ...(problem === undefined ? [] : [problem]),
      `table ${table}`,
      addresses.length > 0 ? `address ${addresses.join(", ")}` : "no address",
      gateways.length > 0 ? `gateway ${gateways.join(", ")}` : "no gateway",
      ...(rate === undefined ? [] : [`receives ${rate.rx}`, `sends ${rate.tx}`]),
    ].join(", "),
  none: {
    title: "No interface is used yet",
    ready: "Switch on two below, and programs can use both connections at once.",
    nothing: "Connect this computer to a network; what can be switched on then appears below.",
  },
  unused: {
    title: "Not used",
    explanation: "Switch one on, and programs that use its address go out by it.",
    ready: "Ready",
    noCarrier: "No connection",
    noAddress: "No address",
    noGateway: "No gateway",
    others: (count: number): string => `Other interfaces (${count})`,
  },
  unbound: {
    title: "Programs that choose no address",
    spread: {
      flow: "Their connections are spread over several interfaces. Each connection keeps to one.",
      destination: "Their connections are spread over several interfaces. All to one destination take the same.",
    },
    both: (name: string): string => `They go out by ${name}, the best default route.`,
    neither: "They have no way out: there is no default route.",
    out: (name: string): string => `by ${name}, the best default route`,
    noWay: "no way out",
    unknown: (reason: string): string => `not known: ${reason}`,
    asking: "Finding out which way they go …",
    moreShares: (count: number): string => `and ${count} more`,
  },
};
