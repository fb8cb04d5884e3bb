// The tray app as it is packaged, with a stand-in for Electron: what is in it, and nothing of the service, of its source, or
// of what it is built with.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { electronVersion, unpackedElectron } from "../../packaging/tray/electron.ts";
import { type Archived, filesOf } from "./asar.ts";
import { repository, temporaryFolder } from "./built.ts";
import { outcome, withoutPrograms } from "./programs.ts";
import { madeUpElectron, type Outcome, packageTray } from "./tray-packaged.ts";

const { folder, end } = temporaryFolder();
after(end);

const skip = withoutPrograms("unshare");
/** Without the program `electron` in it, as a checkout without Electron. */
const nowhere = join(folder, "no-electron");
const out = join(folder, "out");
const unpacked = join(out, "tray-package/linux-unpacked");

let packaged: Outcome;
let archive: ReadonlyMap<string, Archived>;
before(() => {
  mkdirSync(nowhere);
  if (skip !== false) return;
  packaged = packageTray({ ELECTRON_OVERRIDE_DIST_PATH: nowhere }, "--dir", "--out", out);
  if (packaged.status === 0) archive = filesOf(join(unpacked, "resources/app.asar"));
});

const inApp = (file: string): string =>
  archive.get(file)?.bytes.toString("utf8") ?? assert.fail(`${file} is not there`);
const inTray = (name: string, body: () => void) => test(name, { skip }, body);

inTray("it is packaged without a network, and says that its Electron is none", () => {
  assert.equal(packaged.status, 0, packaged.stdout + packaged.stderr);
  assert.deepEqual(packaged.stdout.split("\n").slice(-3), ["stand-in: fuses not set", unpacked, ""]);
  assert.deepEqual(readdirSync(out), ["tray-package"]);
});

inTray(
  "beside the program are licences and the languages of the app, and nothing that Electron starts without one",
  () => {
    const files = readdirSync(unpacked, { recursive: true, encoding: "utf8" });
    assert.deepEqual(files.filter((file) => statSync(join(unpacked, file)).isFile()).sort(), [
      "LICENSE.electron.txt",
      "LICENSES.chromium.html",
      "chrome-sandbox",
      "locales/de.pak",
      "locales/en-US.pak",
      "multihomed-tray",
      "resources/LICENSES",
      "resources/app.asar",
    ]);
    const { status, text } = outcome(join(unpacked, "multihomed-tray"));
    assert.equal(status, 1);
    assert.match(text, /^A stand-in for Electron [0-9.]+,/);
  },
);

const PANEL = ["attention", "away", "busy", "none", "partly", "working"];
const ICONS = [
  ...["16", "22", "24", "32", "48", "64", "128", "256", "512"].map((size) => `app/${size}x${size}.png`),
  "app.svg",
  ...["dark", "light"].flatMap((panel) =>
    PANEL.flatMap((state) => ["", "@1.5x", "@2x", "@3x"].map((size) => `panel/${panel}/${state}${size}.png`)),
  ),
];

inTray("the archive holds the app and its icons, and nothing else", () => {
  const files = [
    "main.js",
    "package.json",
    "preload.js",
    ...["icon.svg", "index.html", "window.css", "window.js"].map((name) => `renderer/${name}`),
    ...ICONS.map((name) => `icons/${name}`),
  ];
  assert.deepEqual([...archive.keys()].sort(), files.sort());
});

inTray("each file is as the archive's header says, by which Electron may check it", () => {
  for (const [file, { promised, actual }] of archive) assert.equal(promised, actual, file);
});

inTray("its manifest says what it is and where it begins, and depends on nothing", () => {
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const manifest = JSON.parse(inApp("package.json"));
  assert.deepEqual(
    [manifest.name, manifest.productName, manifest.version, manifest.main, manifest.desktopName],
    ["multihomed-tray", "multihomed", version, "main.js", "org.multihomed.Tray.desktop"],
  );
  for (const key of Object.keys(manifest)) assert.doesNotMatch(key, /dependencies|scripts|build/i);
});

const scripts = (): [string, string][] =>
  ["main.js", "preload.js", "renderer/window.js"].map((file) => [file, inApp(file)]);

