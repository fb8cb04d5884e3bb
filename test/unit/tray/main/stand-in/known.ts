// What is known of a service that a test makes up.
import type { Link, Permissions, Service } from "../../../../../common/client/domain.ts";
import type { Known } from "../../../../../tray/shared/known.ts";
import type { Told } from "../../../../../tray/shared/told.ts";
import { link as bareLink, service as SERVICE } from "../../lab/link.ts";

/** One that exists, has an address, and is not used. */
export const link = (name: string, more: Partial<Link> = {}): Link =>
  bareLink(name, { addresses: ["10.1.0.2/24"], ...more });

/** One that is used. */
export const uplink = (name: string, more: Partial<Link> = {}): Link =>
  link(name, { assigned: true, table: 1000, priority: 1000, state: "active", ...more });

export { SERVICE };

export interface Made {
  readonly links?: readonly Link[];
  readonly service?: Partial<Service>;
  readonly permissions?: Permissions;
}

export function ready({ links = [], service = {}, permissions }: Made = {}): Known {
  return {
    reach: { kind: "ready" },
    service: { ...SERVICE, ...service },
    links: new Map(links.map((each) => [each.name, each])),
    ...(permissions && { permissions }),
  };
}

/** As the host tells it. */
export function toldOf({ links, ...rest }: Known): Told {
  return { kind: "all", standing: { ...rest, links: [...links.values()] } };
}

export const problem = (name: string, code = "contended") => ({ interface: name, code, text: `the text of ${code}` });

export const ABSENT: Known = { reach: { kind: "absent", activatable: true }, links: new Map() };
export const NOT_INSTALLED: Known = { reach: { kind: "absent", activatable: false }, links: new Map() };
export const DISCONNECTED: Known = {
  reach: { kind: "disconnected", reason: { code: "bus", text: "no bus" } },
  links: new Map(),
};
export const FAILED: Known = {
  reach: { kind: "failed", reason: { code: "timeout", text: "no answer" } },
  links: new Map(),
};
