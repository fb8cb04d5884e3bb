import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FILE_MAX, listFiles, readText, readTextIfPresent } from "../../../../service/config/file.ts";

let directory: string;
before(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "multihomed-file-"));
});
after(() => fs.rmSync(directory, { recursive: true, force: true }));

function written(content: string | Uint8Array): string {
  const file = join(directory, "f");
  fs.writeFileSync(file, content);
  return file;
}

test("text is read, whole and without a byte order mark", () => {
  assert.equal(readText(written("\ufeffa = 1\nü"), fs), "a = 1\nü");
  assert.equal(readText(written(""), fs), "");
  assert.equal(readText(written("x".repeat(FILE_MAX)), fs).length, FILE_MAX);
});

test("a file that is absent is undefined only where that is asked for", () => {
  const file = join(directory, "absent");
  assert.equal(readTextIfPresent(file, fs), undefined);
  assert.throws(() => readText(file, fs), { code: "configuration", message: `${file}: does not exist` });
});

test("what is no text is refused in one line", () => {
  const refused = (content: string | Uint8Array, why: string) => {
    const file = written(content);
    assert.throws(() => readText(file, fs), { code: "configuration", message: `${file}: ${why}` });
  };
  refused("x".repeat(FILE_MAX + 1), "is larger than 1 MiB");
  refused("a\0b", "is binary, expected text");
  refused(Uint8Array.of(0x61, 0xff, 0xfe), "is not UTF-8 text");
});

test("a directory, a device without end, a name that is none", () => {
  assert.throws(() => readText(directory, fs), { message: `${directory}: is a directory` });
  assert.throws(() => readText("/dev/zero", fs), { message: "/dev/zero: is larger than 1 MiB" });
  assert.throws(() => readText("a\0b", fs), { message: "a\\x00b: is not a file name" });
  assert.throws(() => readText(join(written(""), "in"), fs), /goes through something that is not a directory$/);
});

test("what may not be read says so", () => {
  const denied = {
    ...fs,
    openSync: () => {
      throw Object.assign(new Error(), { code: "EACCES" });
    },
  };
  assert.throws(() => readTextIfPresent("/etc/m.toml", denied), {
    code: "configuration",
    message: "/etc/m.toml: cannot be used: permission denied",
  });
});

test("the files of a directory, in order of name, without what editors leave behind", () => {
  const drop = join(directory, "conf.d");
  assert.deepEqual(listFiles(drop, ".toml", fs), []);
  fs.mkdirSync(drop);
  for (const name of ["20-b.toml", "10-a.toml", "9.toml", ".10-a.toml.swp", ".a.toml", "a.toml~", "README"]) {
    fs.writeFileSync(join(drop, name), "");
  }
  assert.deepEqual(listFiles(drop, ".toml", fs), ["10-a.toml", "20-b.toml", "9.toml"]);
  assert.throws(() => listFiles(join(drop, "README"), ".toml", fs), { code: "configuration" });
});
