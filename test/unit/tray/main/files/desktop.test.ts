import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { autostartFiles } from "../../../../../tray/main/files/autostart.ts";
import { FileDesktop } from "../../../../../tray/main/files/desktop.ts";
import { DEFAULT_PREFERENCES } from "../../../../../tray/shared/preferences.ts";

function made(t: TestContext) {
  const folder = fs.mkdtempSync(join(tmpdir(), "multihomed-tray-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = join(folder, "app/preferences.json");
  const env = { XDG_CONFIG_HOME: join(folder, "config"), XDG_CONFIG_DIRS: join(folder, "system") };
  const autostart = autostartFiles(env, folder);
  const [system = ""] = autostart.system;
  const warnings: string[] = [];
  const copied: string[] = [];
  const open = (files: typeof fs = fs) =>
    new FileDesktop({
      file,
      autostart,
      command: ["/opt/app", "--hidden"],
      files,
      clipboard: { writeText: async (text) => void copied.push(text) },
      warn: (line) => warnings.push(line),
    });
  return { folder, file, autostart, system, warnings, copied, open };
}

function write(file: string, text: string): void {
  fs.mkdirSync(join(file, ".."), { recursive: true });
  fs.writeFileSync(file, text);
}

/** A disk that takes only the beginning of a file. */
const FULL = {
  ...fs,
  writeFileSync: (file: string) => {
    fs.writeFileSync(file, "{");
    throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
  },
} as typeof fs;

test("at first everything is as by default, and nothing is written", (t) => {
  const { open, warnings, folder } = made(t);
  assert.deepEqual(open().preferences, DEFAULT_PREFERENCES);
  assert.deepEqual(warnings, []);
  assert.deepEqual(fs.readdirSync(folder), []);
});

test("what was chosen is there at the next start, and nothing else was written", async (t) => {
  const { open, file, folder } = made(t);
  const chosen = await open().choose({ notifications: false });
  assert.deepEqual(chosen, { ...DEFAULT_PREFERENCES, notifications: false });
  await open().choose({ panel: "dark" });
  assert.deepEqual(open().preferences, { notifications: false, startAtLogin: false, panel: "dark" });
  assert.deepEqual(fs.readdirSync(join(file, "..")), ["preferences.json"]);
  assert.deepEqual(fs.readdirSync(folder), ["app"], "whether it starts at login was not asked for");
});

test("starting at login is switched on and off where the desktop looks for it", async (t) => {
  const { open, autostart } = made(t);
  const desktop = open();
  assert.equal((await desktop.choose({ startAtLogin: true })).startAtLogin, true);
  assert.match(fs.readFileSync(autostart.user, "utf8"), /^Exec=\/opt\/app --hidden$/m);
  assert.equal(open().preferences.startAtLogin, true);
  assert.equal((await desktop.choose({ startAtLogin: false })).startAtLogin, false);
  assert.equal(fs.existsSync(autostart.user), false);
});

test("the package's file is hidden, not changed, and no longer hidden when it is wanted", async (t) => {
  const { open, autostart, system } = made(t);
  write(system, "[Desktop Entry]\nExec=multihomed-tray --hidden\n");
  const desktop = open();
  assert.equal(desktop.preferences.startAtLogin, true);
  await desktop.choose({ startAtLogin: false });
  assert.match(fs.readFileSync(autostart.user, "utf8"), /^Hidden=true$/m);
  assert.equal(open().preferences.startAtLogin, false);
  await desktop.choose({ startAtLogin: true });
  assert.equal(fs.existsSync(autostart.user), false);
  assert.equal(open().preferences.startAtLogin, true);
});

test("a file that cannot be understood is put aside, with a word of it", (t) => {
  for (const text of ["", "{", "7", '"x"', "null"]) {
    const { open, file, warnings } = made(t);
    write(file, text);
    assert.deepEqual(open().preferences, DEFAULT_PREFERENCES, text);
    assert.equal(fs.readFileSync(`${file}.broken`, "utf8"), text);
    assert.equal(fs.existsSync(file), false);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /preferences\.json is not what this program has written; it was put aside as/);
  }
});

test("of a file of another version what is understood counts", (t) => {
  const { open, file, warnings } = made(t);
  write(file, JSON.stringify({ notifications: false, panel: "sideways", new: 1 }));
  assert.deepEqual(open().preferences, { ...DEFAULT_PREFERENCES, notifications: false });
  write(file, "{}");
  assert.deepEqual(open().preferences, DEFAULT_PREFERENCES);
  assert.deepEqual(warnings, []);
});

test("what cannot be read is said, and does not keep the app from starting", (t) => {
  const { open, file, autostart, warnings } = made(t);
  fs.mkdirSync(file, { recursive: true });
  fs.mkdirSync(autostart.user, { recursive: true });
  assert.deepEqual(open().preferences, DEFAULT_PREFERENCES);
  assert.equal(warnings.length, 2);
  assert.match(warnings[0] ?? "", /is a directory/);
  assert.match(warnings[1] ?? "", /whether the app starts at login cannot be told: .* is a directory/);
});

test("what cannot be written is refused, and stays as it was", async (t) => {
  const { open, file } = made(t);
  await open().choose({ panel: "light" });
  const desktop = open(FULL);
  for (const changes of [{ panel: "dark" }, { startAtLogin: true }] as const) {
    await assert.rejects(desktop.choose(changes), { code: "storage", message: /is on a full file system$/ });
  }
  assert.deepEqual(desktop.preferences, { ...DEFAULT_PREFERENCES, panel: "light" });
  assert.equal(open().preferences.panel, "light");
  assert.deepEqual(fs.readdirSync(join(file, "..")), ["preferences.json"]);
});

test("a text is put on the clipboard", async (t) => {
  const { open, copied } = made(t);
  await open().copy("ip route");
  assert.deepEqual(copied, ["ip route"]);
});
