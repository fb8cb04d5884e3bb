import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DEFAULT_SIZE, fitted, readSize, SMALLEST, writeSize } from "../../../../../tray/main/window/size.ts";

const SIZE = { width: 900, height: 500, maximized: true, zoom: 1.5 };

test("the size is kept, and what cannot be understood is the default", (t) => {
  const folder = fs.mkdtempSync(join(tmpdir(), "multihomed-tray-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = join(folder, "new/window.json");
  const warnings: string[] = [];
  assert.deepEqual(readSize(file, fs), DEFAULT_SIZE);
  writeSize(file, SIZE, fs, (line) => warnings.push(line));
  assert.deepEqual(readSize(file, fs), SIZE);
  for (const text of [
    "",
    "7",
    '{"width":0,"height":1,"maximized":false}',
    '{"width":1e9,"height":1,"maximized":false}',
  ]) {
    fs.writeFileSync(file, text);
    assert.deepEqual(readSize(file, fs), DEFAULT_SIZE, text);
  }
  fs.writeFileSync(file, '{"width":900,"height":500,"maximized":true}');
  assert.deepEqual(readSize(file, fs), { ...SIZE, zoom: 0 });
  fs.writeFileSync(file, '{"width":900,"height":500,"maximized":true,"zoom":99}');
  assert.equal(readSize(file, fs).zoom, 6);
  writeSize(join(file, "below a file"), SIZE, fs, (line) => warnings.push(line));
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", /^the size of the window was not kept: /);
});

test("a window fits the screen, and can be used", () => {
  assert.deepEqual(fitted(SIZE, { width: 1920, height: 1080 }), SIZE);
  assert.deepEqual(fitted(SIZE, { width: 800, height: 400 }), { ...SIZE, width: 800, height: 400 });
  assert.deepEqual(fitted({ ...SIZE, width: 1, height: 1 }, { width: 800, height: 600 }), { ...SIZE, ...SMALLEST });
});
