// The import boundaries of the house are lint errors: a tree of offending (and of proper) imports, judged by our biome.json.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const FORBIDDEN: readonly (readonly [file: string, imports: string])[] = [
  ["common/errors.ts", "../service/view/view.ts"],
  ["common/client/client.ts", "../../service/view/view.ts"],
  ["common/bus/address.ts", "../../ctl/main.ts"],
  ["common/errors.ts", "dbus-next"],
  ["common/bus/connection.ts", "dbus-next"],
  ["common/bus/connection.ts", "dbus-next/lib/connection.js"],
  ["common/client/client.ts", "dbus-next"],
  ["common/bus/socket.ts", "netlink"],
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
  ["service/bus/gate.ts", "dbus-next"],
  ["service/netlink/socket.ts", "dbus-next"],
  ["service/system/notify.ts", "netlink"],
  ["service/system/notify.ts", "koffi"],
  ["service/system/nft.ts", "netlink"],
  ["service/system/notify.ts", "dbus-next"],
  ["service/main.ts", "../ctl/main.ts"],
  ["service/netlink/socket.ts", "../../tray/main/main.ts"],
  ["service/bus/gate.ts", "netlink"],
  ["ctl/main.ts", "../service/config/config.ts"],
  ["ctl/main.ts", "../tray/main/main.ts"],
  ["ctl/main.ts", "dbus-next"],
  ["tray/main/main.ts", "../../service/config/config.ts"],
  ["tray/main/main.ts", "../../ctl/main.ts"],
  ["tray/main/main.ts", "../renderer/main.tsx"],
  ["tray/main/window/page.ts", "../../renderer/main.tsx"],
  ["tray/main/window/page.ts", "../../../service/main.ts"],
  ["tray/main/main.ts", "react"],
  ["tray/main/main.ts", "dbus-next"],
  ["tray/shared/calls.ts", "electron"],
  ["tray/shared/calls.ts", "node:fs"],
  ["tray/shared/calls.ts", "../host/host.ts"],
  ["tray/shared/words/index.ts", "../../main/main.ts"],
  ["tray/host/host.ts", "electron"],
  ["tray/host/host.ts", "node:fs"],
  ["tray/host/host.ts", "../main/main.ts"],
  ["tray/host/host.ts", "../../service/view/view.ts"],
  ["tray/preload/preload.ts", "node:fs"],
  ["tray/preload/preload.ts", "../host/host.ts"],
  ["tray/renderer/window.ts", "../../service/config/config.ts"],
  ["tray/renderer/window.ts", "electron"],
  ["tray/renderer/window.ts", "node:fs"],
  ["tray/renderer/window.ts", "../host/host.ts"],
  ["tray/renderer/pages/window.ts", "../../host/host.ts"],
  ["tray/renderer/window.ts", "../main/main.ts"],
  ["tray/renderer/window.ts", "../../common/bus/connection.ts"],
  ["tray/web/server.ts", "electron"],
  ["tray/web/server.ts", "../main/main.ts"],
];

const ALLOWED: readonly (readonly [file: string, imports: string])[] = [
  ["common/errors.ts", "./numbers.ts"],
  ["common/client/client.ts", "../errors.ts"],
  ["common/bus/socket.ts", "dbus-next/lib/connection.js"],
  ["common/bus/socket.ts", "../errors.ts"],
  ["service/planes/plane.ts", "../view/view.ts"],
  ["service/planes/plane.ts", "../../common/errors.ts"],
  ["service/planes/routing/desired.ts", "./diff.ts"],
  ["service/planes/routing/desired.ts", "../plane.ts"],
  ["service/planes/routing/desired.ts", "../../view/route.ts"],
  ["service/planes/routing/desired.ts", "../../config/config.ts"],
  ["service/planes/routing/desired.ts", "../../../common/errors.ts"],
  ["service/netlink/socket.ts", "netlink"],
  ["service/netlink/socket.ts", "koffi"],
  ["service/bus/gate.ts", "../../common/bus/connection.ts"],
  ["service/system/unix-datagram.ts", "koffi"],
  ["service/system/nft.ts", "koffi"],
  ["service/main.ts", "./netlink/socket.ts"],
  ["ctl/main.ts", "../common/errors.ts"],
  ["ctl/commands/assign.ts", "../context.ts"],
  ["tray/main/main.ts", "../../common/errors.ts"],
  ["tray/main/main.ts", "../host/host.ts"],
  ["tray/main/main.ts", "electron"],
  ["tray/preload/preload.ts", "electron"],
  ["tray/preload/preload.ts", "../shared/bridge.ts"],
  ["tray/host/host.ts", "../shared/calls.ts"],
  ["tray/host/host.ts", "../../common/client/live-client.ts"],
  ["tray/shared/calls.ts", "valibot"],
  ["tray/renderer/window.ts", "react"],
  ["tray/renderer/window.ts", "../shared/known.ts"],
  ["tray/renderer/window.ts", "../../common/client/domain.ts"],
  ["tray/web/server.ts", "../host/host.ts"],
  ["tray/web/server.ts", "ws"],
];

const root = fileURLToPath(new URL("../../", import.meta.url));
const cases = [...FORBIDDEN, ...ALLOWED].map(([file, imports], at) => ({
  file,
  imports,
  forbidden: at < FORBIDDEN.length,
}));
const title = ({ file, imports, forbidden }: (typeof cases)[number]) =>
  `${file} may ${forbidden ? "not " : ""}import ${imports}`;
let tree: string;
/** What Biome refused, as "file:line". */
let refused: Set<string>;

/** Where the imports of a case stand in its file: those of one file one under the other, each said in both ways. */
function linesOf({ file, imports }: (typeof cases)[number]): readonly [string, string] {
  const at = cases.filter((one) => one.file === file).findIndex((one) => one.imports === imports);
  return [`${file}:${2 * at + 1}`, `${file}:${2 * at + 2}`];
}

before(() => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), "multihomed-boundaries-")));
  copyFileSync(join(root, "biome.json"), join(tree, "biome.json"));
  for (const { file, imports } of cases) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    appendFileSync(join(tree, file), `import "${imports}";\nimport("${imports}");\n`);
  }
  const only = "--only=style/noRestrictedImports";
  const biome = spawnSync(
    join(root, "node_modules/.bin/biome"),
    ["lint", only, "--reporter=github", "--max-diagnostics=none", "."],
    { cwd: tree, encoding: "utf8" },
  );
  const lines = biome.stdout.split("\n").filter((line) => line.includes("noRestrictedImports"));
  refused = new Set(
    lines.map((line) => {
      const [, file = "", number = ""] = /,file=([^,]+),line=(\d+)/.exec(line) ?? [];
      return `${relative(tree, file)}:${number}`;
    }),
  );
  assert.notEqual(refused.size, 0, biome.stdout + biome.stderr);
});

after(() => rmSync(tree, { recursive: true, force: true }));

for (const one of cases) {
  test(title(one), () => {
    assert.deepEqual(
      linesOf(one).map((line) => refused.has(line)),
      [one.forbidden, one.forbidden],
    );
  });
}
