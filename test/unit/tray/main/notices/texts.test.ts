import assert from "node:assert/strict";
import { test } from "node:test";
import { answerText, noticeText } from "../../../../../tray/main/notices/texts.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { ABSENT, DISCONNECTED, problem, ready, uplink } from "../stand-in/known.ts";
import { DONE, REFUSED } from "../stand-in/session.ts";

const words = wordsFor("en");
const known = ready({
  links: [uplink("a", { state: "no-carrier" }), uplink("b"), uplink("c", { addresses: [] })],
  service: { problems: [problem("a"), problem("")] },
});
const of = (notice: Parameters<typeof noticeText>[0], at = known) => noticeText(notice, at, words);

test("one that is lost is named, with what it means, and leads to its page", () => {
  assert.deepEqual(of({ kind: "lost", names: ["a"], all: false }), {
    title: "a does not work any more",
    body: "No cable or no radio network. It will be used as soon as it is connected.",
    place: { page: "link", name: "a" },
  });
  assert.equal(of({ kind: "lost", names: ["gone"], all: false }).body, "");
});

test("several that are lost are counted and named, as many as can be read", () => {
  assert.deepEqual(of({ kind: "lost", names: ["a", "b"], all: false }), {
    title: "2 interfaces do not work any more",
    body: "a, b",
    place: { page: "overview" },
  });
  const many = Array.from({ length: 30 }, (_, n) => `n${n}`);
  assert.equal(of({ kind: "lost", names: many, all: false }).body, "n0, n1, n2, n3, n4, …");
});

test("that nothing works any more is said first", () => {
  assert.deepEqual(of({ kind: "lost", names: ["a"], all: true }), {
    title: "No interface works any more",
    body: "a\nNo cable or no radio network. It will be used as soon as it is connected.",
    place: { page: "link", name: "a" },
  });
  const several = of({ kind: "lost", names: ["a", "b"], all: true });
  assert.deepEqual([several.title, several.body], ["No interface works any more", "a, b"]);
});

test("one that is back has its address", () => {
  assert.deepEqual(of({ kind: "back", names: ["b"] }), {
    title: "b works again",
    body: "Its address is 10.1.0.2.",
    place: { page: "link", name: "b" },
  });
  assert.equal(of({ kind: "back", names: ["c"] }).body, "");
  assert.equal(of({ kind: "back", names: ["b", "c"] }).title, "2 interfaces work again");
});

test("one that comes and goes", () => {
  const text = of({ kind: "unstable", names: ["a"] });
  assert.deepEqual(
    [text.title, text.body],
    ["a comes and goes", "You are told again when it has been the same for a minute."],
  );
  assert.equal(of({ kind: "unstable", names: ["a", "b"] }).title, "2 interfaces come and go");
});

test("the service that is gone says why, as far as that is known", () => {
  assert.equal(of({ kind: "service", is: "gone" }, ABSENT).title, "The service is not running");
  assert.equal(of({ kind: "service", is: "gone" }, DISCONNECTED).title, "The system bus cannot be reached");
  assert.equal(of({ kind: "service", is: "back" }).title, "The service runs again");
  assert.equal(of({ kind: "service", is: "unstable" }).body, "systemctl status multihomed says why.");
});

test("a problem has its remedy and the service's own line", () => {
  const text = of({ kind: "problems", problems: [{ kind: "problem", name: "a", code: "contended" }] });
  assert.equal(text.title, "a: Another program keeps undoing the changes");
  assert.match(text.body, /ip monitor route rule[^\n]+\nthe text of contended$/);
  assert.deepEqual(text.place, { page: "link", name: "a" });
  const own = of({ kind: "problems", problems: [{ kind: "problem", name: "", code: "state" }] });
  assert.deepEqual(own.place, { page: "overview" });
  const both = of({
    kind: "problems",
    problems: [
      { kind: "problem", name: "a", code: "contended" },
      { kind: "problem", name: "", code: "state" },
    ],
  });
  assert.deepEqual(both, {
    title: "2 new problems",
    body: "a: Another program keeps undoing the changes\nSaved assignments could not be read",
    place: { page: "overview" },
  });
});

test("text of others is one line of bounded length", () => {
  const long = ready({ service: { problems: [{ interface: "", code: "x", text: `\u001b[31m${"y".repeat(5000)}` }] } });
  const { body } = of({ kind: "problems", problems: [{ kind: "problem", name: "", code: "x" }] }, long);
  assert.ok(body.length < 400);
  assert.ok(!body.includes("\u001b"));
  assert.equal(of({ kind: "lost", names: ["a\nb"], all: false }).title, "a\\x0ab does not work any more");
});

test("a click that was carried out shows by itself, but a check says what it found", () => {
  for (const request of [{ do: "assign", name: "a" }, { do: "release", name: "a" }, { do: "start" }] as const) {
    assert.equal(answerText(request, DONE, words), undefined);
  }
  const checked = (value: number) => answerText({ do: "reconcile" }, { ok: true, value }, words)?.title;
  assert.deepEqual([0, 1, 7].map(checked), ["Everything was as wanted", "1 change was made", "7 changes were made"]);
});

test("a click that was refused says so, and why", () => {
  const text = answerText({ do: "assign", name: "a" }, REFUSED, words);
  assert.equal(text?.title, "a was not switched on");
  assert.match(text?.body ?? "", /^You are not allowed to do this\n.+\npolkit says no$/);
  assert.deepEqual(text?.place, { page: "link", name: "a" });
  const titles = (
    [{ do: "release", name: "a" }, { do: "start" }, { do: "reconcile" }, { do: "choose", changes: {} }] as const
  ).map((request) => answerText(request, REFUSED, words)?.title);
  assert.deepEqual(titles, [
    "a was not switched off",
    "The service was not started",
    "Nothing was checked",
    "The preference was not kept",
  ]);
});
