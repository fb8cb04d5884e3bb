// The parts of the package that are computed: changelog, licences, control fields, interpreter.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { debianChangelog } from "../../packaging/changelog.ts";
import { architecture } from "../../packaging/control.ts";
import { copyrightFile } from "../../packaging/copyright.ts";
import { FILES } from "../../packaging/files.ts";
import { licenceOf } from "../../packaging/licences.ts";
import { newestGlibc } from "../../packaging/measure.ts";
import { layOut } from "../../packaging/tree.ts";
import { repository, temporaryFolder } from "./built.ts";

const { folder, end } = temporaryFolder();
after(end);

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const release = { version: "1.2.3", maintainer: "A B <a@b.example>", date: new Date("2026-11-21T08:00:00Z") };

test("the changelog is the newest section, wrapped and without marks", () => {
  const markdown = [
    "# Changelog",
    "",
    "About it.",
    "",
    "## Unreleased",
    "",
    "### Added",
    "",
    "- `one` thing, which is described in so many words that they do not fit on a line of eighty,",
    "  and goes on.",
    "",
    "### Fixed",
    "",
    "- **two**",
    "",
    "## 0.1.0",
    "",
    "- older",
    "",
  ];
  assert.equal(
    debianChangelog(markdown.join("\n"), release),
    `multihomed (1.2.3) unstable; urgency=medium

  * one thing, which is described in so many words that they do not fit on a
    line of eighty, and goes on.
  * two

 -- A B <a@b.example>  Sat, 21 Nov 2026 08:00:00 +0000
`,
  );
});

test("a changelog that says nothing is refused", () => {
  assert.throws(
    () => debianChangelog("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- older\n", release),
    /says nothing/,
  );
});

const MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy\n\nof this software.";

test("a licence is its text, whatever the package calls it, with the holders that it names", () => {
  write(
    "node_modules/@scope/one/package.json",
    '{"name":"@scope/one","version":"1.0.0","license":"MIT/X11","author":"Me"}',
  );
  write("node_modules/@scope/one/LICENCE.md", `Copyright (c) 2001 One\nCopyright 2002, Two\n\n${MIT}\n`);
  const one = licenceOf("node_modules/@scope/one", folder);
  assert.deepEqual(one.copyright, ["2001 One", "2002, Two"]);
  assert.equal(one.id, "Expat");

  write("node_modules/two/package.json", '{"name":"two","version":"1.0.0","author":{"name":"Me"}}');
  write(
    "node_modules/two/LICENSE",
    "Apache License\n Version 2.0, January 2004\n  copyright notice that\nCopyright [yyyy] [name]",
  );
  const two = licenceOf("node_modules/two", folder);
  assert.deepEqual([two.id, two.copyright], ["Apache-2.0", ["Me"]]);

  const text = copyrightFile([one, two], 2026);
  assert.match(
    text,
    /\n\nFiles: node_modules\/@scope\/one\/\*\nCopyright: 2001 One\n +2002, Two\nLicense: Expat\n( .*\n)* \.\n of this software\.\n/,
  );
  assert.match(text, /\n\nFiles: node_modules\/two\/\*\nCopyright: Me\nLicense: Apache-2\.0\nComment: /);
});

for (const [what, manifest, licence] of [
  ["no licence text", { name: "x", version: "1", license: "MIT", author: "Me" }, undefined],
  ["no licence", { name: "x", version: "1", author: "Me" }, "Copyright 2001 Me\n\nDo what you want.\n"],
  ["no holder", { name: "x", version: "1", license: "MIT" }, MIT],
] as const) {
  test(`a package with ${what} is not packaged`, () => {
    rmSync(join(folder, "node_modules/x"), { recursive: true, force: true });
    write("node_modules/x/package.json", JSON.stringify(manifest));
    if (licence !== undefined) write("node_modules/x/LICENSE", licence);
    assert.throws(() => licenceOf("node_modules/x", folder), /^Error: node_modules\/x: no licence/);
  });
}

test("where a source is missing, it is named and nothing is built", () => {
  assert.throws(
    () => layOut(join(folder, "root"), { repository, build: join(folder, "nothing") }),
    /missing, so there is no package: .*nothing\/multihomed, .*nothing\/multihomectl/,
  );
});

test("a program with an interpreter that nobody thought of is refused", () => {
  for (const { source } of FILES)
    if (source.startsWith("build:")) write(source.replace("build:", "build/"), "#!/bin/sh\n");
  assert.throws(() => layOut(join(folder, "root"), { repository, build: join(folder, "build") }), /interpreter/);
});

test("the newest version of glibc counts as a number", () => {
  write("a", "\0GLIBC_2.4\0GLIBC_2.25\0");
  write("b", "\0GLIBC_2.9\0");
  assert.equal(newestGlibc([join(folder, "a"), join(folder, "b")]), "2.25");
  write("c", "nothing");
  assert.throws(() => newestGlibc([join(folder, "c")]), /no version of glibc/);
});

test("only processors that the native add-ons are built for", () => {
  assert.equal(architecture("x64"), "amd64");
  assert.throws(() => architecture("s390x"), /no package for s390x/);
});
