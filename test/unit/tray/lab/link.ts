// Links and a service as the tests of the app need them.
import type { Link, Service } from "../../../../common/client/domain.ts";

/** One that is not assigned. */
export const link = (name: string, more: Partial<Link> = {}): Link => ({
  name,
  index: 2,
  assigned: false,
  table: 0,
  priority: 0,
  state: "unassigned",
  problems: [],
  operationalState: "up",
  carrier: true,
  addresses: [],
  gateways: [],
  routes: 0,
  rules: 0,
  mark: 0,
  options: {},
  ...more,
});

export const service: Service = { version: "1", state: "converged", problems: [] };
