// Netlink framing: messages in a datagram, attributes in a message, and a batch of requests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { attribute, eachAttribute, eachMessage, requestMessage } from "../../../../service/netlink/message.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { captures } from "./captures.ts";

function messages(datagram: Buffer) {
  const seen: { type: number; flags: number; sequence: number; port: number; payload: string }[] = [];
  eachMessage(datagram, (type, flags, sequence, port, b, start, end) =>
    seen.push({ type, flags, sequence, port, payload: b.toString("latin1", start, end) }),
  );
  return seen;
}

test("a refusal of a real kernel: number, our request's header, and the reason in words", () => {
  const [capture] = captures("error");
  const [{ type, flags, sequence, payload = "" } = {}] = messages(capture?.messages[0]?.bytes ?? Buffer.alloc(0));
  const b = Buffer.from(payload, "latin1");
  assert.deepEqual([type, sequence, b.readInt32LE(0)], [k.NLMSG_ERROR, 7, -101]); // ENETUNREACH
  assert.equal(flags, k.NLM_F_CAPPED | k.NLM_F_ACK_TLVS);
  const words: string[] = [];
  eachAttribute(b, 4 + k.NLMSG_HEADER, b.length, (kind, from, to) => {
    if (kind === k.NLMSGERR_ATTR_MSG) words.push(b.toString("utf8", from, to));
  });
  assert.deepEqual(words, ["Nexthop has invalid gateway\0"]);
});

test("what was written is read back, message by message", () => {
  const payloads = ["", attribute(1, "abc"), attribute(2, "x".repeat(40_000)), attribute(3, "\xff\0\x80")];
  const written = payloads.map((payload, at) =>
    requestMessage(24, k.NLM_F_REQUEST | k.NLM_F_ACK, at + 0x7ffffff0, payload),
  );
  const read = messages(Buffer.from(written.join(""), "latin1"));
  assert.deepEqual(
    read.map(({ payload }) => payload),
    payloads,
  );
  assert.deepEqual(
    read.map(({ type, flags, sequence, port }) => [type, flags, sequence, port]),
    payloads.map((_, at) => [24, k.NLM_F_REQUEST | k.NLM_F_ACK, at + 0x7ffffff0, 0]),
  );
});

test("an attribute is padded with zeros, which its length leaves out", () => {
  assert.equal(attribute(0x15, "\x4d"), "\x05\0\x15\0\x4d\0\0\0");
  assert.equal(attribute(1, "abcd"), "\x08\0\x01\0abcd");
});

test("the flag bits of an attribute's type are not part of it", () => {
  const seen: [number, string][] = [];
  const b = Buffer.from(`${attribute(0x8000 | 9, "nest")}${attribute(0x4000 | 3, "")}`, "latin1");
  eachAttribute(b, 0, b.length, (type, from, to) => seen.push([type, b.toString("latin1", from, to)]));
  assert.deepEqual(seen, [
    [9, "nest"],
    [3, ""],
  ]);
});

test("what is cut off or says a wrong length ends the walk", () => {
  const whole = Buffer.from(attribute(1, "abcd") + attribute(2, "efgh"), "latin1");
  const types = (b: Buffer) => {
    const seen: number[] = [];
    eachAttribute(b, 0, b.length, (type) => seen.push(type));
    return seen;
  };
  assert.deepEqual(types(whole), [1, 2]);
  assert.deepEqual(types(whole.subarray(0, 15)), [1]);
  for (const length of [0, 3, 9]) {
    const wrong = Buffer.from(whole);
    wrong.writeUInt16LE(length, 8);
    assert.deepEqual(types(wrong), [1]);
  }
  const long = Buffer.from(whole);
  long.writeUInt16LE(0xffff, 0);
  assert.deepEqual(types(long), []);
});
