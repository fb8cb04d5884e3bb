// org.multihomed1.Manager.
import { ACTION_ASSIGN, ACTION_CONFIGURE, MANAGER } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { Variant } from "../../common/bus/types.ts";
import { MultihomedError } from "../../common/errors.ts";
import { quoted } from "../../common/printable.ts";
import type { Balance, Gateway } from "../config/config.ts";
import { readQuestion } from "../explain/index.ts";
import { PAUSE } from "../planes/plane.ts";
import { AF_INET } from "../view/view.ts";
import { assignTask, releaseTask } from "./assign.ts";
import type { Authority } from "./authority.ts";
import { exported, type Question } from "./exported.ts";
import { readExplainOptions } from "./options.ts";
import type { Service } from "./service.ts";

/** So many operations of a plan are told one by one; what goes beyond is told as their number. */
const PLAN_TOLD = 10_000;

const configure: Question = { action: ACTION_CONFIGURE, details: new Map() };

export const manager = (service: Service, authority: Authority) =>
  exported({
    contract: MANAGER,
    methods: {
      Assign: ({ interface: name, table, options }) => {
        const task = assignTask(service, name, table, options);
        return { ...task, run: (caller) => task.run(caller).then(() => ({ link: linkPath(name) })) };
      },
      Release: ({ interface: name, options }) => releaseTask(service, name, options),
      GetLink: ({ interface: name }) => ({
        run() {
          if (service.status.link(name) === undefined) {
            throw new MultihomedError("invalid-interface", `${quoted(name)} does not exist and is not assigned`);
          }
          return { link: linkPath(name) };
        },
      }),
      Plan: () => ({ questions: [], run: async () => ({ operations: await plan(service) }) }),
      Explain: ({ source, destination, options }) => {
        const { iif, mark } = readExplainOptions(options);
        const question = readQuestion(source, destination, iif, mark);
        return {
          questions: [],
          async run() {
            const { kernel, intended, differences } = await service.explain(question);
            return { kernel: new Map(kernel), intended: new Map(intended), differences: [...differences] };
          },
        };
      },
      Reconcile: () => ({ questions: [configure], run: async () => ({ operations: await service.reconcile() }) }),
      Reload: () => ({
        questions: [configure],
        async run() {
          await service.reload();
          return {};
        },
      }),
      GetPermissions: () => ({
        questions: [],
        async run(caller) {
          const actions = [ACTION_ASSIGN, ACTION_CONFIGURE];
          const answers = await Promise.all(actions.map((action) => authority.permission(caller, action)));
          return { permissions: new Map(actions.map((action, at) => [action, answers[at] ?? "no"])) };
        },
      }),
    },
    costly: ["Plan", "Explain"],
    properties: {
      Version: () => service.version,
      State: () => service.status.state,
      Problems: () =>
        service.status
          .problems()
          .map(({ interface: name, code, text }): [string, string, string] => [name, code, text]),
      Balance: () => balanceVariants(service.status.balance),
      Shares: () =>
        service.status.shares().map(({ family, interface: name, weight }): [number, string, number] => {
          return [family === AF_INET ? 4 : 6, name, weight];
        }),
      Gateway: () => gatewayVariants(service.status.gateway),
    },
    settable: {},
  });

function balanceVariants(balance: Balance | undefined): Map<string, Variant> {
  if (balance === undefined) return new Map();
  return new Map<string, Variant>([
    ["table", new Variant<string>("u", balance.table)],
    ["priority", new Variant<string>("u", balance.priority)],
    ["hash", new Variant<string>("s", balance.hash)],
  ]);
}

function gatewayVariants(gateway: Gateway | undefined): Map<string, Variant> {
  if (gateway === undefined) return new Map();
  return new Map<string, Variant>([
    ["inside", new Variant<string>("as", gateway.inside)],
    ["mark-mask", new Variant<string>("u", gateway.markMask)],
    ["translate-ipv6", new Variant<string>("b", gateway.translateIpv6)],
  ]);
}

async function plan(service: Service): Promise<[string, string][]> {
  const told: [string, string][] = [];
  const more = new Map<string, number>();
  for (const operation of service.plan()) {
    if (operation === PAUSE) await new Promise((resolve) => setImmediate(resolve));
    else if (told.length < PLAN_TOLD) told.push([operation.verb, operation.object]);
    else more.set(operation.verb, (more.get(operation.verb) ?? 0) + 1);
  }
  for (const [verb, count] of more) told.push([verb, `${count} more`]);
  return told;
}
