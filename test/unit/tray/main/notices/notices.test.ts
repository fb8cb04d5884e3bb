import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, asked, resumed, suspended } from "../../../../../tray/main/notices/notices.ts";
import { NOTHING_KNOWN } from "../../../../../tray/shared/known.ts";
import { ABSENT, DISCONNECTED, problem, ready } from "../stand-in/known.ts";
import { Story } from "./story.ts";

const MINUTE = 60_000;

test("how things are at first is no news", () => {
  const story = new Story().known(NOTHING_KNOWN).uplinks("a -b", { problems: [problem("b")], state: "degraded" });
  assert.deepEqual(story.pass(10 * MINUTE).texts, []);
});

test("a service that was not there at first comes without a word", () => {
  const story = new Story().known(DISCONNECTED).pass(MINUTE).known(ABSENT).pass(MINUTE).uplinks("a -b").pass(MINUTE);
  assert.deepEqual(story.texts, []);
});

test("an uplink that is lost is told after three seconds, and when it works again", () => {
  const story = new Story().uplinks("a b").pass(1000).uplinks("-a b").pass(2999);
  assert.deepEqual(story.texts, []);
  story.pass(1);
  assert.deepEqual(story.texts, ["4000 lost a"]);
  story.pass(MINUTE).uplinks("a b").pass(999);
  assert.equal(story.texts.length, 1);
  story.pass(1);
  assert.deepEqual(story.texts.slice(1), ["65000 back a"]);
  assert.deepEqual(story.pass(10 * MINUTE).texts.length, 2);
});

test("what heals within three seconds is not told", () => {
  const story = new Story()
    .uplinks("a b")
    .pass(1000)
    .uplinks("-a b")
    .pass(2999)
    .uplinks("a b")
    .pass(10 * MINUTE);
  assert.deepEqual(story.texts, []);
});

test("the last one that is lost is told as such, and one that is about to be told is in it", () => {
  const one = new Story().uplinks("a").uplinks("-a").pass(MINUTE);
  assert.deepEqual(one.texts, ["3000 lost all: a"]);
  const both = new Story().uplinks("a b").uplinks("-a b").pass(2000).uplinks("-a -b").pass(MINUTE);
  assert.deepEqual(both.texts, ["3000 lost all: a b"]);
  const later = new Story().uplinks("a b").uplinks("-a b").pass(10_000).uplinks("-a -b").pass(MINUTE);
  assert.deepEqual(later.texts, ["3000 lost a", "13000 lost all: b"]);
});

test("several at once are one notice", () => {
  const story = new Story().uplinks("a b c").uplinks("-a -b c").pass(MINUTE).uplinks("a b c").pass(MINUTE);
  assert.deepEqual(story.texts, ["3000 lost a b", "61000 back a b"]);
});

test("of one uplink nothing is told twice within half a minute, but in the end what is so", () => {
  const story = new Story().uplinks("a b").uplinks("-a b").pass(5000).uplinks("a b").pass(5000);
  assert.deepEqual(story.texts, ["3000 lost a"]);
  assert.deepEqual(story.pass(MINUTE).texts, ["3000 lost a", "33000 back a"]);
  const again = new Story().uplinks("a b").uplinks("-a b").pass(5000).uplinks("a b").pass(5000).uplinks("-a b");
  assert.deepEqual(again.pass(10 * MINUTE).texts, ["3000 lost a"], "it is as it was told");
});

test("one that comes and goes is told once, and again when it is stable", () => {
  const story = new Story().uplinks("a b");
  for (let n = 0; n < 10; n++) story.uplinks("-a b").pass(2000).uplinks("a b").pass(2000);
  assert.deepEqual(story.texts, ["12000 unstable a"]);
  story.pass(10 * MINUTE);
  assert.deepEqual(story.texts, ["12000 unstable a", "98000 back a"]);
  const lost = new Story().uplinks("a b");
  for (let n = 0; n < 10; n++) lost.uplinks("-a b").pass(2000).uplinks("a b").pass(2000);
  assert.deepEqual(lost.uplinks("-a b").pass(10 * MINUTE).texts, ["12000 unstable a", "100000 lost a"]);
});

