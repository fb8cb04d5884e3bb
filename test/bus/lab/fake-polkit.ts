// A service in polkit's place that answers as a test wants: nothing, nonsense, late (polkit's manual,
// org.freedesktop.PolicyKit1.Authority).
import type { Message } from "../../../common/bus/message.ts";
import type { Bus } from "./bus.ts";
import { THE_BUS } from "./client.ts";

/** The type of an answer, and its one value if it has any. */
export type PolkitAnswer = readonly [signature: string, body: readonly unknown[]];

export interface Question {
  readonly action: string;
  readonly interactive: boolean;
  /** By which it is withdrawn; "" where it cannot be. */
  readonly cancellation: string;
  /** Its answer, once. */
  say(answer: PolkitAnswer): void;
}

export interface FakePolkit {
  /** Every question so far. */
  readonly asked: readonly Question[];
  /** By which questions were withdrawn. */
  readonly withdrawn: readonly string[];
  /** Says that its rules are others now. */
  change(times: number): Promise<void>;
}

export const YES: PolkitAnswer = ["(bba{ss})", [[true, false, new Map()]]];
export const NO: PolkitAnswer = ["(bba{ss})", [[false, false, new Map()]]];
export const CHALLENGE: PolkitAnswer = ["(bba{ss})", [[false, true, new Map()]]];

export const POLKIT_CHANGED = {
  type: "signal",
  path: "/org/freedesktop/PolicyKit1/Authority",
  interface: "org.freedesktop.PolicyKit1.Authority",
  member: "Changed",
} as const;

/** Owns polkit's name; `onQuestion` answers, or leaves it. */
export async function fakePolkit(bus: Bus, onQuestion: (question: Question) => void = () => {}): Promise<FakePolkit> {
  const client = await bus.client("root");
  const [asked, withdrawn]: [Question[], string[]] = [[], []];
  client.onMessage((call) => {
    if (call.member === "CancelCheckAuthorization") withdrawn.push(String(call.body()[0]));
    if (call.member !== "CheckAuthorization") return;
    const question = read(call, ([signature, body]) => {
      client.send({ type: "return", destination: call.sender ?? "", replySerial: call.serial, signature, body });
    });
    asked.push(question);
    onQuestion(question);
  });
  const own = { interface: "org.freedesktop.DBus", member: "RequestName", signature: "su" };
  await client.call({ ...THE_BUS, ...own, body: ["org.freedesktop.PolicyKit1", 4] });
  return {
    asked,
    withdrawn,
    async change(times) {
      for (let count = 0; count < times; count++) client.send(POLKIT_CHANGED);
      await client.caughtUp();
    },
  };
}

function read(call: Message, say: Question["say"]): Question {
  const [, action, , flags, cancellation] = call.body() as [unknown, string, unknown, number, string];
  return { action, interactive: flags === 1, cancellation, say };
}
