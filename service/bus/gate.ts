// The gate through which every call passes: find what is called, check what is given, ask who may, do it, answer.
// What is not in the contract is refused.

import type { Connection } from "../../common/bus/connection.ts";
import type { MethodContract } from "../../common/bus/contract.ts";
import type { Message } from "../../common/bus/message.ts";
import { Turns } from "../../common/turns.ts";
import type { Log } from "../system/log.ts";
import { type Authority, CallerLeft } from "./authority.ts";
import { type AnyExported, own, type Question, type Task } from "./exported.ts";
import { Limits } from "./limits.ts";
import { Refusal, refusalOf, shown } from "./refusal.ts";

/** By client. In all as many as one user can have with every connection that the bus allows it (256). */
const CALLS = { one: 32, all: 8192 };
/** A call that takes long counts as so many. */
const COSTLY = 8;

export interface GateDeps {
  readonly connection: Pick<Connection, "reply" | "replyError">;
  readonly authority: Authority;
  readonly log: Log;
  /** Settles when the bus has taken most of what was sent: then a large answer keeps no small one waiting for long. */
  drained(): Promise<void>;
  /** The interfaces of the object of this path; undefined where there is no such object. */
  objectAt(path: string): readonly AnyExported[] | undefined;
}

/** What a method gives, by argument name. */
type Result = Readonly<Record<string, unknown>>;

interface Target {
  readonly contract: MethodContract;
  readonly costly: boolean;
  read(args: Readonly<Record<string, unknown>>): Task<Result>;
}

export class Gate {
  readonly #deps: GateDeps;
  readonly #limits = new Limits(CALLS);
  /** Calls that take long wait here: others have a turn between two of them, and each client has its own. */
  readonly #turns = new Turns(1);

  constructor(deps: GateDeps) {
    this.#deps = deps;
  }

  /** Answers a call, now or later. Never throws. */
  handle(call: Message): void {
    try {
      const target = this.#find(call);
      const { questions, run } = target.read(readArguments(call, target.contract));
      const caller = { sender: call.sender ?? "", interactive: call.interactive };
      if (questions === undefined && !target.costly)
        this.#answer(call, target.contract, run({ ...caller, always: false }));
      else void this.#later(call, target, questions ?? [], (always) => run({ ...caller, always }));
    } catch (error) {
      this.#refuse(call, error);
    }
  }

  /** Asks who may, does it, answers. Counts as under way until then. Never rejects. */
  async #later(
    call: Message,
    { contract, costly }: Target,
    questions: readonly Question[],
    run: (always: boolean) => Result | Promise<Result>,
  ): Promise<void> {
    const sender = call.sender ?? "";
    let leave: (() => void) | undefined;
    try {
      leave = this.#limits.enter(sender, costly ? COSTLY : 1);
      let always = false;
      for (const question of questions) {
        const caller = { sender, interactive: call.interactive };
        always = (await this.#deps.authority.authorise(caller, question)) === "always";
      }
      this.#answer(call, contract, await (costly ? this.#inTurn(sender, () => run(always)) : run(always)));
    } catch (error) {
      this.#refuse(call, error);
    } finally {
      leave?.();
    }
  }

  #find(call: Message): Target {
    const { path = "", interface: wanted, member = "" } = call;
    const interfaces = this.#deps.objectAt(path);
    if (interfaces === undefined) throw new Refusal("UnknownObject", `there is no object ${shown(path)}`);
    const candidates =
      wanted === undefined ? interfaces : interfaces.filter(({ contract }) => contract.name === wanted);
    if (candidates.length === 0) {
      throw new Refusal("UnknownInterface", `${shown(path)} has no interface ${shown(wanted ?? "")}`);
    }
    for (const { contract, methods, costly } of candidates) {
      const [method, implementation] = [own(contract.methods, member), own(methods, member)];
      if (method === undefined || implementation === undefined) continue;
      return {
        contract: method,
        costly: costly?.includes(member) ?? false,
        // The arguments are of the types in the contract: readArguments has compared the signature.
        read: implementation as Target["read"],
      };
    }
    throw new Refusal("UnknownMethod", `${shown(wanted ?? path)} has no method ${shown(member)}`);
  }

  #inTurn<T>(sender: string, work: () => T | Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#deps.drained();
      return await work();
    }, sender);
  }

  #answer(call: Message, { out }: MethodContract, result: Result): void {
    try {
      const names = Object.keys(out);
      this.#deps.connection.reply(
        call,
        Object.values(out).join(""),
        names.map((name) => result[name]),
      );
    } catch (error) {
      this.#refuse(call, error);
    }
  }

  #refuse(call: Message, error: unknown): void {
    if (error instanceof CallerLeft) return;
    const refusal = refusalOf(error);
    if (refusal === undefined) {
      const what = `${shown(call.interface ?? "")}.${shown(call.member ?? "")}`;
      this.#deps.log.error(
        `${what} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
    const { name, text } = refusal ?? {
      name: "org.freedesktop.DBus.Error.Failed",
      text: "internal error; see the log",
    };
    try {
      this.#deps.connection.replyError(call, name, text);
    } catch (cause) {
      this.#deps.log.error(`a call could not be answered: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
}

/** The arguments by name, after comparing their types with the contract's. */
function readArguments(call: Message, contract: MethodContract): Record<string, unknown> {
  const expected = Object.values(contract.in).join("");
  if (call.signature !== expected) {
    throw new Refusal("InvalidArgs", `expected arguments (${expected}), not (${shown(call.signature)})`);
  }
  if (call.oversized) throw new Refusal("LimitsExceeded", "the arguments are too long");
  const values = bodyOf(call);
  return Object.fromEntries(Object.keys(contract.in).map((name, at) => [name, values[at]]));
}

function bodyOf(call: Message): unknown[] {
  try {
    return call.body();
  } catch (error) {
    throw new Refusal("InvalidArgs", error instanceof Error ? error.message : "the arguments cannot be read");
  }
}
