// The service on a bus, both made up: a real gate, real objects and a real status over a view from text.
import assert from "node:assert/strict";
import type { Message } from "../../../../common/bus/connection.ts";
import type { Variant } from "../../../../common/bus/types.ts";
import type { Authority, Permission } from "../../../../service/bus/authority.ts";
import type { Caller, Question } from "../../../../service/bus/exported.ts";
import { Gate } from "../../../../service/bus/gate.ts";
import { Objects } from "../../../../service/bus/objects.ts";
import type { Service } from "../../../../service/bus/service.ts";
import type { Assignment } from "../../../../service/config/assignments.ts";
import type { Uplink } from "../../../../service/config/config.ts";
import { balance } from "../../../../service/planes/balance/index.ts";
import { PAUSE } from "../../../../service/planes/plane.ts";
import { joinUplinks, NOTHING_TOGETHER } from "../../../../service/planes/uplinks.ts";
import { Status } from "../../../../service/status/index.ts";
import { SYSLOG_LEVELS } from "../../../../service/system/log-control.ts";
import { applyOperation, type Operation } from "../../../../service/view/operation.ts";
import { addressText } from "../../../../service/view/text.ts";
import type { View } from "../../../../service/view/view.ts";
import { FakeClock } from "../observer/fake-clock.ts";
import { RecordingLog } from "../observer/recording-log.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { viewOf } from "../view/from-text/state.ts";
import { type Answer, FakeConnection, messageOf } from "./fake-connection.ts";

export const MACHINE_ID = "0123456789abcdef0123456789abcdef";

type What = Parameters<typeof messageOf>[0];

export class Served {
  readonly view: View;
  readonly clock = new FakeClock();
  readonly log = new RecordingLog("debug");
  readonly connection = new FakeConnection();
  readonly status: Status;
  readonly objects: Objects;
  readonly gate: Gate;
  /** What was done, in order, in words. */
  readonly did: string[] = [];
  /** What polkit was asked, in order. */
  readonly asked: (Question & { readonly caller: Caller })[] = [];
  assignments: readonly Assignment[];
  together = NOTHING_TOGETHER;
  logLevel = "info";
  /** Whether callers are root, who may always. */
  root = false;
  /** Whether anyone may. */
  may: (question: Question) => Promise<void> = async () => {};
  permission: (action: string, caller: Caller) => Promise<Permission> = async () => "yes";
  /** Until the bus has taken what was sent. */
  drained = Promise.resolve();
  /** Until whoever came before is done. */
  turn = Promise.resolve();
  /** What happens in the service when something is done there. */
  act: (what: string) => Promise<void> = async () => {};
  readonly service: Service;

  constructor(observed: readonly string[] = ["link eth0 2", "link eth1 3"], assigned: readonly string[] = []) {
    this.view = viewOf(observed);
    this.assignments = assigned.map(assignmentOf);
    const loop = () => ({ uplinks: joinUplinks(this.assignments, this.view, this.together), busy: false, failing: 0 });
    this.status = new Status(this.view, loop, this.clock);
    this.service = this.#service();
    const authority: Authority = {
      authorise: async (caller, question) => {
        this.asked.push({ caller, ...question });
        await this.may(question);
        return this.root ? "always" : "this";
      },
      permission: (caller, action) => this.permission(action, caller),
    };
    this.objects = new Objects(this.service, authority, () => MACHINE_ID);
    const { connection, log, objects } = this;
    this.gate = new Gate({
      connection,
      authority,
      log,
      drained: () => this.drained,
      objectAt: (path) => objects.at(path),
    });
  }

  /** Hands a call to the gate; its serial. */
  send(what: What): number {
    const call: Message = messageOf(what);
    this.gate.handle(call);
    return call.serial;
  }

  /** The answer to a call, once it is there. */
  async call(what: What): Promise<Answer> {
    const serial = this.send(what);
    for (let turns = 0; turns < 1000; turns++) {
      const found = this.answerTo(serial);
      if (found !== undefined) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return assert.fail(`no answer to ${what.member}`);
  }

  /** Undefined while there is none. More than one is a failure. */
  answerTo(serial: number): Answer | undefined {
    const found = this.connection.answers.filter((answer) => answer.serial === serial);
    assert.ok(found.length <= 1, `${found.length} answers to one call`);
    return found[0];
  }

  /** The last part of the name of the error that a call gives; "" where it succeeds. */
  async refusal(what: What): Promise<string> {
    const { error = "" } = await this.call(what);
    return error.replace(/^org\.freedesktop\.DBus\.Error\.|^org\.multihomed1\.Error\./, "");
  }

  /** The kernel has what balance wants of it. */
  balanced(): void {
    const uplinks = joinUplinks(this.assignments, this.view, this.together);
    const done: Operation[] = [];
    // A group's turn is when its members are there.
    for (let turn = 0; turn < 3; turn++) {
      for (const key of balance.touched({ kind: "all" }, uplinks, this.view)) {
        for (const operation of key.plan(uplinks, this.view)) {
          if (operation === PAUSE) continue;
          applyOperation(this.view, operation);
          done.push(operation);
        }
      }
    }
    this.status.carriedOut(done, () => []);
  }

  #service(): Service {
    const served = this;
    const doing = async (what: string, check = () => {}) => {
      await served.turn;
      check();
      served.did.push(what);
      await served.act(what);
    };
    return {
      version: "0.1.0",
      status: this.status,
      assign: (uplink: Uplink, layer, check) => doing(`assign ${uplink.interface} ${uplink.table} ${layer}`, check),
      release: (name, layer, check) => doing(`release ${name} ${layer}`, check),
      reconcile: () => doing("reconcile").then(() => 3),
      reload: () => doing("reload"),
      plan: () => [{ verb: "add", object: "-4 rule from 192.0.2.10 lookup 1000" }],
      async explain({ source, destination, iif = "", mark }) {
        await doing("explain");
        const said = [source === undefined ? "-" : addressText(source), addressText(destination), iif, mark].join(" ");
        return { kernel: new Map([["table", said]]), intended: new Map(), differences: ["table: another"] };
      },
      traffic() {
        served.did.push("traffic");
        return new Map([["eth0", { received: 5_000_000_000n, sent: 7n }]]);
      },
      log: {
        get level() {
          return served.logLevel;
        },
        target: "journal",
        setLevel(level) {
          assert.ok(SYSLOG_LEVELS.some((known) => known === level));
          served.logLevel = level;
        },
      },
    };
  }
}

/** A call of org.multihomed1.Manager. */
export const toManager = (member: string, signature = "", ...body: unknown[]): What => ({
  interface: "org.multihomed1.Manager",
  member,
  signature,
  body,
});

export const PROPERTIES = "org.freedesktop.DBus.Properties";

export const getProperty = (path: string, name: string, property: string): What => ({
  path,
  interface: PROPERTIES,
  member: "Get",
  signature: "ss",
  body: [name, property],
});

export const setProperty = (path: string, name: string, property: string, value: Variant): What => ({
  path,
  interface: PROPERTIES,
  member: "Set",
  signature: "ssv",
  body: [name, property, value],
});

export const NO_OPTIONS: ReadonlyMap<string, Variant> = new Map();
