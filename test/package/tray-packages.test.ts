// deb, rpm and AppImage of the tray app: what electron-builder is told to make of them, by way of tools that note it. The
// Electron in them is made up, but for its fuses.
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from "@electron/fuses";
import { electronVersion } from "../../packaging/tray/electron.ts";
import { FUSES } from "../../packaging/tray/fuses.ts";
import { APP_ID } from "../../packaging/tray/names.ts";
import { childrenOf, parseXml } from "../unit/common/bus/xml.ts";
import { repository, temporaryFolder } from "./built.ts";
import { entriesOfDesktopFile } from "./desktop-file.ts";
import { outcome, withoutPrograms } from "./programs.ts";
import { madeUpElectron, madeUpTools, type Outcome, packageTray } from "./tray-packaged.ts";

const { folder, end } = temporaryFolder();
after(end);

const skip = withoutPrograms("unshare");
const out = join(folder, "out");
const electron = madeUpElectron(join(folder, "electron"), electronVersion(repository));
const tools = madeUpTools(folder);

let packaged: Outcome;
before(() => {
  if (skip !== false) return;
  const version = ["--version", "1.2.3-beta.1"];
  packaged = packageTray({ ...tools.env, ELECTRON_OVERRIDE_DIST_PATH: electron }, "--out", out, ...version);
});

const inPackages = (name: string, body: () => void | Promise<void>, programs: readonly string[] = []) =>
  test(name, { skip: skip || withoutPrograms(...programs) }, body);

inPackages("all three are made, of one folder, without a network", () => {
  assert.equal(packaged.status, 0, packaged.stdout + packaged.stderr);
  assert.doesNotMatch(packaged.stdout, /stand-in/);
  const made = readdirSync(join(out, "tray-package")).map((name) => name.replace(/amd64|arm64|x86_64|aarch64/, "ARCH"));
  assert.deepEqual(made.sort(), [
    "linux-unpacked",
    "multihomed-tray-1.2.3-beta.1.ARCH.rpm",
    "multihomed-tray-1.2.3-beta.1.AppImage",
    "multihomed-tray_1.2.3-beta.1_ARCH.deb",
  ]);
});

inPackages("the program in them has its fuses set", async () => {
  const unpacked = join(out, "tray-package/linux-unpacked");
  assert.ok(!existsSync(join(unpacked, "resources/default_app.asar")));
  assert.deepEqual(await fusesOf(join(unpacked, "multihomed-tray")), FUSES);
  assert.notDeepEqual(await fusesOf(join(electron, "electron")), FUSES);
});

