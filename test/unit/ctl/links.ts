// Links and a service to show.
import type { Link, Service } from "../../../common/client/domain.ts";

export const SERVICE: Service = { version: "0.1.0", state: "converged", problems: [] };

export const ETH0: Link = {
  name: "eth0",
  index: 2,
  assigned: true,
  table: 2000,
  priority: 2000,
  state: "active",
  problems: [],
  operationalState: "up",
  carrier: true,
  addresses: ["10.1.0.2/24", "fd00:1::2/64"],
  gateways: ["10.1.0.1"],
  routes: 12,
  rules: 2,
  mark: 0,
  options: { guard: true, unassignedRoutes: "include", strict: false, mptcp: [] },
};

const UNASSIGNED = { assigned: false, table: 0, priority: 0, state: "unassigned", routes: 0, rules: 0, options: {} };

export const LO: Link = {
  ...ETH0,
  ...UNASSIGNED,
  name: "lo",
  index: 1,
  addresses: ["127.0.0.1/8"],
  gateways: [],
};

export const WWAN: Link = {
  ...ETH0,
  name: "wwan0",
  index: 0,
  table: 1000,
  priority: 1000,
  state: "absent",
  operationalState: "notpresent",
  carrier: false,
  addresses: [],
  gateways: [],
  routes: 1,
  rules: 0,
  options: { priority: 5, weight: 2, strict: true, guard: false, unassignedRoutes: "exclude", mptcp: ["subflow"] },
};
