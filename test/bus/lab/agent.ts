// The window in which a person types a password, without person and window: an authentication agent that approves, refuses
// or never comes to an end (polkit's manual, org.freedesktop.PolicyKit1.AuthenticationAgent).
import { readFileSync } from "node:fs";
import type { Message } from "../../../common/bus/message.ts";
import { Variant } from "../../../common/bus/types.ts";
import type { Bus } from "./bus.ts";
import type { Client } from "./client.ts";

export type Answer = "approve" | "refuse" | "never";

export interface Asked {
  readonly action: string;
  /** What a person is shown. */
  readonly message: string;
}

export interface Agent {
  answer: Answer;
  /** Every question so far. */
  readonly asked: readonly Asked[];
  /** How many of them polkit has taken back. */
  readonly cancelled: number;
  /** Approves what was asked while the answer was "never". */
  approveNow(): Promise<void>;
  /** From now on there is no agent. */
  leave(): Promise<void>;
}

const AUTHORITY = {
  destination: "org.freedesktop.PolicyKit1",
  path: "/org/freedesktop/PolicyKit1/Authority",
  interface: "org.freedesktop.PolicyKit1.Authority",
} as const;
const PATH = "/org/multihomed1/test/agent";

/** For all clients of the bus that this process has made; polkit speaks to it in the language of `locale`. */
export async function startAgent(bus: Bus, answer: Answer, locale = "en_GB.UTF-8"): Promise<Agent> {
  const client = await bus.client("root");
  const asked: Asked[] = [];
  const cancelled = new Set<string>();
  const open = new Map<string, Message>();
  const agent = {
    answer,
    asked,
    get cancelled() {
      return cancelled.size;
    },
    async approveNow() {
      for (const [cookie, call] of open) {
        open.delete(cookie);
        await approve(client, call);
      }
    },
    async leave() {
      const member = "UnregisterAuthenticationAgent";
      await client.call({ ...AUTHORITY, member, signature: "(sa{sv})s", body: [thisProcess(), PATH] });
    },
  };
  client.onMessage((call) => {
    if (call.type !== "call") return;
    if (call.member === "CancelAuthentication") {
      const cookie = String(call.body()[0]);
      cancelled.add(cookie); // polkit may say so twice
      open.delete(cookie);
      client.send({ type: "return", destination: call.sender ?? "", replySerial: call.serial });
    }
    if (call.member !== "BeginAuthentication") return;
    const [action, message, , , cookie] = call.body() as [string, string, string, unknown, string];
    asked.push({ action, message });
    if (agent.answer === "approve") void approve(client, call);
    if (agent.answer === "refuse") refuse(client, call);
    if (agent.answer === "never") open.set(cookie, call);
  });
  await client.call({
    ...AUTHORITY,
    member: "RegisterAuthenticationAgent",
    signature: "(sa{sv})ss",
    body: [thisProcess(), locale, PATH],
  });
  return agent;
}

async function approve(client: Client, call: Message): Promise<void> {
  const [, , , , cookie, identities] = call.body() as [string, string, string, unknown, string, unknown[]];
  const response = { ...AUTHORITY, member: "AuthenticationAgentResponse2" };
  await client.call({ ...response, signature: "us(sa{sv})", body: [0, cookie, identities[0]] });
  client.send({ type: "return", destination: call.sender ?? "", replySerial: call.serial });
}

function refuse(client: Client, { sender = "", serial }: Message): void {
  const errorName = "org.freedesktop.PolicyKit1.Error.Failed";
  client.send({ type: "error", errorName, destination: sender, replySerial: serial });
}

/** As polkit names a process: its id, and when it started (proc_pid_stat(5), field 22). */
function thisProcess(): readonly [string, Map<string, Variant>] {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const start = BigInt(fields[19] ?? "0");
  return [
    "unix-process",
    new Map<string, Variant>([
      ["pid", new Variant<string>("u", process.pid)],
      ["start-time", new Variant<string>("t", start)],
    ]),
  ];
}
