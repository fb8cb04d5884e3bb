// Who may do what: root may, about everyone else polkit is asked, as often and in the way that the caller allows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BusError, type Call } from "../../../../common/bus/connection.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { CallerLeft, onPermissionsChanged, polkitAuthority } from "../../../../service/bus/authority.ts";
import type { Question } from "../../../../service/bus/exported.ts";
import { RecordingLog } from "../observer/recording-log.ts";
import { FakeConnection } from "./fake-connection.ts";

const ERROR = "org.freedesktop.DBus.Error";
const ACTION = "org.multihomed1.assign";
const QUESTION: Question = { action: ACTION, details: new Map([["interface", "eth0"]]) };
const SENDER = ":1.7";
const MINUTES = 60_000;

const YES = [true, false, new Map()];
const NO = [false, false, new Map()];
const CHALLENGE = [false, true, new Map()];

/** Until it is answered by the test. */
class Pending {
  readonly promise: Promise<unknown[]>;
  resolve: (answer: unknown[]) => void = () => {};
  reject: (error: unknown) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }
}

class Polkit {
  readonly connection = new FakeConnection();
  readonly log = new RecordingLog("debug");
  readonly authority = polkitAuthority(this.connection, this.log);
  /** Of the caller. */
  uid: () => Promise<unknown[]> = async () => [1000];
  /** How it answers CheckAuthorization, call after call; the last one again and again. */
  says: (() => Promise<unknown[]>)[] = [];
  cancelled: () => Promise<unknown[]> = async () => [];

  constructor() {
    this.connection.answer = async (call) => {
      if (call.member === "GetConnectionUnixUser") return await this.uid();
      if (call.member === "CancelCheckAuthorization") return await this.cancelled();
      assert.equal(call.member, "CheckAuthorization");
      const [next] = this.says.length > 1 ? this.says.splice(0, 1) : this.says;
      return next === undefined ? assert.fail("polkit is not expected to be asked") : await next();
    };
  }

  calls(member: string): Call[] {
    return this.connection.calls.filter((call) => call.member === member);
  }

  get checks(): Call[] {
    return this.calls("CheckAuthorization");
  }

  authorise(interactive = false, question = QUESTION): Promise<"always" | "this"> {
    return this.authority.authorise({ sender: SENDER, interactive }, question);
  }
}

/** A polkit that gives these answers, one after the other. */
function polkit(...answers: readonly (unknown[] | Pending)[]): Polkit {
  const asked = new Polkit();
  asked.says = answers.map((answer) => async () => (answer instanceof Pending ? await answer.promise : [answer]));
  return asked;
}

const turns = async () => {
  for (let times = 0; times < 5; times++) await new Promise((resolve) => setImmediate(resolve));
};