test("one that comes and goes is not told as lost with the others, but in its own time", () => {
  const story = new Story().uplinks("a b c");
  for (let n = 0; n < 5; n++) story.uplinks("-a b c").pass(2000).uplinks("a b c").pass(2000);
  story
    .pass(50_000)
    .uplinks("-a -b -c")
    .pass(10 * MINUTE);
  assert.deepEqual(story.texts, ["12000 unstable a", "73000 lost all: b c", "130000 lost all: a"]);
});

test("not more than four notices a minute, whatever happens, and what is left is told together", () => {
  const names = Array.from({ length: 20 }, (_, n) => `n${n}`);
  const story = new Story().uplinks(["x", ...names].join(" "));
  for (let n = 1; n <= 20; n++) {
    story.uplinks(["x", ...names.map((name, at) => (at < n ? `-${name}` : name))].join(" ")).pass(1000);
  }
  story.pass(10 * MINUTE);
  assert.deepEqual(
    story.told.map(({ at, notice }) => [at, "names" in notice && notice.names.length]),
    [
      [3000, 1],
      [4000, 1],
      [5000, 1],
      [6000, 1],
      [63_000, 16],
    ],
  );
});

test("a service that is gone for long is told, a restart is not", () => {
  const restart = new Story().uplinks("a").known(ABSENT).pass(9000).uplinks("", { state: "starting" }).pass(1000);
  assert.deepEqual(restart.uplinks("a").pass(10 * MINUTE).texts, []);
  const gone = new Story().uplinks("a").known(ABSENT).pass(MINUTE);
  assert.deepEqual(gone.texts, ["10000 service gone"]);
  assert.deepEqual(gone.uplinks("a").pass(10 * MINUTE).texts, ["10000 service gone", "61000 service back"]);
});

test("what was lost while the service was away is told when that is known", () => {
  const story = new Story().uplinks("a b").known(ABSENT).pass(5000).uplinks("-a b").pass(MINUTE);
  assert.deepEqual(story.texts, ["8000 lost a"]);
});

test("without a service nothing is told of links", () => {
  const story = new Story().uplinks("a b").uplinks("-a b").pass(1000).known(DISCONNECTED).pass(MINUTE);
  assert.deepEqual(story.texts, ["11000 service gone"]);
});

test("a new problem is told once, and not again for ten minutes", () => {
  const story = new Story()
    .uplinks("a")
    .uplinks("a", { problems: [problem("a")] })
    .pass(MINUTE);
  assert.deepEqual(story.texts, ["3000 problems a/contended"]);
  for (let n = 0; n < 5; n++) {
    story.uplinks("a").pass(40_000);
    story.uplinks("a", { problems: [problem("a")] }).pass(40_000);
  }
  assert.equal(story.texts.length, 1);
  story
    .uplinks("a")
    .pass(10 * MINUTE)
    .uplinks("a", { problems: [problem("a")] });
  assert.equal(story.pass(MINUTE).texts.length, 2);
});

test("a problem that is solved within three seconds is not told, and none is told when it is solved", () => {
  const story = new Story()
    .uplinks("a")
    .uplinks("a", { problems: [problem("a"), problem("")] })
    .pass(2000)
    .uplinks("a");
  assert.deepEqual(story.pass(MINUTE).texts, []);
  assert.deepEqual([...story.watching.watches.keys()], ["service", "uplink a"], "and forgotten");
});

test("problems of one moment are one notice", () => {
  const problems = [problem("a"), problem("b"), problem("", "state")];
  const story = new Story().uplinks("a b").uplinks("a b", { problems }).pass(MINUTE);
  assert.deepEqual(story.texts, ["3000 problems a/contended b/contended /state"]);
});

