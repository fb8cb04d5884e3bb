// Finding a socket of the package again: what the kernel lists in /proc/net/netlink is compared, not our own reading.
import assert from "node:assert/strict";
import { readFileSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { RawNetlinkSocket, type RawNetlinkSocketOptions } from "netlink/dist/raw.js";
import { MultihomedError } from "../../../../common/errors.ts";
import { NETLINK_GENERIC, NETLINK_NETFILTER, NETLINK_ROUTE } from "../../../../service/netlink/socket.ts";
import { descriptorOf } from "../../../../service/netlink/sockopt.ts";

/** The protocol and the port id of the socket behind a descriptor of ours. */
function listed(fd: number): [protocol: number, port: number] {
  const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
  const lines = readFileSync("/proc/self/net/netlink", "utf8").trim().split("\n").slice(1);
  const columns = lines.map((line) => line.trim().split(/\s+/)).find((each) => each.at(-1) === inode);
  return [Number(columns?.[1]), Number(columns?.[2])];
}

test("sockets of different protocols with the same port id are told apart", () => {
  const port = ((1000 << 22) | (process.pid & 0x3fffff)) >>> 0;
  // The package's type wants buffer sizes that its code treats as optional.
  const options = { localPort: port } as RawNetlinkSocketOptions;
  const protocols = [NETLINK_GENERIC, NETLINK_ROUTE, NETLINK_NETFILTER];
  const sockets = new Map(protocols.map((protocol) => [protocol, new RawNetlinkSocket(protocol, options)]));
  const close = (protocol: number) => {
    sockets.get(protocol)?.close();
    sockets.delete(protocol);
  };
  try {
    for (const protocol of protocols) assert.deepEqual(listed(descriptorOf(port, protocol)), [protocol, port]);
    close(NETLINK_ROUTE);
    assert.throws(() => descriptorOf(port, NETLINK_ROUTE), MultihomedError);
  } finally {
    for (const protocol of [...sockets.keys()]) close(protocol);
  }
});
