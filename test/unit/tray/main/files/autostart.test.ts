import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import {
  autostartFiles,
  autostartText,
  startCommand,
  startsAtLogin,
} from "../../../../../tray/main/files/autostart.ts";

const COMMAND = ["/opt/multihomed-tray/multihomed-tray", "--hidden"];
const SYSTEM = "[Desktop Entry]\nType=Application\nName=multihomed\nExec=multihomed-tray --hidden\n";
const starts = (user: string | undefined, system?: string) => startsAtLogin({ user, system });
const execOf = (command: readonly string[]) => /^Exec=(.*)$/m.exec(autostartText(true, undefined, command) ?? "")?.[1];

test("the files are where the desktop looks for them", () => {
  const user = "/home/u/.config/autostart/multihomed-tray.desktop";
  assert.deepEqual(autostartFiles({}, "/home/u"), { user, system: ["/etc/xdg/autostart/multihomed-tray.desktop"] });
  const env = { XDG_CONFIG_HOME: "/c", XDG_CONFIG_DIRS: "/one:relative::/two" };
  assert.deepEqual(autostartFiles(env, "/home/u"), {
    user: "/c/autostart/multihomed-tray.desktop",
    system: ["/one/autostart/multihomed-tray.desktop", "/two/autostart/multihomed-tray.desktop"],
  });
  assert.equal(autostartFiles({ XDG_CONFIG_HOME: "relative" }, "/home/u").user, user, "a relative path does not count");
});

test("the user's file stands before the system's, whatever it says", () => {
  assert.equal(starts(undefined), false);
  assert.equal(starts(undefined, SYSTEM), true);
  assert.equal(starts(SYSTEM), true);
  assert.equal(starts(`${SYSTEM}Hidden=true\n`, SYSTEM), false);
  assert.equal(starts(`${SYSTEM}Hidden=false\n`), true);
  assert.equal(starts(`${SYSTEM}X-GNOME-Autostart-enabled = false\n`, SYSTEM), false);
  assert.equal(starts(undefined, `${SYSTEM}Hidden=true\n`), false);
  assert.equal(starts(`${SYSTEM}#Hidden=true\n`), true);
});

test("a file of the user's without a command, such as a link to /dev/null, starts nothing", () => {
  for (const text of ["", "\n", "[Desktop Entry]\nType=Application\n", "#Exec=multihomed-tray\n"]) {
    assert.equal(starts(text, SYSTEM), false, text);
  }
});

test("what is written says what was chosen, with and without the system's file", () => {
  for (const system of [undefined, SYSTEM, `${SYSTEM}Hidden=true\n`]) {
    for (const on of [true, false]) {
      const user = autostartText(on, system, COMMAND);
      assert.equal(startsAtLogin({ user, system }), on, `${on} with ${system}`);
    }
  }
  assert.equal(autostartText(true, SYSTEM, COMMAND), undefined, "the system's file does it");
  assert.equal(autostartText(false, undefined, COMMAND), undefined, "nothing starts it");
});

test("the file is one that desktops take", () => {
  const text = autostartText(true, undefined, COMMAND) ?? "";
  assert.match(text, /^\[Desktop Entry\]\nType=Application\nName=multihomed\n/);
  for (const line of ["StartupNotify=false", "X-GNOME-Autostart-enabled=true", `Exec=${COMMAND.join(" ")}`]) {
    assert.ok(text.split("\n").includes(line), line);
  }
});

test("a command is written so that it is read as it was", () => {
  assert.equal(execOf(["/opt/a b/c", "--hidden"]), '"/opt/a b/c" --hidden');
  assert.equal(execOf(["/opt/50%"]), "/opt/50%%");
  assert.equal(execOf(['/a"b`c$d']), '"/a\\\\"b\\\\`c\\\\$d"');
  assert.equal(execOf(["/a\\b"]), '"/a\\\\\\\\b"', "a backslash is four: quoted, and escaped as every string");
});

test("what GLib takes apart as a shell would are the words as they were", () => {
  const words = ["/opt/my app/50%/a'b\"c`d$e\\f;g&h", "--hidden"];
  // Undone as GKeyFile does it with every string, and what stands for a single %.
  const exec = (execOf(words) ?? "").replaceAll("\\\\", "\\").replaceAll("%%", "%");
  const read = execFileSync("sh", ["-c", `printf '%s\\n' ${exec}`], { encoding: "utf8" });
  assert.deepEqual(read.trimEnd().split("\n"), words);
});

test("an AppImage is started as such, and a checkout with its folder", () => {
  const installed = { execPath: "/tmp/.mount_x/multihomed-tray", appPath: "/tmp/.mount_x/app.asar", isPackaged: true };
  assert.deepEqual(startCommand(installed, {}), [installed.execPath, "--hidden"]);
  assert.deepEqual(startCommand(installed, { APPIMAGE: "/home/u/m.AppImage" }), ["/home/u/m.AppImage", "--hidden"]);
  assert.deepEqual(startCommand(installed, { APPIMAGE: "m.AppImage" })[0], installed.execPath);
  const checkout = { execPath: "/e/electron", appPath: "/src/dist/tray", isPackaged: false };
  assert.deepEqual(startCommand(checkout, {}), ["/e/electron", "/src/dist/tray", "--hidden"]);
});