test("what the user has asked for is no news", () => {
  const key = "uplink a";
  const story = new Story().uplinks("a b").change((watching) => asked(watching, key));
  story.uplinks("-a b").pass(MINUTE);
  story.change((watching, now) => answered(watching, key, now)).pass(MINUTE);
  assert.deepEqual(story.texts, []);
  assert.deepEqual(story.uplinks("a b").pass(MINUTE).texts, ["121000 back a"], "but what comes later is");
});

test("what settles after the answer is no news, what happens later is", () => {
  const key = "uplink a";
  const story = new Story().uplinks("a b").change((watching, now) => answered(asked(watching, key), key, now));
  story.pass(4000).uplinks("-a b").pass(MINUTE);
  assert.deepEqual(story.texts, []);
  const later = new Story()
    .uplinks("a b")
    .change((watching, now) => answered(watching, key, now))
    .pass(6000);
  assert.deepEqual(later.uplinks("-a b").pass(MINUTE).texts, ["9000 lost a"]);
});

test("a click on one interface does not silence the others", () => {
  const story = new Story().uplinks("a b c").change((watching) => asked(watching, "uplink a"));
  assert.deepEqual(story.uplinks("-a -b c").pass(MINUTE).texts, ["3000 lost b"]);
});

test("a service that the user starts comes without a word", () => {
  const story = new Story().uplinks("a").known(ABSENT).pass(MINUTE);
  story.change((watching) => asked(watching, "service")).uplinks("a");
  story.change((watching, now) => answered(watching, "service", now)).pass(MINUTE);
  assert.deepEqual(story.texts, ["10000 service gone"]);
});

test("who releases the last interface that works is not told that nothing works", () => {
  const story = new Story()
    .uplinks("a")
    .change((watching) => asked(watching, "uplink a"))
    .uplinks("")
    .pass(MINUTE);
  assert.deepEqual(story.texts, []);
  const other = new Story().uplinks("a -b").uplinks("-b").pass(MINUTE);
  assert.deepEqual(other.texts, [], "whoever it was");
});

test("one that is assigned is as it is", () => {
  const story = new Story().uplinks("a").uplinks("a -b").pass(MINUTE).uplinks("a b").pass(MINUTE);
  assert.deepEqual(story.texts, ["61000 back b"]);
});

test("what is lost in sleep and there again after it is not told", () => {
  const story = new Story().uplinks("a b").change(suspended).uplinks("-a -b").pass(MINUTE).change(resumed);
  assert.deepEqual(story.pass(8000).uplinks("a b").pass(MINUTE).texts, []);
});

test("what is different after sleep is told once, ten seconds later", () => {
  const story = new Story().uplinks("a b").change(suspended).uplinks("-a -b").pass(MINUTE).change(resumed);
  story.pass(5000).uplinks("-a b");
  assert.deepEqual(story.pass(MINUTE).texts, ["70000 lost a"]);
});

test("a machine that only says that it woke up is quiet as well", () => {
  const story = new Story().uplinks("a b").pass(1000).uplinks("-a b").change(resumed);
  assert.deepEqual(story.pass(MINUTE).texts, ["11000 lost a"]);
});

test("a service that is watched for long leaves nothing behind", () => {
  const story = new Story().uplinks("a");
  for (let n = 0; n < 50; n++) {
    story.uplinks(`a b${n}`, { problems: [problem(`b${n}`)] }).pass(10_000);
    story.change((watching, now) => answered(watching, `uplink b${n}`, now));
  }
  story
    .known(ready())
    .pass(20 * MINUTE)
    .change((same) => same);
  const { watches, asked: clicks, spoken, told } = story.watching;
  assert.deepEqual([[...watches.keys()], clicks.size, spoken.size, told.length], [["service"], 0, 0, 0]);
});
