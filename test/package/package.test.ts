// The Debian package as it is built: what is in it, how, and what Debian's own checker says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { buildPackage, type Entry, entriesOf, repository, temporaryFolder } from "./built.ts";
import { outcome, withoutPrograms } from "./programs.ts";

const PROGRAM = "-rwxr-xr-x";
const FILE = "-rw-r--r--";
const LINK = "lrwxrwxrwx";

const EXPECTED: Readonly<Record<string, string>> = {
  "/etc/iproute2/rt_protos.d/multihomed.conf": FILE,
  "/etc/multihomed/multihomed.toml": FILE,
  "/usr/bin/multihomectl": LINK,
  "/usr/lib/multihomed/multihomectl": PROGRAM,
  "/usr/lib/multihomed/multihomed": PROGRAM,
  "/usr/lib/multihomed/native/koffi.node": FILE,
  "/usr/lib/multihomed/native/netlink.node": FILE,
  "/usr/lib/multihomed/package.json": FILE,
  "/usr/lib/systemd/system/multihomed.service": FILE,
  "/usr/sbin/multihomed": LINK,
  "/usr/share/bash-completion/completions/multihomectl": FILE,
  "/usr/share/dbus-1/interfaces/org.multihomed1.Link.xml": FILE,
  "/usr/share/dbus-1/interfaces/org.multihomed1.Manager.xml": FILE,
  "/usr/share/dbus-1/system-services/org.multihomed1.service": FILE,
  "/usr/share/dbus-1/system.d/org.multihomed1.conf": FILE,
  "/usr/share/doc/multihomed/changelog.gz": FILE,
  "/usr/share/doc/multihomed/copyright": FILE,
  "/usr/share/doc/multihomed/examples/networkd.conf.d/multihomed.conf": FILE,
  "/usr/share/doc/multihomed/examples/polkit-1/rules.d/50-multihomed-netdev.rules": FILE,
  "/usr/share/fish/vendor_completions.d/multihomectl.fish": FILE,
  "/usr/share/man/man1/multihomectl.1.gz": FILE,
  "/usr/share/man/man5/multihomed.toml.5.gz": FILE,
  "/usr/share/man/man8/multihomed.8.gz": FILE,
  "/usr/share/polkit-1/actions/org.multihomed1.policy": FILE,
  "/usr/share/zsh/vendor-completions/_multihomectl": FILE,
};

const { folder, end } = temporaryFolder();
let archive: string;
let entries: ReadonlyMap<string, Entry>;
let root: string;

const skip = withoutPrograms("dpkg-deb", "strip");
const packaged = (name: string, body: () => void, programs: readonly string[] = []) =>
  test(name, { skip: skip || withoutPrograms(...programs) }, body);

before(() => {
  if (skip !== false) return;
  archive = buildPackage(join(folder, "first"));
  entries = entriesOf(archive);
  root = join(folder, "root");
  execFileSync("dpkg-deb", ["--extract", archive, root]);
});

after(end);

const inPackage = (file: string): string => readFileSync(join(root, file), "utf8");
const field = (name: string): string =>
  execFileSync("dpkg-deb", ["--field", archive, name], { encoding: "utf8" }).trim();
const { version }: { readonly version: string } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));

packaged("its name says version and architecture, as its fields do", () => {
  const name = `multihomed_${field("Version")}_${field("Architecture")}.deb`;
  assert.equal(archive, join(folder, "first", name));
  assert.equal(field("Version"), version);
  assert.equal(field("Architecture"), execFileSync("dpkg", ["--print-architecture"], { encoding: "utf8" }).trim());
});

packaged("it holds what it should and nothing else, with these permissions, all root's", () => {
  const files = [...entries].filter(([name]) => !name.endsWith("/")).map(([name, { mode }]) => [name, mode]);
  assert.deepEqual(Object.fromEntries(files), EXPECTED);
  assert.ok(entries.has("/etc/multihomed/conf.d/"));
  for (const [name, { mode, owner }] of entries) {
    assert.equal(owner, "root/root", name);
    if (name.endsWith("/")) assert.equal(mode, "drwxr-xr-x", name);
  }
});

