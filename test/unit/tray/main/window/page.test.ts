import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Protocol } from "electron";
import { answerTo, isPage, PAGE } from "../../../../../tray/main/window/page.ts";
import { PAGE_SCHEME, servePage } from "../../../../../tray/main/window/protocol.ts";

const get = (url: string) => answerTo({ method: "GET", url });

test("the page and its files are there, each of its type", () => {
  assert.equal(get(PAGE).file, "index.html");
  assert.equal(get(`${PAGE}#/link/eth0`).file, "index.html");
  assert.deepEqual(
    ["window.js", "window.css", "icon.svg"].map((file) => [
      get(PAGE + file).file,
      get(PAGE + file).headers["Content-Type"],
    ]),
    [
      ["window.js", "text/javascript; charset=utf-8"],
      ["window.css", "text/css; charset=utf-8"],
      ["icon.svg", "image/svg+xml"],
    ],
  );
});

test("nothing else is there, however it is asked for", () => {
  const others = [
    `${PAGE}../main.js`,
    `${PAGE}%2e%2e/main.js`,
    `${PAGE}..%2fmain.js`,
    `${PAGE}main.js`,
    `${PAGE}index.html`,
    `${PAGE}window.js/`,
    `${PAGE}WINDOW.JS`,
    `${PAGE}/window.js`,
    `${PAGE}constructor`,
    "multihomed-tray://other/",
    "multihomed-tray://window.example/",
    "multihomed-tray:",
    "file:///etc/passwd",
    "https://window/",
    "no address",
    "",
  ];
  for (const url of others) {
    const { status, file } = get(url);
    assert.deepEqual([status, file], [404, undefined], url);
  }
  for (const method of ["POST", "HEAD", "PUT"]) assert.equal(answerTo({ method, url: PAGE }).status, 405);
});

test("every answer has the policy: no script but ours, and nothing from elsewhere", () => {
  for (const url of [PAGE, `${PAGE}window.js`, `${PAGE}nothing`]) {
    const { headers } = get(url);
    const policy = headers["Content-Security-Policy"] ?? "";
    for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'none'", "frame-ancestors 'none'"]) {
      assert.ok(policy.split("; ").includes(part), `${part}: ${url}`);
    }
    assert.ok(!policy.includes("unsafe"));
    assert.equal(headers["X-Content-Type-Options"], "nosniff");
  }
});

test("only our own address is our page", () => {
  for (const url of [PAGE, `${PAGE}window.js`, `${PAGE}?x#y`]) assert.ok(isPage(url), url);
  const others = [
    "multihomed-tray://window@evil.example/",
    "multihomed-tray://evil/window/",
    "about:blank",
    "data:,",
    "",
  ];
  for (const url of others) assert.ok(!isPage(url), url);
});

test("what is asked for by our scheme is read from the window's folder", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "multihomed-tray-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  const handlers = new Map<string, Parameters<Protocol["handle"]>[1]>();
  servePage({ handle: (scheme, handler) => handlers.set(scheme, handler) }, folder);
  const handler = handlers.get(PAGE_SCHEME.scheme);
  assert.ok(handler);
  const found = await handler(new Request(PAGE));
  assert.deepEqual([found.status, await found.text()], [200, "<!doctype html>"]);
  assert.match(found.headers.get("Content-Security-Policy") ?? "", /default-src 'none'/);
  const missing = await handler(new Request(`${PAGE}main.js`));
  assert.deepEqual([missing.status, await missing.text()], [404, ""]);
});

test("the scheme has an origin and nothing that a page could misuse", () => {
  const { privileges } = PAGE_SCHEME;
  assert.ok(privileges?.standard && privileges.secure);
  for (const more of ["bypassCSP", "allowServiceWorkers", "corsEnabled", "supportFetchAPI", "stream"] as const) {
    assert.ok(!privileges[more], more);
  }
});
