// What windows ask for: what is let in, what the service is then asked, and how what goes wrong is answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../../../common/client/failures.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import { CALLS_MAX } from "../../../../tray/host/session.ts";
import type { Failure, Reply } from "../../../../tray/shared/bridge.ts";
import { CALLS, type CallName } from "../../../../tray/shared/calls.ts";
import { link, scene, turn } from "./stand-in.ts";

/** Arrays in arrays, so deep. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let at = 0; at < depth; at++) value = [value];
  return value;
}

const failed = (reply: Reply<unknown>): Failure => {
  assert.ok(!reply.ok, JSON.stringify(reply));
  return reply.failure;
};

test("each call goes to the service or the desktop with its arguments, and the answer comes back", async () => {
  const { live, desktop, open } = scene();
  const asked: unknown[] = [];
  const answer =
    (name: string, value: unknown) =>
    async (...args: unknown[]): Promise<never> => {
      asked.push([name, ...args]);
      return value as never; // whatever it is, it is handed on
    };
  const explanation = { kernel: {}, intended: {}, differences: [] };
  Object.assign(live.answers, {
    service: answer("service", {}),
    assign: answer("assign", undefined),
    release: answer("release", undefined),
    routes: answer("routes", { total: 1, texts: ["default"] }),
    rules: answer("rules", { total: 0, texts: [] }),
    explain: answer("explain", explanation),
    reconcile: answer("reconcile", 7),
    reload: answer("reload", undefined),
  });
  const { session } = open();
  live.ready([link("eth1", { assigned: true, table: 2000, options: { weight: 3 } })]);
  live.set(link("eth1"));
  const cases: readonly (readonly [CallName, unknown[], asked: unknown, value: unknown])[] = [
    [
      "assign",
      ["eth0", 1000, { weight: 2, persist: false }],
      ["assign", "eth0", 1000, { weight: 2, persist: false }],
      undefined,
    ],
    ["assign", ["eth0", "auto", {}], ["assign", "eth0", "auto", {}], undefined],
    ["switchOn", ["eth0"], ["assign", "eth0", "auto", {}], undefined],
    ["switchOn", ["eth1"], ["assign", "eth1", 2000, { weight: 3 }], undefined],
    ["release", ["eth0", { persist: true }], ["release", "eth0", { persist: true }], undefined],
    ["routes", ["eth0", 100, 50], ["routes", "eth0", { offset: 100, limit: 50 }], { total: 1, texts: ["default"] }],
    ["rules", ["eth0", 0, 1000], ["rules", "eth0", { offset: 0, limit: 1000 }], { total: 0, texts: [] }],
    ["explain", [{ destination: "192.0.2.1" }], ["explain", { destination: "192.0.2.1" }], explanation],
    ["reconcile", [], ["reconcile"], 7],
    ["reload", [], ["reload"], undefined],
    ["start", [], ["service"], undefined],
  ];
  for (const [name, args, expected, value] of cases) {
    assert.deepEqual(await session.answer(name, args), { ok: true, value }, name);
    assert.deepEqual(asked.pop(), expected, name);
  }
  assert.deepEqual(await session.answer("copy", ["10.1.0.2"]), { ok: true, value: undefined });
  assert.deepEqual(desktop.copied, ["10.1.0.2"]);
});

test("what is no call, or has other arguments, is refused and asks nobody", async () => {
  const { open, mistakes } = scene();
  const { session } = open();
  const cases: readonly (readonly [name: unknown, args: unknown, text: RegExp])[] = [
    ["shutdown", [], /there is no call "shutdown"/],
    ["__proto__", [], /there is no call/],
    ["constructor", [], /there is no call/],
    [undefined, [], /there is no call/],
    [{ toString: () => "reload" }, [], /there is no call/],
    [Object.create(null), [], /there is no call/],
    [nested(30_000), [], /there is no call/],
    [Symbol("reload"), [], /there is no call/],
    ["x".repeat(5000), [], /^there is no call "x{80}…"$/],
    ["reload", undefined, /reload: /],
    ["reload", "[]", /reload: /],
    ["reload", [1], /reload: /],
    ["assign", ["eth0"], /assign: /],
    ["assign", ["eth0", 254, {}], /assign: argument 1: /],
    ["assign", ["eth0", 0, {}], /assign: argument 1: /],
    ["assign", ["", 1000, {}], /assign: argument 0: /],
    ["assign", ["eth0", 1000, { colour: "red" }], /assign: argument 2\.colour: /],
    ["assign", ["eth0", 1000, { ["x".repeat(5000)]: 1 }], /assign: argument 2\.x{78}…: /],
    ["assign", ["eth0", 1000, { weight: -1 }], /assign: argument 2\.weight: /],
    ["assign", ["eth0", 1000, { weight: 1.5 }], /assign: argument 2\.weight: /],
    ["assign", ["eth0", 1000, JSON.parse('{"__proto__":{"strict":true},"x":1}')], /assign: argument 2/],
    ["release", ["eth0", { persist: 1 }], /release: argument 1\.persist: /],
    ["routes", ["eth0", 0, 0], /routes: argument 2: /],
    ["routes", ["eth0", 0, 1001], /routes: argument 2: /],
    ["traffic", [Array.from({ length: 65 }, (_, at) => `eth${at}`)], /traffic: argument 0: /],
    ["traffic", ["eth0"], /traffic: argument 0: /],
    ["explain", [{}], /explain: argument 0\.destination: /],
    ["copy", ["x".repeat((1 << 20) + 1)], /copy: argument 0: /],
    ["choose", [{ panel: "pink" }], /choose: argument 0\.panel: /],
  ];
  for (const [name, args, text] of cases) {
    const failure = failed(await session.answer(name, args));
    assert.equal(failure.code, "invalid-argument", failure.text);
    assert.match(failure.text, text);
    assert.ok(failure.text.length < 300, "no flood");
  }
  assert.deepEqual(mistakes, []);
});

test("texts that D-Bus cannot carry are refused, and are no mistake of the program", async () => {
  const { open } = scene();
  const { session } = open();
  for (const text of ["a\0b", "\ud800", "x\udfff"]) {
    for (const [name, args] of [
      ["assign", [text, 1000, {}]],
      ["assign", ["eth0", 1000, { gateway: text }]],
      ["explain", [{ destination: text }]],
      ["explain", [{ destination: "192.0.2.1", iif: text }]],
      ["traffic", [[text]]],
    ] as const) {
      assert.equal(failed(await session.answer(name, args)).code, "invalid-argument", name);
    }
  }
});

test("what the service refuses is answered with its code and its line", async () => {
  const { live, open, mistakes } = scene();
  const { session } = open();
  const refuse = (error: unknown) => {
    live.answers.reload = () => Promise.reject(error);
    return session.answer("reload", []);
  };
  const inUse = new MultihomedError("table-in-use", "table 1000 is eth1's");
  assert.deepEqual(failed(await refuse(inUse)), { code: "table-in-use", text: "table 1000 is eth1's" });
  const standard = "org.freedesktop.DBus.Error";
  const denied = new CallError("not-authorised", `${standard}.AccessDenied`, "no", undefined);
  assert.deepEqual(failed(await refuse(denied)), { code: "not-authorised", text: "no" });
  const password = new CallError("not-authorised", `${standard}.InteractiveAuthorizationRequired`, "ask", undefined);
  assert.deepEqual(failed(await refuse(password)), { code: "not-authorised", text: "ask", needsPassword: true });
  assert.deepEqual(mistakes, []);
});

test("a mistake of ours is logged, and answered without a stack", async () => {
  const { live, open, mistakes } = scene();
  const { session } = open();
  const wrong = new TypeError("undefined is not\n a function");
  live.answers.reload = () => {
    throw wrong;
  };
  assert.deepEqual(failed(await session.answer("reload", [])), {
    code: "mistake",
    text: "undefined is not\\x0a a function",
  });
  live.answers.reload = () => Promise.reject("a text");
  assert.deepEqual(failed(await session.answer("reload", [])), { code: "mistake", text: "a text" });
  assert.deepEqual(mistakes, [wrong, "a text"]);
});

test("without a bus, what needs it fails with that, and what does not is answered", async () => {
  const { live, open } = scene();
  live.connected = false;
  const { session } = open();
  const needsBus: readonly (readonly [CallName, unknown[]])[] = [
    ["assign", ["eth0", 1000, {}]],
    ["switchOn", ["eth0"]],
    ["release", ["eth0", {}]],
    ["routes", ["eth0", 0, 1]],
    ["rules", ["eth0", 0, 1]],
    ["traffic", [[]]],
    ["explain", [{ destination: "192.0.2.1" }]],
    ["reconcile", []],
    ["reload", []],
    ["start", []],
  ];
  for (const [name, args] of needsBus) assert.equal(failed(await session.answer(name, args)).code, "bus", name);
  const others: readonly (readonly [CallName, unknown[]])[] = [
    ["follow", []],
    ["activity", []],
    ["choose", [{}]],
    ["copy", ["x"]],
  ];
  for (const [name, args] of others) assert.ok((await session.answer(name, args)).ok, name);
  const tried = [...needsBus, ...others].map(([name]) => name);
  assert.deepEqual(tried.sort(), Object.keys(CALLS).sort(), "every call there is");
});

test("more calls at once than a window has any use for are refused, those of others are not", async () => {
  const { live, open } = scene();
  const finish: (() => void)[] = [];
  live.answers.reload = () => new Promise((resolve) => finish.push(resolve));
  const [greedy, other] = [open().session, open().session];
  const waiting = Array.from({ length: CALLS_MAX }, () => greedy.answer("reload", []));
  assert.equal(failed(await greedy.answer("activity", [])).code, "too-many");
  assert.ok((await other.answer("activity", [])).ok);
  finish.shift()?.();
  await turn();
  assert.ok((await greedy.answer("activity", [])).ok);
  for (const each of finish) each();
  for (const reply of await Promise.all(waiting)) assert.ok(reply.ok);
});

test("of calls that the service takes four of at once, no more are sent, and all are answered", async () => {
  const { live, open } = scene();
  const finish: (() => void)[] = [];
  let most = 0;
  const work = () => {
    most = Math.max(most, finish.length + 1);
    return new Promise<never>((resolve) => finish.push(() => resolve({ total: 0, texts: [] } as never)));
  };
  live.answers.routes = work;
  live.answers.rules = work;
  live.answers.explain = work;
  const windows = [open().session, open().session];
  const waiting = windows.flatMap((session) => [
    session.answer("routes", ["eth0", 0, 1]),
    session.answer("rules", ["eth0", 0, 1]),
    session.answer("explain", [{ destination: "192.0.2.1" }]),
  ]);
  await turn();
  assert.equal(finish.length, 4);
  while (finish.length > 0) {
    finish.shift()?.();
    await turn();
  }
  for (const reply of await Promise.all(waiting)) assert.ok(reply.ok);
  assert.equal(most, 4);
});

test("traffic: of the links that exist, each once, with the time of a clock that only goes forward", async () => {
  const scene_ = scene();
  const { live, open } = scene_;
  live.ready([link("eth0"), link("eth1"), link("ppp0", { index: 0 })]);
  const asked: string[] = [];
  live.answers.traffic = async (name) => {
    asked.push(name);
    return { rxBytes: 1, txBytes: 2 };
  };
  scene_.time = 5000;
  const reply = await open().session.answer("traffic", [["eth1", "eth0", "eth0", "ppp0", "gone", "__proto__"]]);
  const counters = { rxBytes: 1, txBytes: 2 };
  assert.deepEqual(reply, { ok: true, value: { time: 500, links: { eth1: counters, eth0: counters } } });
  assert.deepEqual(asked, ["eth1", "eth0"]);
});

test("traffic of a link that goes while it is asked for is left out; where nobody answers, that is the answer", async () => {
  const { live, open } = scene();
  live.ready([link("eth0"), link("eth1")]);
  let code: "refused" | "timeout" = "refused";
  live.answers.traffic = async (name) => {
    if (name === "eth1") throw new MultihomedError(code, "there is no object");
    return { rxBytes: 1, txBytes: 2 };
  };
  const { session } = open();
  const reply = await session.answer("traffic", [["eth0", "eth1"]]);
  assert.deepEqual(reply, { ok: true, value: { time: 100, links: { eth0: { rxBytes: 1, txBytes: 2 } } } });
  code = "timeout";
  assert.equal(failed(await session.answer("traffic", [["eth0", "eth1"]])).code, "timeout");
});
