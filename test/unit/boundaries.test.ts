// The import boundaries of the house are lint errors: a tree of offending (and of proper) imports, judged by our biome.json.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const FORBIDDEN: readonly (readonly [file: string, imports: string])[] = [
  ["common/errors.ts", "../service/view/view.ts"],
  ["common/client/client.ts", "../../service/view/view.ts"],
  ["common/errors.ts", "dbus-next"],
  ["service/planes/plane.ts", "../netlink/socket.ts"],
  ["service/planes/plane.ts", "../main.ts"],
  ["service/planes/routing/desired.ts", "../../netlink/socket.ts"],
  ["service/planes/routing/desired.ts", "../../system/log.ts"],
  ["service/planes/routing/desired.ts", "../../main.ts"],
  ["service/planes/routing/desired.ts", "../balance/desired.ts"],
  ["service/planes/routing/desired.ts", "netlink"],
  ["service/view/view.ts", "netlink"],
  ["service/view/view.ts", "koffi"],
  ["service/main.ts", "koffi"],
  ["service/main.ts", "dbus-next"],
  ["service/main.ts", "../ctl/main.ts"],
  ["service/netlink/socket.ts", "../../tray/main.ts"],
  ["service/bus/gate.ts", "netlink"],
  ["ctl/main.ts", "../service/config/config.ts"],
  ["ctl/main.ts", "dbus-next"],
  ["tray/main.ts", "../service/config/config.ts"],
  ["tray/renderer/window.ts", "../../service/config/config.ts"],
];

const ALLOWED: readonly (readonly [file: string, imports: string])[] = [
  ["common/errors.ts", "./numbers.ts"],
  ["common/client/client.ts", "../errors.ts"],
  ["common/client/client.ts", "dbus-next"],
  ["service/planes/plane.ts", "../view/view.ts"],
  ["service/planes/plane.ts", "../../common/errors.ts"],
  ["service/planes/routing/desired.ts", "./diff.ts"],
  ["service/planes/routing/desired.ts", "../plane.ts"],
  ["service/planes/routing/desired.ts", "../../view/route.ts"],
  ["service/planes/routing/desired.ts", "../../config/config.ts"],
  ["service/planes/routing/desired.ts", "../../../common/errors.ts"],
  ["service/netlink/socket.ts", "netlink"],
  ["service/netlink/socket.ts", "koffi"],
  ["service/bus/gate.ts", "dbus-next"],
  ["service/main.ts", "./netlink/socket.ts"],
  ["ctl/main.ts", "../common/errors.ts"],
  ["tray/main.ts", "../common/errors.ts"],
];

const root = fileURLToPath(new URL("../../", import.meta.url));
const cases = [...FORBIDDEN, ...ALLOWED].map(([file, imports], at) => ({
  // Each in a file of its own beside the real one, so that each is judged alone.
  probe: file.replace(/[^/]+\.ts$/, `probe${at}.ts`),
  title: `${file} may ${at < FORBIDDEN.length ? "not " : ""}import ${imports}`,
  imports,
  forbidden: at < FORBIDDEN.length,
}));
let tree: string;
let restricted: Set<string>;

before(() => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), "multihomed-boundaries-")));
  copyFileSync(join(root, "biome.json"), join(tree, "biome.json"));
  for (const { probe, imports } of cases) {
    mkdirSync(dirname(join(tree, probe)), { recursive: true });
    writeFileSync(join(tree, probe), `import { thing } from "${imports}";\nexport const probe = thing;\n`);
  }
  const only = "--only=style/noRestrictedImports";
  const biome = spawnSync(
    join(root, "node_modules/.bin/biome"),
    ["lint", only, "--reporter=github", "--max-diagnostics=none", "."],
    { cwd: tree, encoding: "utf8" },
  );
  const lines = biome.stdout.split("\n").filter((line) => line.includes("noRestrictedImports"));
  restricted = new Set(lines.flatMap((line) => /,file=([^,]+)/.exec(line)?.[1] ?? []));
  assert.notEqual(restricted.size, 0, biome.stdout + biome.stderr);
});

after(() => rmSync(tree, { recursive: true, force: true }));

for (const { probe, title, forbidden } of cases) {
  test(title, () => assert.equal(restricted.has(join(tree, probe)), forbidden));
}
