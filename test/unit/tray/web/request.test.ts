// Which requests are answered, with which headers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { contentSecurityPolicy } from "../../../../tray/shared/content-security-policy.ts";
import { type HttpRequest, maySocket, respond } from "../../../../tray/web/request.ts";

const PORT = 4321;
const files = new Map([
  ["/", { type: "text/html; charset=utf-8", body: Buffer.from("<p>") }],
  ["/window.js", { type: "text/javascript; charset=utf-8", body: Buffer.from("1") }],
]);
const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "GET",
  url,
  headers: { host: `127.0.0.1:${PORT}` },
  ...more,
});
const status = (asked: HttpRequest) => respond(asked, PORT, files).status;

test("a file that is there is served, and nobody else's page may have it", () => {
  const { status, headers, body } = respond(request("/window.js?again"), PORT, files);
  assert.equal(status, 200);
  assert.equal(String(body), "1");
  const { "content-security-policy": policy, ...others } = headers;
  assert.equal(policy, contentSecurityPolicy(`ws://127.0.0.1:${PORT}`));
  assert.deepEqual(others, {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
  });
});

test("the policy admits our own files and the one socket, and nothing else", () => {
  const directives = (policy: string) => new Map(policy.split("; ").map((each) => [each.split(" ")[0], each]));
  const web = directives(contentSecurityPolicy("ws://127.0.0.1:1"));
  const electron = directives(contentSecurityPolicy());
  assert.equal(web.get("connect-src"), "connect-src ws://127.0.0.1:1");
  assert.equal(electron.get("connect-src"), "connect-src 'none'");
  for (const policy of [web, electron]) {
    assert.equal(policy.get("default-src"), "default-src 'none'");
    assert.equal(policy.get("script-src"), "script-src 'self'");
    assert.equal(policy.get("style-src"), "style-src 'self'");
    for (const none of ["base-uri", "form-action", "frame-ancestors", "object-src"]) {
      assert.equal(policy.get(none), `${none} 'none'`);
    }
    assert.equal(policy.get("require-trusted-types-for"), "require-trusted-types-for 'script'");
    assert.doesNotMatch([...policy.values()].join(), /unsafe|\*|https?:/);
  }
});

test("what is not among the files is not there, however it is written", () => {
  for (const url of [
    "/index.html",
    "/window.css",
    "/../window.js",
    "/./window.js",
    "//window.js",
    "/%2e%2e/etc/passwd",
    "/..%2f..%2fetc/passwd",
    "/window.js%00",
    "/window.js/",
    "/WINDOW.js",
    "window.js",
    "http://127.0.0.1:4321/window.js",
    "/__proto__",
    "*",
    "",
  ]) {
    assert.equal(status(request(url)), 404, url);
  }
  assert.equal(status({ method: "GET", headers: request("/").headers }), 404);
});

test("only what has no effects is answered", () => {
  assert.equal(status(request("/", { method: "HEAD" })), 200);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", undefined]) {
    const response = respond({ ...request("/"), method }, PORT, files);
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.allow, "GET, HEAD");
  }
});

test("a host of another name that leads here gets nothing", () => {
  assert.equal(status(request("/", { headers: { host: `localhost:${PORT}` } })), 200);
  for (const host of [
    undefined,
    "",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:80",
    "localhost:43210",
    `evil.example:${PORT}`,
    `127.0.0.1.evil.example:${PORT}`,
    `127.0.0.1:${PORT}.evil.example`,
    `LOCALHOST:${PORT}`,
    `0.0.0.0:${PORT}`,
    `[::1]:${PORT}`,
    `user@127.0.0.1:${PORT}`,
  ]) {
    const response = respond(request("/", { headers: { host } }), PORT, files);
    assert.equal(response.status, 421, host);
    assert.equal(response.headers["x-content-type-options"], "nosniff");
    assert.match(response.headers["content-security-policy"] ?? "", /default-src 'none'/);
  }
});

test("a socket is opened for our own page only", () => {
  const socket = (host: string | undefined, origin: string | undefined, url = "/bridge", method = "GET") =>
    maySocket({ method, url, headers: { host, origin } }, PORT);
  for (const host of [`127.0.0.1:${PORT}`, `localhost:${PORT}`]) assert.ok(socket(host, `http://${host}`));
  const host = `127.0.0.1:${PORT}`;
  for (const origin of [
    undefined,
    "null",
    "",
    host,
    `https://${host}`,
    `http://localhost:${PORT}`,
    "http://127.0.0.1",
    `http://${host}/`,
    `http://${host}.evil.example`,
    "http://evil.example",
    "file://",
  ]) {
    assert.equal(socket(host, origin), false, origin);
  }
  assert.equal(socket(`evil.example:${PORT}`, `http://evil.example:${PORT}`), false);
  assert.equal(socket(undefined, "http://undefined"), false);
  assert.equal(socket(host, `http://${host}`, "/"), false);
  assert.equal(socket(host, `http://${host}`, "/bridge?x"), false);
  assert.equal(socket(host, `http://${host}`, "/bridge", "POST"), false);
});
