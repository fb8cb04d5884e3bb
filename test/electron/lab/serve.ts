// Answers calls on a connection: what is not known is refused, as every program on a bus does.
import type { Connection, Message } from "../../../common/bus/connection.ts";

/** Types and values. */
export type Answer = readonly [signature: string, ...body: unknown[]];

/** @param answer undefined: there is no such method or property here */
export function serve(bus: Connection, answer: (call: Message) => Answer | undefined): void {
  bus.onCall((call) => {
    const [signature, ...body] = answer(call) ?? [undefined];
    if (signature !== undefined) bus.reply(call, signature, body);
    else bus.replyError(call, "org.freedesktop.DBus.Error.UnknownMethod", `${call.path} has no ${call.member}`);
  });
}
