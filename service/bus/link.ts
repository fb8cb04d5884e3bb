// org.multihomed1.Link, for the link of one name.
import { LINK, PAGE_MAX } from "../../common/bus/contract.ts";
import { Variant } from "../../common/bus/types.ts";
import { MultihomedError } from "../../common/errors.ts";
import type { UplinkOptions } from "../config/uplink.ts";
import type { Range } from "../listing/index.ts";
import type { LinkStatus } from "../status/link-status.ts";
import type { Traffic } from "../system/traffic.ts";
import { assignTask, releaseTask } from "./assign.ts";
import { exported, type Task } from "./exported.ts";
import type { Service } from "./service.ts";

/** `status` is of now; `traffic` is read when a counter is asked for. */
export const link = (service: Service, status: LinkStatus, traffic: () => ReadonlyMap<string, Traffic>) =>
  exported({
    contract: LINK,
    methods: {
      Assign: ({ table, options }) => assignTask(service, status.name, table, options),
      Release: ({ options }) => releaseTask(service, status.name, options),
      ListRoutes: (range) =>
        reading(range, async () => {
          const { total, texts } = await service.status.routes(status.name, range);
          return { total, routes: texts };
        }),
      ListRules: (range) =>
        reading(range, async () => {
          const { total, texts } = await service.status.rules(status.name, range);
          return { total, rules: texts };
        }),
    },
    // The texts of a page take milliseconds, and before them a large table is put in order.
    costly: ["ListRoutes", "ListRules"],
    properties: {
      Name: () => status.name,
      Index: () => status.index,
      Assigned: () => status.assigned,
      Table: () => status.table,
      Priority: () => status.priority,
      State: () => status.state,
      Problems: () => status.problems.map(({ code, text }): [string, string] => [code, text]),
      OperationalState: () => status.operationalState,
      Carrier: () => status.carrier,
      Addresses: () => status.addresses,
      Gateways: () => status.gateways,
      Routes: () => status.routes,
      Rules: () => status.rules,
      Options: () => optionVariants(status.options),
      Mark: () => status.mark,
      RxBytes: () => traffic().get(status.name)?.received ?? 0n,
      TxBytes: () => traffic().get(status.name)?.sent ?? 0n,
    },
    settable: {},
  });

/** Reading a page, which everyone may. */
function reading<Result>({ limit }: Range, run: () => Promise<Result>): Task<Result> {
  if (limit < 1 || limit > PAGE_MAX) {
    throw new MultihomedError("invalid-argument", `limit: expected 1 to ${PAGE_MAX}, not ${limit}`);
  }
  return { questions: [], run };
}

/** As Assign would take them. */
function optionVariants(options: UplinkOptions): Map<string, Variant> {
  return new Map(Object.entries(options).map(([key, value]) => [key, optionVariant(value)]));
}

function optionVariant(value: boolean | number | string | readonly string[]): Variant {
  if (typeof value === "boolean") return new Variant<string>("b", value);
  if (typeof value === "number") return new Variant<string>("u", value);
  if (typeof value === "string") return new Variant<string>("s", value);
  return new Variant<string>("as", value);
}
