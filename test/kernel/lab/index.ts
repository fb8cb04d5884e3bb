// What a kernel test imports.
export type { Daemon, DaemonOptions, Exit, Outcome } from "./daemon.ts";
export { eventually, within } from "./eventually.ts";
export { BOTH, GUARD, hasRoutes, hasRules, uplinkRoutes } from "./expect.ts";
export { type Family, Host } from "./host.ts";
export { Lab, lab } from "./lab.ts";
export type { Monitor } from "./monitor.ts";
export { configure, type Network, network, SERVER4, SERVER6, sentPackets, type UplinkNetwork } from "./network.ts";
export { exitLink, ours, type RouteRecord, routeRecords, routes, routeText, rules } from "./state.ts";
