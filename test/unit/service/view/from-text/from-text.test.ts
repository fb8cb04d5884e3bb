// The text that tests are written in means what the kernel says: checked against what a real one said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeRoute } from "../../../../../service/netlink/route.ts";
import { routeText } from "../../../../../service/view/text.ts";
import { captures, linkName } from "../../netlink/captures.ts";
import { addressBytes } from "./address.ts";
import { routeOf } from "./route.ts";

const index = (name: string): number => ["", "lo", "eth0", "eth1"].indexOf(name);
/** What the syntax of the tests leaves out. */
const UNKNOWN = /encap|realm|advmss|congctl|features|hoplimit|#/;

for (const { command, messages } of [...captures("routes4"), ...captures("routes6")]) {
  for (const { bytes, text = "" } of messages) {
    if (UNKNOWN.test(text)) continue;
    test(`reads "${text}" as the kernel says it (${command})`, () => {
      const told = decodeRoute(bytes, 0, bytes.length);
      const read = routeOf(bytes[0] === 10 ? `-6 ${text}` : text, index);
      assert.equal(read.table, told?.table);
      assert.equal(read.key, told?.key);
      assert.equal(
        Buffer.from(read.route, "latin1").toString("hex"),
        Buffer.from(told?.route ?? "", "latin1").toString("hex"),
      );
      assert.equal(routeText(read.route, read.table, linkName), text);
    });
  }
}

test("addresses in every form", () => {
  const hex = (text: string) => Buffer.from(addressBytes(text), "latin1").toString("hex");
  assert.equal(hex("192.0.2.255"), "c00002ff");
  assert.equal(hex("::"), "0".repeat(32));
  assert.equal(hex("fe80::1"), `fe80${"0".repeat(27)}1`);
  assert.equal(hex("2001:db8:1:2:3:4:5:6"), "20010db8000100020003000400050006");
});
