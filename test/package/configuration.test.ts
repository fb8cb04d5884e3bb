// The configuration that is installed assigns nothing as it stands, and is right where somebody takes the marks away.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { configDefaults } from "../../service/config/defaults.ts";
import { loadConfig } from "../../service/config/load.ts";
import { parseOptions } from "../../service/options.ts";
import { repository, temporaryFolder } from "./built.ts";
import { sections } from "./key-file.ts";

const { folder, end } = temporaryFolder();
after(end);

const example = fs.readFileSync(join(repository, "packaging/multihomed.toml"), "utf8");

async function load(name: string, text: string) {
  const file = join(folder, name, "multihomed.toml");
  fs.mkdirSync(dirname(file));
  fs.writeFileSync(file, text);
  return await loadConfig(parseOptions(["--config", file]), fs);
}

test("multihomed.toml says nothing but what holds anyway", async () => {
  const { config } = await load("as-it-is", example);
  assert.deepEqual(config, configDefaults);
});

test("its examples are what they say", async () => {
  const uncommented = example.replace(/^# (?=\[\[|[a-z-]+ = )/gm, "");
  const { config, warnings } = await load("uncommented", uncommented);
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    config.uplinks.map(({ interface: name, table }) => [name, table]),
    [
      ["enp1s0", 2000],
      ["wwan*", "auto"],
    ],
  );
  assert.deepEqual([config.logLevel, config.onStop], [configDefaults.logLevel, configDefaults.onStop]);
});

test("ip(8) gets one name for the protocol number", () => {
  const lines = fs.readFileSync(join(repository, "packaging/rt_protos.conf"), "utf8").trim().split("\n");
  assert.deepEqual(
    lines.filter((line) => !line.startsWith("#")),
    ["77\tmultihomed"],
  );
});

test("the example for systemd-networkd has it leave alone what is not its own", () => {
  const text = fs.readFileSync(join(repository, "systemd/networkd.conf.d/multihomed.conf"), "utf8");
  assert.deepEqual(
    [...sections(text)],
    [
      [
        "Network",
        [
          ["ManageForeignRoutingPolicyRules", "no"],
          ["ManageForeignRoutes", "no"],
        ],
      ],
    ],
  );
});
