// Messages that others wrote, and ours as the specification says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Framer } from "../../../../common/bus/framing.ts";
import type { Message } from "../../../../common/bus/message.ts";
import { encodeMessage, type Outgoing } from "../../../../common/bus/outgoing.ts";
import { BodyError } from "../../../../common/bus/reader.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { CALL, CREDENTIALS, FAILURE, HELLO, SIGNAL } from "./captured.ts";

function read(bytes: Buffer): Message | undefined {
  const framer = new Framer(1024);
  framer.push(bytes);
  return framer.next();
}

/** What is there of a message, and its body. */
function contents(message: Message | undefined): Record<string, unknown> | undefined {
  if (message === undefined) return undefined;
  const { type, serial, path, member, errorName, replySerial, destination, sender, signature, noReply } = message;
  const said = {
    type,
    serial,
    path,
    interface: message.interface,
    member,
    errorName,
    replySerial,
    destination,
    sender,
  };
  const there = Object.entries({ ...said, signature, noReply }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(there), body: message.body() };
}

const BUS = "org.freedesktop.DBus";

for (const [what, bytes, expected] of [
  [
    "an answer of dbus-daemon",
    CREDENTIALS,
    {
      ...{
        type: "return",
        serial: 3,
        replySerial: 2,
        destination: ":1.1",
        sender: BUS,
        signature: "a{sv}",
        noReply: true,
      },
      body: [new Map(Object.entries({ ProcessID: new Variant("u", 11026), UnixUserID: new Variant("u", 0) }))],
    },
  ],
  [
    "a call of gdbus",
    CALL,
    {
      ...{ type: "call", serial: 3, path: "/org/freedesktop/DBus", interface: BUS, member: "NoSuch", destination: BUS },
      ...{ sender: ":1.3", signature: "(sa{sv}ay)", noReply: false },
      body: [
        ["é", new Map(Object.entries({ a: new Variant("q", 5), b: new Variant("ad", [1.5]) })), Buffer.from([1, 2])],
      ],
    },
  ],
  [
    "an error of dbus-daemon",
    FAILURE,
    {
      ...{ type: "error", serial: 4, errorName: "org.freedesktop.DBus.Error.UnknownMethod", replySerial: 3 },
      ...{ destination: ":1.3", sender: BUS, signature: "s", noReply: true },
      body: ["org.freedesktop.DBus does not understand message NoSuch"],
    },
  ],
  [
    "a signal of gdbus",
    SIGNAL,
    {
      ...{ type: "signal", serial: 2, path: "/a/b", interface: "a.b", member: "Changed", sender: ":1.4" },
      ...{ signature: "a(ss)xb", noReply: true },
      body: [[["x", "y"]], -5n, true],
    },
  ],
  [
    "a call without a body of busctl",
    HELLO,
    {
      ...{ type: "call", serial: 1, path: "/org/freedesktop/DBus", interface: BUS, member: "Hello", destination: BUS },
      ...{ sender: ":1.1", signature: "", noReply: false },
      body: [],
    },
  ],
] as const) {
  test(`read: ${what}`, () => assert.deepEqual(contents(read(bytes)), expected));
}

test("a call is written as busctl writes it, but for the order of the fields and the sender", () => {
  const path = "/org/freedesktop/DBus";
  const ours = encodeMessage({ type: "call", path, interface: BUS, member: "Hello", destination: BUS }, 1);
  const hex = (text: string) => Buffer.from(text).toString("hex");
  assert.equal(
    ours.toString("hex"),
    [
      "6c01000100000000010000006d000000",
      `01016f0015000000${hex(path)}000000`,
      `0201730014000000${hex(BUS)}00000000`,
      `0301730005000000${hex("Hello")}000000`,
      `0601730014000000${hex(BUS)}00000000`,
    ].join(""),
  );
});

const signal: Outgoing = { type: "signal", path: "/", interface: "a.b", member: "S" };

test("flags go both ways", () => {
  for (const noReply of [true, false]) {
    for (const interactive of [true, false]) {
      const message = read(encodeMessage({ ...signal, type: "call", noReply, interactive }, 1));
      assert.deepEqual([message?.noReply, message?.interactive], [noReply, interactive]);
    }
  }
});

test("a body that is not what its signature says breaks when it is asked for, and not before", () => {
  const bytes = encodeMessage({ ...signal, signature: "y", body: [1] }, 1);
  // The signature's one letter stands in front of its zero, at the end of the header.
  bytes[bytes.lastIndexOf("y", -2)] = "b".charCodeAt(0);
  const message = read(bytes);
  assert.equal(message?.signature, "b");
  assert.throws(() => message?.body(), BodyError);
});
