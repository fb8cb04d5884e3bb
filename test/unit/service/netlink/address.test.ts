// Addresses as a real kernel tells them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Address, addressDump, decodeAddress } from "../../../../service/netlink/address.ts";
import { AF_INET6 } from "../../../../service/netlink/uapi.ts";
import { addressText } from "../../../../service/view/text.ts";
import { captures } from "./captures.ts";

/** "LOCAL/LENGTH peer PEER on IFINDEX" and whether it is tentative. */
function told({ local, prefixLength, peer, ifindex, tentative }: Address): string {
  const other = peer === local ? "" : ` peer ${addressText(peer)}`;
  return `${addressText(local)}/${prefixLength}${other} on ${ifindex}${tentative ? " tentative" : ""}`;
}

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "ip addr add 203.0.113.10/25 dev eth0": ["203.0.113.10/25 on 2"],
  "ip addr add 203.0.113.10/26 dev eth0": ["203.0.113.10/26 on 2"],
  "ip addr add 10.0.0.1 peer 10.0.0.2/32 dev eth0": ["10.0.0.1/32 peer 10.0.0.2 on 2"],
  "ip addr add 10.0.9.1/24 dev eth0 label eth0:1 valid_lft 600 preferred_lft 300": ["10.0.9.1/24 on 2"],
  // Once while duplicate address detection runs, and once when it is over.
  "ip -6 addr add 2001:db8:2::10/64 dev v0": ["2001:db8:2::10/64 on 7 tentative", "2001:db8:2::10/64 on 7"],
  "ip -6 addr add 2001:db8:3::1 peer 2001:db8:3::2/128 dev eth0 nodad": ["2001:db8:3::1/128 peer 2001:db8:3::2 on 2"],
  "ip -6 addr add fe80::10/64 dev eth0 nodad": ["fe80::10/64 on 2"],
  "ip addr del 203.0.113.10/26 dev eth0": ["203.0.113.10/26 on 2"],
  "ip -6 addr del 2001:db8:3::1/128 dev eth0": ["2001:db8:3::1/128 peer 2001:db8:3::2 on 2"],
};

for (const { command, messages } of captures("addresses")) {
  test(`decoded: ${command}`, () => {
    const addresses = messages.map(({ bytes }) => decodeAddress(bytes, 0, bytes.length));
    assert.deepEqual(
      addresses.map((address) => address && told(address)),
      EXPECTED[command],
    );
  });
}

test("an address whose length is not that of its family is none", () => {
  const bytes = Buffer.from("0218800002000000" + "07000200cb007100", "hex");
  assert.equal(decodeAddress(bytes, 0, bytes.length), undefined);
});

test("a message without an address is none", () => {
  const bytes = Buffer.from("0218800002000000", "hex");
  assert.equal(decodeAddress(bytes, 0, bytes.length), undefined);
});

test("a dump asks for one family", () => {
  assert.equal(Buffer.from(addressDump(AF_INET6).payload, "latin1").toString("hex"), "0a00000000000000");
});
