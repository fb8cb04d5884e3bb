// What the user is told when it does not work, in one line with what to do, and how it exits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../../common/client/failures.ts";
import { MultihomedError } from "../../../common/errors.ts";
import { explain } from "../../../ctl/failures.ts";

const STANDARD = "org.freedesktop.DBus.Error";

test("each kind has its exit status and its way out", () => {
  const call = (code: ConstructorParameters<typeof MultihomedError>[0], name: string, text: string) =>
    explain(new CallError(code, name, text, undefined));
  assert.deepEqual(explain(new MultihomedError("usage", "--x: unknown option")), {
    text: "--x: unknown option",
    exit: 2,
  });
  assert.deepEqual(explain(new MultihomedError("bus", "the bus cannot be reached")), {
    text: "the bus cannot be reached; try: systemctl status dbus",
    exit: 3,
  });
  assert.deepEqual(call("not-reachable", `${STANDARD}.ServiceUnknown`, "unit is masked"), {
    text: "the service is not running and could not be started: unit is masked; try: systemctl status multihomed",
    exit: 3,
  });
  assert.deepEqual(call("not-reachable", `${STANDARD}.NoReply`, "no answer in 25 s"), {
    text: "the service does not answer: no answer in 25 s; try: systemctl status multihomed",
    exit: 3,
  });
  assert.deepEqual(call("not-authorised", `${STANDARD}.AccessDenied`, "polkit says no"), {
    text: "not authorised: polkit says no; try it with sudo",
    exit: 4,
  });
  assert.deepEqual(call("not-authorised", `${STANDARD}.InteractiveAuthorizationRequired`, "a password is needed"), {
    text: "not authorised: a password is needed; try it in a terminal, or with sudo",
    exit: 4,
  });
  assert.deepEqual(call("table-in-use", "org.multihomed1.Error.TableInUse", "table 7 is assigned to eth1"), {
    text: "table 7 is assigned to eth1; without TABLE a free one is taken",
    exit: 1,
  });
});

test("it is one line whatever the service says, and a mistake of the program is not dressed up", () => {
  const told = explain(new MultihomedError("refused", "one\ntwo\u001b[2J"));
  assert.deepEqual(told, { text: "one\\x0atwo\\x1b[2J", exit: 1 });
  assert.equal(explain(new TypeError("x is undefined")), undefined);
});