packaged("the programs are links to where the native add-ons are", () => {
  for (const program of ["/usr/bin/multihomectl", "/usr/sbin/multihomed"]) {
    const to = entries.get(program)?.to;
    assert.match(to ?? "", /^\.\.\/lib\/multihomed\//);
    assert.match(realpathSync(join(root, program)), /\/usr\/lib\/multihomed\/multihome(d|ctl)$/);
  }
});

packaged("they run from there, by the Node that the package depends on", () => {
  for (const [link, program] of [
    ["usr/sbin/multihomed", "multihomed"],
    ["usr/bin/multihomectl", "multihomectl"],
  ] as const) {
    assert.match(inPackage(link), /^#!\/usr\/bin\/node( --\S+)?\n/);
    const { status, text } = outcome(process.execPath, join(root, link), "--version");
    assert.deepEqual([status, text], [0, `${program} ${version}\n`]);
  }
  // With a dry run the native add-ons are loaded.
  const empty = ["--dry-run", "--bus", "none", "--config", "/dev/null", "--loglevel", "error"];
  assert.deepEqual(outcome(process.execPath, join(root, "usr/sbin/multihomed"), ...empty), { status: 0, text: "" });
  assert.match(field("Depends"), /^nodejs \(>= 18\.19\), /);
});

packaged("everything under /etc is configuration, kept over upgrades", () => {
  const { text } = outcome("dpkg-deb", "--info", archive, "conffiles");
  const configuration = Object.keys(EXPECTED).filter((file) => file.startsWith("/etc/"));
  assert.deepEqual(text.trim().split("\n").sort(), configuration);
});

packaged("the checksums are those of the files", () => {
  const control = join(folder, "control");
  execFileSync("dpkg-deb", ["--control", archive, control]);
  const names = readdirSync(control).sort();
  assert.deepEqual(names, ["conffiles", "control", "md5sums", "postinst", "postrm", "prerm"]);
  for (const name of ["postinst", "postrm", "prerm"]) assert.equal(statSync(join(control, name)).mode & 0o777, 0o755);
  const { status, text } = outcome(
    "sh",
    "-c",
    `cd "$1" && md5sum --check --strict --quiet "$2"`,
    "sh",
    root,
    join(control, "md5sums"),
  );
  assert.deepEqual([status, text], [0, ""]);
  const regular = Object.entries(EXPECTED).filter(([, mode]) => mode !== LINK);
  assert.equal(readFileSync(join(control, "md5sums"), "utf8").trim().split("\n").length, regular.length);
});

packaged("nothing of the machine that built it is inside", () => {
  for (const file of Object.keys(EXPECTED)) {
    const bytes = readFileSync(join(root, file));
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
    for (const place of [repository, join(tmpdir(), "multihomed-package-"), "sourceMappingURL"]) {
      assert.ok(!text.includes(place), `${file} contains ${place}`);
    }
  }
});

packaged("every bundled package is named with its licence and its holder", () => {
  const copyright = inPackage("usr/share/doc/multihomed/copyright");
  for (const bundled of ["dbus-next", "netlink", "toml-eslint-parser", "@koromix/koffi-linux-", "node-addon-api"]) {
    const paragraph = copyright.split("\n\n").find((lines) => lines.startsWith(`Files: node_modules/${bundled}`));
    assert.match(paragraph ?? "", /\nCopyright: .*\w+.*\n(.*\n)*License: \S+\n/, bundled);
  }
  const comments = inPackage("usr/lib/multihomed/multihomed").matchAll(
    /^ *\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
  );
  const names = new Set([...comments].map(([, name = ""]) => name));
  assert.ok(names.size > 2);
  for (const name of names) assert.ok(copyright.includes(`Files: node_modules/${name}/*`), name);
});

packaged("the same source gives the same bytes; another version is another package", () => {
  const again = buildPackage(join(folder, "second"));
  assert.ok(readFileSync(again).equals(readFileSync(archive)));
  const other = buildPackage(join(folder, "second"), "--version", "9.8.7");
  assert.match(other, /\/multihomed_9\.8\.7_\w+\.deb$/);
  const unpacked = join(folder, "other");
  execFileSync("dpkg-deb", ["--extract", other, unpacked]);
  const { text } = outcome(process.execPath, join(unpacked, "usr/sbin/multihomed"), "--version");
  assert.equal(text, "multihomed 9.8.7\n");
});

packaged("a version that is none of Debian's is refused", () => {
  const { status, text } = outcome(
    process.execPath,
    "--import",
    "tsx",
    join(repository, "packaging/package.ts"),
    "--version",
    "1:2-3",
  );
  assert.equal(status, 1);
  assert.match(text, /^package: --version 1:2-3: expected one such as 0\.1\.0\n$/);
});

packaged("lintian has neither errors nor warnings", () => {
  const { status, text } = outcome("lintian", "--fail-on", "error,warning", archive);
  assert.equal(status, 0, text);
}, ["lintian"]);

packaged("systemd takes the unit, and finds its exposure low", () => {
  const unit = join(root, "usr/lib/systemd/system/multihomed.service");
  const verified = outcome(
    "systemd-analyze",
    "verify",
    "--man=no",
    "--recursive-errors=no",
    `--root=${root}`,
    "multihomed.service",
  );
  assert.deepEqual([verified.status, verified.text], [0, ""]);
  const { status, text } = outcome(
    "systemd-analyze",
    "security",
    "--offline=true",
    "--threshold=20",
    "--no-pager",
    unit,
  );
  assert.equal(status, 0, text);
}, ["systemd-analyze"]);
