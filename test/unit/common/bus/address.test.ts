import assert from "node:assert/strict";
import { test } from "node:test";
import { busSockets } from "../../../../common/bus/address.ts";

const SYSTEM = "/run/dbus/system_bus_socket";

for (const [address, env, sockets] of [
  ["system", {}, [SYSTEM]],
  ["system", { DBUS_SYSTEM_BUS_ADDRESS: "" }, [SYSTEM]],
  ["system", { DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/tmp/bus" }, ["/tmp/bus"]],
  ["session", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/tmp/bus,guid=12ab" }, ["/tmp/bus"]],
  ["session", { XDG_RUNTIME_DIR: "/run/user/1000" }, ["/run/user/1000/bus"]],
  ["session", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/a", XDG_RUNTIME_DIR: "/run/user/1000" }, ["/a"]],
  ["unix:path=/tmp/bus", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/a" }, ["/tmp/bus"]],
  ["unix:guid=12ab,path=/tmp/bus", {}, ["/tmp/bus"]],
  ["unix:path=/tmp/a%20b%2d%c3%a9", {}, ["/tmp/a b-é"]],
  ["unix:abstract=/tmp/x;unix:path=/tmp/a;tcp:host=h,port=1;unix:path=/tmp/b", {}, ["/tmp/a", "/tmp/b"]],
] as const) {
  test(`${address} ${JSON.stringify(env)}`, () => assert.deepEqual(busSockets(address, env), sockets));
}

for (const address of [
  "unix:abstract=/tmp/x",
  "unix:path=",
  "unix:runtime=yes",
  "tcp:host=localhost,port=1",
  "unixexec:path=/bin/sh",
  "unix:path=%",
  "unix:path=%ff",
  "unix:path=/tmp/a%3bb",
  "unix:path=/tmp/a:b",
  "unix:path=/tmp/a%00",
  "/tmp/bus",
  "",
]) {
  test(`refused with what was expected: ${address}`, () => {
    assert.throws(() => busSockets(address, {}), {
      name: "MultihomedError",
      code: "bus",
      message: `cannot use "${address}" as address of a message bus; expected unix:path=…`,
    });
  });
}

test("a session bus that nobody names is refused", () => {
  assert.throws(() => busSockets("session", {}), {
    code: "bus",
    message: "there is no session bus: DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR are not set",
  });
});
