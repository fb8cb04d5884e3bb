// Links as a real kernel tells them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeLink } from "../../../../service/netlink/link.ts";
import { captures } from "./captures.ts";

const EXPECTED: Readonly<Record<string, readonly (string | undefined)[]>> = {
  "ip link add eth7 index 9 type veth peer name p7 index 109": ["9 eth7"],
  // Told a second time when it is operational.
  "ip link set eth7 up": ["9 eth7 up carrier", "9 eth7 up carrier"],
  "ip link set p7 down": ["9 eth7 up"],
  "ip link set eth7 name lte0": ["9 lte0 up"],
  // What is told of a bridge's port is not about the link as such.
  "ip link set lte0 master br0": ["9 lte0", "9 lte0", undefined],
  "ip link del lte0": [undefined, undefined, "9 lte0"],
};

for (const { command, messages } of captures("links")) {
  test(`decoded: ${command}`, () => {
    const told = messages.map(({ bytes }) => {
      const link = decodeLink(bytes, 0, bytes.length);
      return link && `${link.index} ${link.name}${link.up ? " up" : ""}${link.carrier ? " carrier" : ""}`;
    });
    assert.deepEqual(told, EXPECTED[command]);
  });
}

test("a name of fifteen bytes is whole, and one without its zero byte too", () => {
  const header = `00000000090000000300000000000000`;
  const name = Buffer.from("wwx0123456789ab").toString("hex");
  for (const attribute of [`14000300${name}00`, `13000300${name}00`]) {
    const bytes = Buffer.from(header + attribute, "hex");
    assert.equal(decodeLink(bytes, 0, bytes.length)?.name, "wwx0123456789ab");
  }
});

test("a link without a name is none", () => {
  assert.equal(decodeLink(Buffer.alloc(16), 0, 16), undefined);
});
