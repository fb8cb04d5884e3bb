// The only place that asks who may do what: root may; about everyone else polkit decides
// (polkit's manual, org.freedesktop.PolicyKit1.Authority). Where polkit does not answer, the answer is no.
import { BusError, type Connection } from "../../common/bus/connection.ts";
import { Variant } from "../../common/bus/types.ts";
import { Turns } from "../../common/turns.ts";
import type { Log } from "../system/log.ts";
import type { Caller, Question } from "./exported.ts";
import { Limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

export type Permission = "yes" | "no" | "challenge";

export interface Authority {
  /**
   * Settles when the caller may: "always" for root, who may everything. Throws a Refusal where it may not, and CallerLeft
   * where nobody waits any more.
   */
  authorise(caller: Caller, question: Question): Promise<"always" | "this">;
  /** What the answer would be, without asking a person. */
  permission(caller: Caller, action: string): Promise<Permission>;
}

/** The caller left the bus while it was asked: there is nobody to answer to. */
export class CallerLeft extends Error {}

/** How long polkit may think; and how long a person may, until the question is withdrawn. */
const POLKIT_TIMEOUT_MS = 10_000;
const PERSON_TIMEOUT_MS = 300_000;

/** CheckAuthorizationFlags. */
const ALLOW_USER_INTERACTION = 1;

/**
 * By user. dbus-daemon lets one connection, ours, wait for 128 replies (max_replies_per_connection of the system bus): one
 * user who leaves questions open, or asks by the thousand, is not to take them all.
 */
const OF_PERSONS = { one: 8, all: 64 };
const OF_POLKIT = { one: 64, all: 4096 };
/** So many questions that need no person are before polkit at once; the others wait. */
const AT_ONCE = 32;

const ROOT = 0;
const NO_SUCH_CALLER = "org.freedesktop.DBus.Error.NameHasNoOwner";

const POLKIT = {
  destination: "org.freedesktop.PolicyKit1",
  path: "/org/freedesktop/PolicyKit1/Authority",
  interface: "org.freedesktop.PolicyKit1.Authority",
} as const;
const BUS = { destination: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", interface: "org.freedesktop.DBus" };

export function polkitAuthority(connection: Connection, log: Log): Authority {
  let asked = 0;
  /** Whether the last question was left without an answer: that is told once, not with every call. */
  let silent = false;

  const persons = new Limits(OF_PERSONS);
  const questions = new Limits(OF_POLKIT);
  const turns = new Turns(AT_ONCE);

  async function userOf(sender: string): Promise<number> {
    const [uid] = await connection
      .call({ ...BUS, member: "GetConnectionUnixUser", signature: "s", body: [sender], timeout: POLKIT_TIMEOUT_MS })
      .catch((cause: unknown) => {
        if (cause instanceof BusError && cause.dbusName === NO_SUCH_CALLER)
          throw new CallerLeft("it is not on the bus");
        throw new Refusal("AccessDenied", `the bus does not say who asks: ${messageOf(cause)}`);
      });
    if (typeof uid === "number") return uid;
    throw new Refusal("AccessDenied", "the bus does not say who asks");
  }

  /** As `check`, without a person: what is asked so is answered at once. */
  async function checkQuickly(user: number, sender: string, question: Question): Promise<Permission> {
    const leave = questions.enter(String(user));
    try {
      return await turns.take(() => check(sender, question));
    } finally {
      leave();
    }
  }

  async function check(sender: string, { action, details }: Question, signal?: AbortSignal): Promise<Permission> {
    const subject = ["system-bus-name", new Map([["name", new Variant("s", sender)]])];
    const cancellation = signal === undefined ? "" : `multihomed-${asked++}`;
    const withdraw = () => {
      const call = { ...POLKIT, member: "CancelCheckAuthorization", signature: "s", body: [cancellation] };
      connection.call({ ...call, timeout: POLKIT_TIMEOUT_MS }).catch((error: unknown) => {
        log.debug(`polkit has forgotten what was asked already: ${messageOf(error)}`);
      });
    };
    signal?.addEventListener("abort", withdraw, { once: true });
    try {
      const [answer] = await connection.call({
        ...POLKIT,
        member: "CheckAuthorization",
        signature: "(sa{sv})sa{ss}us",
        body: [subject, action, details, signal === undefined ? 0 : ALLOW_USER_INTERACTION, cancellation],
        timeout: signal === undefined ? POLKIT_TIMEOUT_MS : PERSON_TIMEOUT_MS,
        ...(signal === undefined ? {} : { signal }),
      });
      const [authorised, challenge] = Array.isArray(answer) ? answer : [];
      silent = false;
      return authorised === true ? "yes" : challenge === true ? "challenge" : "no";
    } catch (error) {
      if (signal?.aborted) throw new CallerLeft("the caller left while it was asked");
      if (signal !== undefined) withdraw();
      log[silent ? "debug" : "warning"](`polkit does not answer, so only root may: ${messageOf(error)}`);
      silent = true;
      throw new Refusal("AccessDenied", `${action}: polkit does not answer, so only root may do this`);
    } finally {
      signal?.removeEventListener("abort", withdraw);
    }
  }

  /** As `check`, while a person may be asked; a caller that leaves meanwhile is forgotten. */
  async function checkInteractively(user: number, sender: string, question: Question): Promise<Permission> {
    const leave = persons.enter(String(user));
    try {
      return await watched(sender, question);
    } finally {
      leave();
    }
  }

  async function watched(sender: string, question: Question): Promise<Permission> {
    const left = new AbortController();
    const lost = { sender: "org.freedesktop.DBus", interface: "org.freedesktop.DBus", member: "NameOwnerChanged" };
    const unwatch = await connection.onSignal({ ...lost, arg0: sender }, () => left.abort());
    try {
      await userOf(sender); // it may have left before anyone watched
      return await check(sender, question, left.signal);
    } finally {
      unwatch();
    }
  }

  return {
    async authorise({ sender, interactive }, question) {
      const user = await userOf(sender);
      if (user === ROOT) return "always";
      const permission = await checkQuickly(user, sender, question);
      if (permission === "yes") return "this";
      if (permission === "no") throw new Refusal("AccessDenied", `${question.action}: not authorised`);
      if (!interactive) {
        const why = "a person has to authenticate, which this call does not allow";
        throw new Refusal("InteractiveAuthorizationRequired", `${question.action}: ${why}`);
      }
      if ((await checkInteractively(user, sender, question)) !== "yes") {
        throw new Refusal("AccessDenied", `${question.action}: not authenticated`);
      }
      return "this";
    },
    async permission({ sender }, action) {
      try {
        const user = await userOf(sender);
        return user === ROOT ? "yes" : await checkQuickly(user, sender, { action, details: new Map() });
      } catch (error) {
        if (error instanceof Refusal && !error.dbusName.endsWith(".LimitsExceeded")) return "no";
        throw error;
      }
    },
  };
}

/** Calls back when polkit's answers may be others than before: its rules, or who is at the machine. */
export async function onPermissionsChanged(connection: Connection, changed: () => void): Promise<void> {
  const { destination: sender, interface: name } = POLKIT;
  await connection.onSignal({ sender, interface: name, member: "Changed" }, changed);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