inTray("the programs are bundled: they ask for Electron and for what Node has, and for nothing else", () => {
  const asked = (file: string) => [...inApp(file).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
  const foreign = asked("main.js").filter((name) => !builtinModules.includes(name.replace(/^node:/, "")));
  assert.deepEqual([...new Set(foreign)], ["electron"]);
  assert.deepEqual([...new Set(asked("preload.js"))], ["electron"]);
  assert.doesNotMatch(inApp("renderer/window.js"), /\brequire\(|^import /m);
});

/** What the service says and the app has no reason to: each is looked for in the service too, so that it means something. */
const SERVICE_ONLY = {
  RTM_NEWROUTE: "service/netlink",
  NLM_F_: "service/netlink",
  setsockopt: "service/netlink",
  libnftables: "service/system",
  "on-stop": "service/config",
  NOTIFY_SOCKET: "service/system",
};

inTray("nothing of the service is in it, nor of the command", () => {
  for (const [word, place] of Object.entries(SERVICE_ONLY)) {
    const source = readdirSync(join(repository, place), { recursive: true, encoding: "utf8" });
    const texts = source
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(repository, place, file), "utf8"));
    assert.ok(
      texts.some((text) => text.includes(word)),
      `${place} says nothing of ${word} any more`,
    );
    for (const [file, text] of scripts()) assert.ok(!text.includes(word), `${file}: ${word}`);
  }
  // esbuild names each source in front of what it took from it.
  const sources = [...inApp("main.js").matchAll(/^ *\/\/ (\S+\.(?:ts|js|mjs|cjs))$/gm)].map(
    ([, source = ""]) => source,
  );
  assert.ok(sources.some((source) => source.startsWith("tray/main/")));
  for (const source of sources) assert.match(source, /^(?:tray\/(?:main|host|shared)|common|node_modules)\//);
});

inTray("nothing leads back to its source, or to the machine that built it", () => {
  for (const [file, { bytes }] of archive) {
    for (const trace of [repository, folder, "sourceMappingURL", "multihomed-package-"]) {
      assert.ok(!bytes.includes(trace), `${file}: ${trace}`);
    }
  }
});

inTray("the licence of every package in it is there, and ours", () => {
  const licences = readFileSync(join(unpacked, "resources/LICENSES"), "utf8").split(`\n\n${"-".repeat(78)}\n\n`);
  const [ours = "", ...others] = licences;
  assert.match(ours, /^multihomed\n\n *Apache License\n/);
  const named = others.map((text) => {
    assert.match(text, /Copyright|\bcopyright\b/);
    return text.split(" ")[0];
  });
  const inMain = [...inApp("main.js").matchAll(/^ *\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(
    ([, name]) => name,
  );
  for (const name of ["react", "react-dom", "scheduler", "valibot", "dbus-next", ...inMain])
    assert.ok(named.includes(name), name);
  assert.match(readFileSync(join(unpacked, "LICENSE.electron.txt"), "utf8"), /Electron contributors/);
});

inTray("without Electron there is no deb, rpm or AppImage, and one line says why", () => {
  const none = join(folder, "none");
  const { status, stderr } = packageTray({ ELECTRON_OVERRIDE_DIST_PATH: nowhere }, "--out", none);
  assert.equal(status, 1);
  assert.match(stderr, /^package:tray: Electron [0-9.]+ is not in \S+: .*npx install-electron.*--dir.*\n$/);
  assert.ok(!readdirSync(folder).includes("none"));
});

test("an Electron of another version is refused, and what is not Electron", () => {
  const version = electronVersion(repository);
  assert.equal(unpackedElectron(repository, nowhere), undefined);
  const right = madeUpElectron(join(folder, "right"), version);
  assert.deepEqual(unpackedElectron(repository, right), { version, folder: right, isStandIn: false });
  const old = madeUpElectron(join(folder, "old"), "9.9.9");
  assert.throws(() => unpackedElectron(repository, old), {
    message: `${old}: Electron 9.9.9; it should be ${version}`,
  });
  const other = madeUpElectron(join(folder, "other"), version, Buffer.alloc(0));
  assert.throws(() => unpackedElectron(repository, other), /this is not Electron/);
});