test("root may, without a question", async () => {
  const asked = polkit();
  asked.uid = async () => [0];
  assert.equal(await asked.authorise(), "always");
  assert.equal(await asked.authority.permission({ sender: SENDER, interactive: false }, ACTION), "yes");
  assert.deepEqual(asked.checks, []);
  const [call] = asked.connection.calls;
  assert.deepEqual(
    [call?.destination, call?.path, call?.interface, call?.signature, call?.body],
    ["org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "s", [SENDER]],
  );
  assert.ok(Number.isFinite(call?.timeout));
});

test("polkit is asked about the caller on the bus, the action and the details, and not to ask a person", async () => {
  const asked = polkit(YES);
  assert.equal(await asked.authorise(), "this");
  const [call, ...more] = asked.checks;
  assert.deepEqual(more, []);
  assert.deepEqual(
    [call?.destination, call?.path, call?.interface, call?.signature],
    [
      "org.freedesktop.PolicyKit1",
      "/org/freedesktop/PolicyKit1/Authority",
      "org.freedesktop.PolicyKit1.Authority",
      "(sa{sv})sa{ss}us",
    ],
  );
  const subject = ["system-bus-name", new Map([["name", new Variant("s", SENDER)]])];
  assert.deepEqual(call?.body, [subject, ACTION, new Map([["interface", "eth0"]]), 0, ""]);
  assert.ok(Number.isFinite(call?.timeout));
});

test("no is no, and nobody else is asked", async () => {
  for (const interactive of [false, true]) {
    const asked = polkit(NO);
    await assert.rejects(asked.authorise(interactive), {
      dbusName: `${ERROR}.AccessDenied`,
      message: `${ACTION}: not authorised`,
    });
    assert.equal(asked.checks.length, 1);
    assert.deepEqual(asked.log.take(), []);
  }
});

test("an answer that is none is no", async () => {
  for (const answer of [[], ["yes"], [1, 1], "yes", undefined, [new Variant("b", true)]]) {
    const asked = polkit();
    asked.says = [async () => [answer]];
    await assert.rejects(asked.authorise(), { dbusName: `${ERROR}.AccessDenied` });
  }
});

test("a caller that does not allow a person to be asked is told that one would have to be", async () => {
  const asked = polkit(CHALLENGE);
  await assert.rejects(asked.authorise(false), {
    dbusName: `${ERROR}.InteractiveAuthorizationRequired`,
    message: `${ACTION}: a person has to authenticate, which this call does not allow`,
  });
  assert.equal(asked.checks.length, 1);
  assert.equal(asked.connection.subscriptions.size, 0);
});

test("a caller that allows it has a person asked: with the flag, an id to cancel by, and much time", async () => {
  const asked = polkit(CHALLENGE, YES);
  assert.equal(await asked.authorise(true), "this");
  const [first, second] = asked.checks;
  assert.deepEqual(first?.body?.slice(3), [0, ""]);
  const [flags, cancellation] = second?.body?.slice(3) ?? [];
  assert.equal(flags, 1);
  assert.match(String(cancellation), /./);
  assert.deepEqual(second?.body?.slice(0, 3), first?.body?.slice(0, 3));
  const [short = 0, long = 0] = [first?.timeout, second?.timeout];
  assert.ok(short <= 25_000 && long >= 1 * MINUTES && long <= 10 * MINUTES, `${short} ${long}`);
  assert.equal(asked.connection.subscriptions.size, 0);
  assert.deepEqual(asked.calls("CancelCheckAuthorization"), []);
});

test("a person who does not authenticate has said no", async () => {
  for (const answer of [NO, CHALLENGE]) {
    await assert.rejects(polkit(CHALLENGE, answer).authorise(true), {
      dbusName: `${ERROR}.AccessDenied`,
      message: `${ACTION}: not authenticated`,
    });
  }
});

test("no two questions are cancelled by one id", async () => {
  const asked = polkit(CHALLENGE, YES, CHALLENGE, YES);
  await asked.authorise(true);
  await asked.authorise(true);
  const ids = asked.checks.map(({ body }) => body?.[4]).filter((id) => id !== "");
  assert.equal(new Set(ids).size, 2);
});

test("a caller that leaves while a person is asked: the question is withdrawn, and nobody is answered", async () => {
  const pending = new Pending();
  const asked = polkit(CHALLENGE, pending);
  const outcome = asked.authorise(true);
  const rejected = assert.rejects(outcome, CallerLeft);
  while (asked.checks.length < 2) await turns();
  // Others that leave are none of our business.
  asked.connection.tell("NameOwnerChanged", ":1.8");
  await turns();
  assert.deepEqual(asked.calls("CancelCheckAuthorization"), []);
  asked.connection.tell("NameOwnerChanged", SENDER);
  await rejected;
  const [cancel, ...more] = asked.calls("CancelCheckAuthorization");
  assert.deepEqual(more, []);
  assert.deepEqual([cancel?.signature, cancel?.body], ["s", [asked.checks[1]?.body?.[4]]]);
  assert.ok(Number.isFinite(cancel?.timeout));
  assert.equal(asked.connection.subscriptions.size, 0);
  assert.deepEqual(asked.log.take(), []);
  // What polkit says of it now is heard by nobody.
  pending.reject(new BusError("org.freedesktop.PolicyKit1.Error.Cancelled", "withdrawn"));
  await turns();
});

test("a question that polkit has forgotten already is withdrawn without a word", async () => {
  const asked = polkit(CHALLENGE, new Pending());
  asked.cancelled = async () => {
    throw new BusError("org.freedesktop.PolicyKit1.Error.Failed", "no such cancellation id");
  };
  const rejected = assert.rejects(asked.authorise(true), CallerLeft);
  while (asked.checks.length < 2) await turns();
  asked.connection.tell("NameOwnerChanged", SENDER);
  await rejected;
  await turns();
  assert.deepEqual(
    asked.log.take().map((line) => line.split(":")[0]),
    ["debug"],
  );
});

test("a caller that left before anyone watched has nobody asked for it", async () => {
  for (const gone of [1, 2]) {
    const asked = polkit(CHALLENGE, YES);
    let times = 0;
    asked.uid = async () => {
      if (++times === gone) throw new BusError(`${ERROR}.NameHasNoOwner`, "the name has no owner");
      return [1000];
    };
    await assert.rejects(asked.authorise(true), CallerLeft);
    assert.equal(asked.checks.length, gone - 1);
    assert.equal(asked.connection.subscriptions.size, 0);
    assert.deepEqual(asked.log.take(), []);
  }
});

test("a caller that leaves while it is found out whether it is still there has nobody asked for it", async () => {
  const asked = polkit(CHALLENGE, YES);
  let times = 0;
  asked.uid = async () => {
    if (++times === 2) asked.connection.tell("NameOwnerChanged", SENDER);
    return [1000];
  };
  await assert.rejects(asked.authorise(true), CallerLeft);
  assert.equal(asked.checks.length, 1);
});

test("a caller of whom the bus does not say who it is, and that is there, is refused and gets an answer", async () => {
  for (const name of [`${ERROR}.NoReply`, `${ERROR}.LimitsExceeded`, `${ERROR}.Failed`]) {
    const asked = polkit(YES);
    asked.uid = async () => {
      throw new BusError(name, "not now");
    };
    await assert.rejects(asked.authorise(), { dbusName: `${ERROR}.AccessDenied` });
    assert.equal(await asked.authority.permission({ sender: SENDER, interactive: false }, ACTION), "no");
    assert.deepEqual(asked.checks, []);
  }
});

const SILENT: readonly (readonly [string, unknown])[] = [
  ["is not there", new BusError(`${ERROR}.ServiceUnknown`, "no such name")],
  ["does not answer in time", new BusError(`${ERROR}.NoReply`, "no answer in 10 s")],
  ["does not know the action", new BusError("org.freedesktop.PolicyKit1.Error.Failed", "not registered")],
  ["is odd", "odd"],
];
for (const [how, error] of SILENT) {
  test(`where polkit ${how}, only root may, and that is told once`, async () => {
    const asked = polkit();
    asked.says = [() => Promise.reject(error)];
    const denied = { dbusName: `${ERROR}.AccessDenied`, message: /polkit does not answer, so only root may do this$/ };
    await assert.rejects(asked.authorise(), denied);
    await assert.rejects(asked.authorise(true), denied);
    assert.equal(await asked.authority.permission({ sender: SENDER, interactive: false }, ACTION), "no");
    const [first = "", ...more] = asked.log.take();
    assert.match(first, /^warning: polkit does not answer, so only root may: /);
    assert.equal(more.length, 2);
    assert.ok(more.every((line) => line.startsWith("debug: ")));
    assert.equal(asked.checks.length, 3);
    // It is back, and away again: that is news.
    asked.says = [async () => [YES], () => Promise.reject(error)];
    await asked.authorise();
    await assert.rejects(asked.authorise(), denied);
    assert.match(asked.log.take().join(), /^warning: /);
    asked.uid = async () => [0];
    await asked.authorise();
  });
}

test("a person who takes too long: the question is withdrawn, and the caller told", async () => {
  const asked = polkit();
  asked.says = [async () => [CHALLENGE], () => Promise.reject(new BusError(`${ERROR}.NoReply`, "no answer in 300 s"))];
  await assert.rejects(asked.authorise(true), { dbusName: `${ERROR}.AccessDenied` });
  assert.deepEqual(asked.calls("CancelCheckAuthorization")[0]?.body, [asked.checks[1]?.body?.[4]]);
  assert.equal(asked.connection.subscriptions.size, 0);
});

/** Waits for so many, and sees that there are no more. */
async function settlesAt(count: () => number, expected: number) {
  for (let times = 0; times < 1000 && count() < expected; times++) await turns();
  await turns();
  assert.equal(count(), expected);
}

const LIMITED = { dbusName: `${ERROR}.LimitsExceeded` };

test("of one user so many persons are asked at once, of all users so many, and an end makes room", async () => {
  const asked = polkit();
  const open: Pending[] = [];
  asked.says = [
    async () => {
      // The first question of each call is without a person, the second with.
      const [flags] = asked.checks.at(-1)?.body?.slice(3) ?? [];
      if (flags === 0) return [CHALLENGE];
      open.push(new Pending());
      return await (open.at(-1)?.promise ?? []);
    },
  ];
  let user = 0;
  asked.uid = async () => [user];
  const outcomes: Promise<unknown>[] = [];
  // So that no rejection is unheard before the test looks.
  const ask = () => {
    const outcome = asked.authorise(true);
    outcome.catch(() => {});
    outcomes.push(outcome);
    return outcome;
  };
  for (let users = 1; users <= 8; users++) {
    user = users;
    for (let times = 0; times < 8; times++) ask();
    await settlesAt(() => open.length, users * 8);
    await assert.rejects(asked.authorise(true), LIMITED);
  }
  user = 9;
  await assert.rejects(asked.authorise(true), LIMITED);
  // Nobody else's question suffers: what needs no person is asked all the same.
  await assert.rejects(asked.authorise(false), { dbusName: `${ERROR}.InteractiveAuthorizationRequired` });
  open[0]?.resolve([NO]);
  open[1]?.resolve([YES]);
  open[2]?.reject(new BusError(`${ERROR}.NoReply`, "no answer"));
  await Promise.allSettled(outcomes.slice(0, 3));
  for (let times = 0; times < 3; times++) ask();
  await settlesAt(() => open.length, 64 + 3);
  await assert.rejects(asked.authorise(true), LIMITED);
});

test("what needs no person is asked so many at a time, and so many wait of one user", async () => {
  const asked = polkit();
  const open: Pending[] = [];
  asked.says = [
    () => {
      open.push(new Pending());
      return open.at(-1)?.promise ?? assert.fail();
    },
  ];
  let user = 1000;
  asked.uid = async () => [user];
  const outcomes = Array.from({ length: 64 }, () => asked.authorise());
  await settlesAt(() => open.length, 32);
  await assert.rejects(asked.authorise(), LIMITED);
  // One who asks what may be done is told that it cannot be said now, not that the answer is no.
  await assert.rejects(asked.authority.permission({ sender: SENDER, interactive: false }, ACTION), LIMITED);
  user = 1001;
  outcomes.push(asked.authorise());
  open[0]?.resolve([YES]);
  await settlesAt(() => open.length, 33);
  for (let at = 1; at < 65; at++) {
    await settlesAt(() => Math.min(open.length, at + 1), at + 1);
    open[at]?.resolve([YES]);
  }
  await Promise.all(outcomes);
  asked.says = [async () => [YES]];
  user = 1000;
  await asked.authorise();
});

test("root waits for nobody", async () => {
  const asked = polkit();
  asked.says = [() => new Promise(() => {})];
  for (let times = 0; times < 64; times++) void asked.authorise();
  await settlesAt(() => asked.checks.length, 32);
  asked.uid = async () => [0];
  await asked.authorise();
});

test("who the caller is has to be said with a number", async () => {
  for (const uid of [[], ["0"], [undefined], [false], [0n]]) {
    const asked = polkit(YES);
    asked.uid = async () => uid;
    await assert.rejects(asked.authorise(), { dbusName: `${ERROR}.AccessDenied` });
    assert.deepEqual(asked.checks, []);
  }
});

test("GetPermissions asks without a person, whatever the caller allows", async () => {
  for (const [answer, permission] of [
    [YES, "yes"],
    [NO, "no"],
    [CHALLENGE, "challenge"],
  ] as const) {
    const asked = polkit([...answer]);
    assert.equal(await asked.authority.permission({ sender: SENDER, interactive: true }, ACTION), permission);
    assert.deepEqual(asked.checks[0]?.body?.slice(1), [ACTION, new Map(), 0, ""]);
  }
});

test("when polkit's answers may be others, that is told", async () => {
  const connection = new FakeConnection();
  let times = 0;
  await onPermissionsChanged(connection, () => times++);
  const [subscription] = connection.subscriptions;
  assert.deepEqual(subscription?.match, {
    sender: "org.freedesktop.PolicyKit1",
    interface: "org.freedesktop.PolicyKit1.Authority",
    member: "Changed",
  });
  connection.tell("Changed");
  assert.equal(times, 1);
});
