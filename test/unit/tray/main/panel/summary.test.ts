import assert from "node:assert/strict";
import { test } from "node:test";
import { problemLine, reachWords, stateWords, summary, toolTip } from "../../../../../tray/main/panel/summary.ts";
import { NOTHING_KNOWN } from "../../../../../tray/shared/known.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { ABSENT, DISCONNECTED, FAILED, NOT_INSTALLED, problem, ready, uplink } from "../stand-in/known.ts";

const words = wordsFor("en");
const lost = (name: string) => uplink(name, { state: "no-carrier" });

test("without a service the line says why", () => {
  const lines = [NOTHING_KNOWN, ABSENT, NOT_INSTALLED, FAILED, DISCONNECTED].map((known) => summary(known, words));
  assert.deepEqual(lines, [
    "Connecting to the service",
    "The service is not running",
    "The service is not installed",
    "The service does not answer as expected",
    "The system bus cannot be reached",
  ]);
  assert.equal(reachWords({ kind: "ready" }, words), undefined);
});

test("the line says how many work", () => {
  const of = (...links: ReturnType<typeof uplink>[]) => summary(ready({ links }), words);
  assert.equal(of(), "No interface is used yet");
  assert.equal(of(uplink("a")), "1 interface works");
  assert.equal(of(lost("a")), "The interface does not work");
  assert.equal(of(uplink("a"), uplink("b")), "All 2 interfaces work");
  assert.equal(of(uplink("a"), lost("b")), "1 of 2 interfaces work");
  assert.equal(of(lost("a"), lost("b")), "None of 2 interfaces works");
  assert.equal(summary(ready({ service: { state: "starting" } }), words), "The service is starting.");
});

test("the tool tip says what is not as it should be, in a few lines", () => {
  const links = [uplink("wlan0"), lost("eth0")];
  assert.equal(toolTip(ready({ links }), words), "1 of 2 interfaces work\neth0: No connection");
  const troubled = ready({ links, service: { problems: [problem("wlan0"), problem("", "state")] } });
  assert.deepEqual(toolTip(troubled, words).split("\n"), [
    "1 of 2 interfaces work",
    "wlan0: Another program keeps undoing the changes",
    "Saved assignments could not be read",
    "eth0: No connection",
  ]);
  const many = ready({ links: Array.from({ length: 100 }, (_, n) => lost(`eth${n}`)) });
  assert.equal(toolTip(many, words).split("\n").length, 5);
});

test("words that only a newer service knows are said as they are, and fit for a line", () => {
  assert.equal(stateWords({ state: "haunted\n" }, words), "haunted\\x0a");
  assert.equal(stateWords({ state: "toString" }, words), "toString");
  assert.equal(problemLine("a\u202eb", "new", words), "a\\u202eb: Something is not as it should be");
});

test("everything is said in German, too", () => {
  const german = wordsFor("de-AT");
  for (const known of [NOTHING_KNOWN, ABSENT, FAILED, DISCONNECTED, ready({ links: [uplink("a"), lost("b")] })]) {
    assert.notEqual(summary(known, german), summary(known, words));
  }
});
