// Folders of cases: a configuration as a user has it, the arguments, and what comes of both (expected.json).
// UPDATE=1 writes what comes of them now; read the difference before you commit it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { MultihomedError } from "../../../../common/errors.ts";
import { DEFAULT_FILE, loadConfig } from "../../../../service/config/load.ts";
import { parseOptions } from "../../../../service/options.ts";

const cases = fileURLToPath(new URL("cases", import.meta.url));

for (const name of fs.readdirSync(cases)) {
  test(`case: ${name}`, async () => {
    const folder = join(cases, name);
    const main = ["multihomed.toml", "dynmhs.conf"].find((file) => fs.existsSync(join(folder, file))) ?? "";
    const extra: string[] = fs.existsSync(join(folder, "arguments.json"))
      ? JSON.parse(fs.readFileSync(join(folder, "arguments.json"), "utf8"))
      : [];
    const outcome = await load(["-C", join(folder, main), ...extra]);
    // JSON has no undefined: null stands for "nothing was said".
    const text = JSON.stringify(outcome, (_key, value) => (value === undefined ? null : value), 2);
    const portable = `${text.replaceAll(`${folder}/`, "")}\n`;
    const expected = join(folder, "expected.json");
    if (process.env.UPDATE === "1") fs.writeFileSync(expected, portable);
    assert.deepEqual(JSON.parse(portable), JSON.parse(fs.readFileSync(expected, "utf8")));
    assert.equal(name.startsWith("refused-"), "code" in outcome);
  });
}

async function load(argv: string[]) {
  try {
    return await loadConfig(parseOptions(argv), fs);
  } catch (error) {
    assert.ok(error instanceof MultihomedError, String(error));
    return { code: error.code, message: error.message };
  }
}

/** A file system without files. */
const noFiles: typeof fs = {
  ...fs,
  openSync: () => {
    throw Object.assign(new Error(), { code: "ENOENT" });
  },
  // The overloads of node:fs cannot be matched by one function that only throws.
  readdirSync: (() => {
    throw Object.assign(new Error(), { code: "ENOENT" });
  }) as unknown as typeof fs.readdirSync,
};

test("the default file need not exist", async () => {
  const { config, warnings } = await loadConfig(parseOptions([]), noFiles);
  assert.deepEqual(config.uplinks, []);
  assert.deepEqual(warnings, []);
});

test("the default file is read where it exists", async () => {
  const directory = fs.mkdtempSync(join(tmpdir(), "multihomed-load-"));
  try {
    const file = join(directory, "default");
    fs.writeFileSync(file, '[[uplink]]\ninterface = "eth0"\ntable = 5\n');
    const files = {
      ...noFiles,
      openSync: (name: fs.PathLike, flags: fs.OpenMode) => fs.openSync(name === DEFAULT_FILE ? file : name, flags),
    };
    const { config } = await loadConfig(parseOptions([]), files);
    assert.deepEqual(
      config.uplinks.map(({ origin }) => origin),
      [`${DEFAULT_FILE}:1`],
    );
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});

test("a file that was named must exist", async () => {
  await assert.rejects(loadConfig(parseOptions(["-C", "/nonexistent/m.toml"]), fs), {
    code: "configuration",
    message: "/nonexistent/m.toml: does not exist",
  });
});

test("contradictions on the command line are usage errors that name both places", async () => {
  await assert.rejects(loadConfig(parseOptions(["-N", "eth0:1000", "-I", "eth0:2000"]), noFiles), {
    code: "usage",
    message: "command line: interface: eth0 is assigned at command line too, to table 1000; expected once",
  });
  await assert.rejects(loadConfig(parseOptions(["-N", "eth0:1000", "-N", "eth1:1000"]), noFiles), {
    code: "usage",
    message: "command line: table: 1000 is assigned to eth0 at command line too; expected a table of its own for eth1",
  });
});
