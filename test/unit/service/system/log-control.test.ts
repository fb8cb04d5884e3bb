// Our log levels in the words of syslog(3), there and back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LOG_LEVELS, type LogLevel } from "../../../../service/config/config.ts";
import type { OpenLog } from "../../../../service/system/log.ts";
import { logControlOf, SYSLOG_LEVELS } from "../../../../service/system/log-control.ts";
import { RecordingLog } from "../observer/recording-log.ts";

function control(
  level: LogLevel,
  { journal = false, file }: { readonly journal?: boolean; readonly file?: string } = {},
) {
  const log: OpenLog & { level: LogLevel } = Object.assign(new RecordingLog(), {
    level,
    journal,
    setLevel(to: LogLevel) {
      log.level = to;
    },
    reopen() {},
    close() {},
  });
  return { log, control: logControlOf(log, file) };
}

test("each word sets the level that says at least as much", () => {
  const expected: Readonly<Record<(typeof SYSLOG_LEVELS)[number], LogLevel>> = {
    emerg: "fatal",
    alert: "fatal",
    crit: "fatal",
    err: "error",
    warning: "warning",
    notice: "info",
    info: "info",
    debug: "debug",
  };
  for (const word of SYSLOG_LEVELS) {
    const { log, control: set } = control("trace");
    set.setLevel(word);
    assert.equal(log.level, expected[word]);
  }
});

test("each level has a word, and that word sets it again, but for trace, which has none of its own", () => {
  for (const level of LOG_LEVELS) {
    const { log, control: set } = control(level);
    assert.ok(SYSLOG_LEVELS.some((word) => word === set.level));
    set.setLevel(set.level);
    assert.equal(log.level, level === "trace" ? "debug" : level);
  }
});

test("the level is that of now", () => {
  const { log, control: read } = control("info");
  log.setLevel("error");
  assert.equal(read.level, "err");
});

test("a word that is none changes nothing", () => {
  for (const word of ["", "trace", "fatal", "INFO", "constructor", "__proto__", "toString", "hasOwnProperty"]) {
    const { log, control: set } = control("info");
    set.setLevel(word);
    assert.equal(log.level, "info", word);
  }
});

test("the log goes to a file, to the journal, or to a console", () => {
  assert.equal(control("info", { file: "/var/log/m.log", journal: true }).control.target, "file");
  assert.equal(control("info", { journal: true }).control.target, "journal");
  assert.equal(control("info").control.target, "console");
});
