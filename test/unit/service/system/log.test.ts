import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { LOG_LEVELS } from "../../../../service/config/config.ts";
import { type LogDeps, type LogSettings, openLog } from "../../../../service/system/log.ts";

const STANDARD_ERROR = 2;
const STAMP = "2025-02-03 04:05:06.007";
const settings: LogSettings = { level: "info", color: undefined, file: undefined };

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "multihomed-log-"));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** What the log needs, with standard error in a string. */
function recorder(changes: Partial<LogDeps> = {}) {
  const written: string[] = [];
  // The overloads of node:fs (here and below) cannot be matched by one function; the log uses this form of them.
  const writeSync = ((descriptor: number, bytes: Buffer, at: number) => {
    if (descriptor !== STANDARD_ERROR) return fs.writeSync(descriptor, bytes, at);
    written.push(bytes.subarray(at).toString());
    return bytes.length - at;
  }) as typeof fs.writeSync;
  const deps: LogDeps = {
    fs: { ...fs, writeSync },
    env: {},
    now: () => new Date(2025, 1, 3, 4, 5, 6, 7),
    isTerminal: () => false,
    ...changes,
  };
  return { deps, text: () => written.join("") };
}

test("one line a message, from the level on", () => {
  const { deps, text } = recorder();
  const log = openLog(settings, deps);
  for (const level of LOG_LEVELS) log[level](`it is ${level}`);
  const seen = ["info", "warning", "error", "fatal"];
  assert.equal(text(), seen.map((level) => `${STAMP} [${level}] it is ${level}\n`).join(""));
  assert.equal(log.enabled("debug"), false);
  assert.equal(log.enabled("info"), true);
});

test("the level can be changed", () => {
  const { deps, text } = recorder();
  const log = openLog(settings, deps);
  log.setLevel("fatal");
  log.error("unseen");
  log.setLevel("trace");
  log.trace("seen");
  assert.equal(log.level, "trace");
  assert.equal(text(), `${STAMP} [trace] seen\n`);
});

test("what others named cannot forge a line or steer the terminal", () => {
  const { deps, text } = recorder();
  openLog(settings, deps).info(`link eth0\n${STAMP} [fatal] forged\u001b[2J`);
  assert.equal(text(), `${STAMP} [info] link eth0\\x0a${STAMP} [fatal] forged\\x1b[2J\n`);
});

test("colours: on a terminal, or as asked for", () => {
  for (const [color, terminal, expected] of [
    [undefined, true, true],
    [undefined, false, false],
    [true, false, true],
    [false, true, false],
  ] as const) {
    const { deps, text } = recorder({ isTerminal: () => terminal });
    openLog({ ...settings, color }, deps).warning("w");
    assert.equal(text().includes("\u001b["), expected);
    assert.ok(text().endsWith("\n"));
  }
});

test("the journal gets priorities in place of time and level", () => {
  const { dev, ino } = fs.fstatSync(STANDARD_ERROR);
  const { deps, text } = recorder({ env: { JOURNAL_STREAM: `${dev}:${ino}` } });
  const log = openLog({ ...settings, level: "trace" }, deps);
  for (const level of LOG_LEVELS) log[level](level);
  assert.equal(text(), "<7>trace\n<7>debug\n<6>info\n<4>warning\n<3>error\n<2>fatal\n");
});

test("a journal that is not where standard error goes is none", () => {
  const { deps, text } = recorder({ env: { JOURNAL_STREAM: "1:1" } });
  openLog(settings, deps).info("x");
  assert.equal(text(), `${STAMP} [info] x\n`);
});

test("a file is appended to, plain, and readable by its group only", () => {
  const file = join(directory, "m.log");
  fs.writeFileSync(file, "before\n");
  fs.rmSync(file);
  const { deps, text } = recorder({ isTerminal: () => true });
  openLog({ ...settings, file }, deps).info("one");
  const again = openLog({ ...settings, file }, deps);
  again.info("two");
  again.close();
  assert.equal(fs.readFileSync(file, "utf8"), `${STAMP} [info] one\n${STAMP} [info] two\n`);
  assert.equal(fs.statSync(file).mode & 0o137, 0);
  assert.equal(text(), "");
});

test("after rotation the file is opened again", () => {
  const file = join(directory, "m.log");
  const log = openLog({ ...settings, file }, recorder().deps);
  log.info("one");
  fs.renameSync(file, `${file}.1`);
  log.info("two");
  log.reopen();
  log.info("three");
  log.close();
  assert.equal(fs.readFileSync(`${file}.1`, "utf8").split("\n").length, 3);
  assert.equal(fs.readFileSync(file, "utf8"), `${STAMP} [info] three\n`);
});

test("a file that cannot be opened again leaves the old one in use", () => {
  const inner = join(directory, "logs");
  fs.mkdirSync(inner);
  const log = openLog({ ...settings, file: join(inner, "m.log") }, recorder().deps);
  fs.renameSync(inner, `${inner}.old`);
  log.reopen();
  log.close();
  assert.match(fs.readFileSync(join(`${inner}.old`, "m.log"), "utf8"), /\[error\] log file .* stays in use\n$/);
});

test("a directory that does not exist is a reason not to start", () => {
  const file = join(directory, "absent", "m.log");
  assert.throws(() => openLog({ ...settings, file }, recorder().deps), {
    code: "start",
    message: `log file ${file}: its directory does not exist`,
  });
  assert.throws(() => openLog({ ...settings, file: directory }, recorder().deps), { code: "start" });
});

for (const code of ["EPIPE", "EAGAIN", "ENOSPC", "EBADF"]) {
  test(`${code} on standard error never throws`, () => {
    let calls = 0;
    const writeSync = () => {
      calls++;
      throw Object.assign(new Error(code), { code });
    };
    openLog(settings, recorder({ fs: { ...fs, writeSync } }).deps).error("x");
    assert.ok(calls >= 1 && calls <= 100);
  });
}

test("a line that is taken in pieces arrives whole", () => {
  const taken: string[] = [];
  let busy = false;
  const writeSync = ((_descriptor: number, bytes: Buffer, at: number) => {
    busy = !busy;
    if (busy) throw Object.assign(new Error(), { code: "EAGAIN" });
    const piece = bytes.subarray(at, at + 7);
    taken.push(piece.toString());
    return piece.length;
  }) as typeof fs.writeSync;
  openLog(settings, recorder({ fs: { ...fs, writeSync } }).deps).info("a message");
  assert.equal(taken.join(""), `${STAMP} [info] a message\n`);
});