test("these are the fuses, and flipping them changes a program that has them", async () => {
  assert.deepEqual(FUSES, {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
  const program = join(folder, "program");
  copyFileSync(join(electron, "electron"), program);
  assert.equal((await fusesOf(program)).runAsNode, true);
  await flipFuses(program, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: false });
  assert.equal((await fusesOf(program)).runAsNode, false);
});

/** By the names that electron-builder has for them. */
async function fusesOf(program: string): Promise<Readonly<Record<string, boolean>>> {
  const wire = await getCurrentFuseWire(program);
  const states = Object.entries(wire).filter(([key]) => key !== "version");
  return Object.fromEntries(
    states.map(([key, state]) => {
      const name = FuseV1Options[Number(key)] ?? assert.fail(`no name for fuse ${key}`);
      return [name.charAt(0).toLowerCase() + name.slice(1), String.fromCharCode(Number(state)) === "1"];
    }),
  );
}

const values = (args: readonly string[], option: string): string[] =>
  args.flatMap((argument, at) => {
    if (argument === option) return [args[at + 1] ?? ""];
    return argument.startsWith(`${option}=`) ? [argument.slice(option.length + 1)] : [];
  });

inPackages("the deb depends on the service of the same version or a newer one", () => {
  const { args } = tools.told("deb");
  assert.deepEqual([...values(args, "--name"), ...values(args, "--version")], ["multihomed-tray", "1.2.3~beta.1"]);
  const [service, ...libraries] = values(args, "-d");
  assert.equal(service, "multihomed (>= 1.2.3~beta.1)");
  assert.ok(libraries.some((name) => name.includes("libgtk-3-0")) && libraries.includes("libnss3"));
  assert.deepEqual(values(args, "--deb-recommends"), []);
  assert.deepEqual(values(args, "--category"), ["net"]);
});

inPackages("the rpm recommends it: there is no rpm of the service", () => {
  const { args } = tools.told("rpm");
  assert.deepEqual(values(args, "--rpm-tag"), ["Recommends: multihomed >= 1.2.3~beta.1"]);
  assert.ok(values(args, "-d").every((name) => !name.startsWith("multihomed")));
  assert.deepEqual(values(args, "--config-files"), ["/etc/xdg/autostart/multihomed-tray.desktop"]);
  assert.deepEqual(values(args, "--rpm-attr"), ["4755,root,root:/opt/multihomed-tray/chrome-sandbox"]);
});

const SIZES = ["16", "22", "24", "32", "48", "64", "128", "256", "512"];
const INSTALLED = [
  "/etc/xdg/autostart/multihomed-tray.desktop",
  "/usr/bin/multihomed-tray",
  `/usr/share/applications/${APP_ID}.desktop`,
  "/usr/share/doc/multihomed-tray/copyright",
  ...SIZES.map((size) => `/usr/share/icons/hicolor/${size}x${size}/apps/multihomed-tray.png`),
  "/usr/share/icons/hicolor/scalable/apps/multihomed-tray.svg",
  `/usr/share/metainfo/${APP_ID}.metainfo.xml`,
];

for (const target of ["deb", "rpm"]) {
  inPackages(
    `the ${target} installs the program in a folder of its own, and what the desktop wants to know of it`,
    () => {
      const { args, files } = tools.told(target);
      const installed = Object.keys(files).filter((file) => file.startsWith("/"));
      assert.deepEqual(installed.sort(), [...INSTALLED].sort());
      assert.ok(args.some((argument) => argument.endsWith("/linux-unpacked/=/opt/multihomed-tray")));
      assert.equal(files["/usr/bin/multihomed-tray"], "-> /opt/multihomed-tray/multihomed-tray");
      const copyright = files["/usr/share/doc/multihomed-tray/copyright"] ?? "";
      for (const name of ["react", "valibot", "electron"])
        assert.ok(copyright.includes(`\nFiles: node_modules/${name}/*\n`), name);
    },
  );
}

const text = (file: string): string => tools.told("deb").files[file] ?? assert.fail(`${file} is not there`);

inPackages("the menu entry: which words in English and German, and which program", () => {
  const entry = entriesOfDesktopFile(text(`/usr/share/applications/${APP_ID}.desktop`));
  assert.equal(entry.get("Type"), "Application");
  assert.equal(entry.get("Name"), "multihomed");
  assert.equal(entry.get("Exec"), "/opt/multihomed-tray/multihomed-tray %U");
  assert.equal(entry.get("Icon"), "multihomed-tray");
  assert.equal(entry.get("StartupWMClass"), APP_ID);
  assert.equal(entry.get("Categories"), "Network;Monitor;");
  for (const key of ["GenericName", "Comment", "Keywords"]) {
    assert.match(entry.get(key) ?? "", /\w/, key);
    assert.match(entry.get(`${key}[de]`) ?? "", /\w/, key);
    assert.notEqual(entry.get(key), entry.get(`${key}[de]`), key);
  }
});

inPackages("at login it starts without a window, where it is still installed", () => {
  const entry = entriesOfDesktopFile(text("/etc/xdg/autostart/multihomed-tray.desktop"));
  assert.deepEqual(
    ["Type", "Exec", "TryExec", "NoDisplay"].map((key) => entry.get(key)),
    ["Application", "multihomed-tray --hidden", "multihomed-tray", "true"],
  );
});

inPackages("windows, menu entry and metadata have one identifier", () => {
  const component = parseXml(text(`/usr/share/metainfo/${APP_ID}.metainfo.xml`));
  const said = (name: string) => childrenOf(component, name).map((child) => child.text);
  assert.deepEqual([component.name, component.attributes], ["component", { type: "desktop-application" }]);
  assert.deepEqual(said("id"), [APP_ID]);
  assert.deepEqual(said("launchable"), [`${APP_ID}.desktop`]);
  assert.deepEqual(said("project_license"), ["Apache-2.0"]);
  for (const name of ["summary", "description"]) {
    const texts =
      name === "description"
        ? childrenOf(component, name).flatMap(({ children }) => children)
        : childrenOf(component, name);
    const german = texts.filter(({ attributes }) => attributes["xml:lang"] === "de");
    assert.ok(german.length > 0 && german.length * 2 === texts.length, name);
  }
  const [release] = childrenOf(component, "releases").flatMap(({ children }) => children);
  assert.deepEqual(release?.attributes, { version: "1.2.3-beta.1", date: "2026-09-21" });
});

inPackages("the tools of freedesktop.org take them", () => {
  const places = [`/usr/share/applications/${APP_ID}.desktop`, "/etc/xdg/autostart/multihomed-tray.desktop"];
  for (const place of places) {
    const file = join(folder, place.slice(1).replaceAll("/", "-"));
    writeFileSync(file, text(place));
    const validated = outcome("desktop-file-validate", file);
    assert.deepEqual([validated.status, validated.text], [0, ""]);
  }
  const metainfo = join(folder, `${APP_ID}.metainfo.xml`);
  writeFileSync(metainfo, text(`/usr/share/metainfo/${APP_ID}.metainfo.xml`));
  const { status, text: found } = outcome("appstreamcli", "validate", "--no-net", metainfo);
  assert.equal(status, 0, found);
}, ["desktop-file-validate", "appstreamcli"]);

inPackages("the AppImage starts it in its sandbox", () => {
  const entry = entriesOfDesktopFile(tools.menuEntry());
  assert.equal(entry.get("Exec"), "AppRun %U");
  assert.equal(entry.get("StartupWMClass"), APP_ID);
});

inPackages(
  "after unpacking the sandbox's helper has root's rights, unless the administrator has chosen otherwise",
  () => {
    const sandbox = join(folder, "chrome-sandbox");
    const script = join(folder, "postinst");
    writeFileSync(
      script,
      (tools.told("deb").files["--after-install"] ?? "").replace("/opt/multihomed-tray/chrome-sandbox", sandbox),
    );
    const mode = (exitOfStatoverride: number): number => {
      writeFileSync(sandbox, "");
      chmodSync(sandbox, 0o755);
      const path = join(folder, `path-${exitOfStatoverride}`);
      mkdirSync(path);
      writeFileSync(join(path, "dpkg-statoverride"), `#!/bin/sh\nexit ${exitOfStatoverride}\n`, { mode: 0o755 });
      const { status, text: said } = outcome("env", `PATH=${path}:/usr/bin:/bin`, "sh", script, "configure");
      assert.deepEqual([status, said], [0, ""]);
      return statSync(sandbox).mode & 0o7777;
    };
    assert.equal(mode(1), 0o4755);
    assert.equal(mode(0), 0o755);
  },
);

inPackages("an upgrade of the rpm, whose old script comes last, takes nothing away", () => {
  const { files } = tools.told("rpm");
  const script = (files["--after-remove"] ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(script, ["exit 0"]);
});
