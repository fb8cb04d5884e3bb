import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { MultihomedError } from "../../../../common/errors.ts";
import { HELP, parseArguments } from "../../../../tray/main/arguments.ts";
import { logMistakes, openLog } from "../../../../tray/main/log.ts";
import { lookAgain } from "../../../../tray/main/look-again.ts";

function log() {
  const lines: string[] = [];
  return { lines, log: openLog((text) => lines.push(text)) };
}

test("the command line is ours as far as it is ours", () => {
  assert.deepEqual(parseArguments(["app"]), { hidden: false, action: "run" });
  assert.deepEqual(parseArguments(["app", "--hidden", "--enable-features=x", "/folder"]), {
    hidden: true,
    action: "run",
  });
  assert.equal(parseArguments(["app", "--version"]).action, "version");
  assert.equal(parseArguments(["app", "--help", "--version"]).action, "help");
  assert.equal(parseArguments(["--hidden"]).hidden, false, "the program is no argument");
  for (const option of ["--hidden", "--version", "--help"]) assert.match(HELP, new RegExp(`^  ${option}`, "m"));
});

test("a warning is one line, whatever is in it", () => {
  const { lines, log: made } = log();
  made.warn("two\nlines \u001b[31m");
  assert.deepEqual(lines, ["multihomed-tray: two\\x0alines \\x1b[31m\n"]);
});

test("a mistake is one line that says where", () => {
  const { lines, log: made } = log();
  made.mistake(new Error("first\nsecond"));
  made.mistake("only text");
  const bare = new Error("no stack");
  delete bare.stack;
  made.mistake(bare);
  assert.match(
    lines[0] ?? "",
    /^multihomed-tray: a mistake in this program: first\\x0asecond \(.*main\.test\.ts:\d+:\d+\)?\)\n$/,
  );
  assert.equal(lines[1], "multihomed-tray: a mistake in this program: only text\n");
  assert.equal(lines[2], "multihomed-tray: a mistake in this program: no stack\n");
});

test("what nobody has caught is said, and does not end the app", () => {
  const { lines, log: made } = log();
  const process = new EventEmitter();
  logMistakes(process, made);
  process.emit("uncaughtException", new Error("a"));
  process.emit("unhandledRejection", new Error("b"));
  assert.equal(lines.length, 2);
});

test("after sleep the service is asked whether it is there, but not started", async () => {
  const asked: string[] = [];
  const { lines, log: made } = log();
  const live = (kind: "ready" | "connecting", answer: () => Promise<never>) => ({
    reach: { kind } as const,
    client: {
      service: () => {
        asked.push(kind);
        return answer();
      },
    },
  });
  const refuse = (error: Error) => () => Promise.reject(error);
  await lookAgain(live("connecting", refuse(new Error("never"))), made);
  assert.deepEqual(asked, []);
  await lookAgain(live("ready", refuse(new MultihomedError("timeout", "no answer"))), made);
  await lookAgain(live("ready", refuse(new TypeError("ours"))), made);
  assert.deepEqual(asked, ["ready", "ready"]);
  assert.equal(lines[0], "multihomed-tray: the service does not answer after the pause: no answer\n");
  assert.match(lines[1] ?? "", /a mistake in this program: ours/);
});
