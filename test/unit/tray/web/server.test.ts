// The server as programs meet it: real requests, real sockets.
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { readFiles } from "../../../../tray/web/files.ts";
import { serveWindow } from "../../../../tray/web/server.ts";
import { newToken, sameToken } from "../../../../tray/web/token.ts";
import { link, turn } from "../host/stand-in.ts";
import { builtWindow, get, PAGE, Page, serve } from "./lab.ts";

test("the page is served with the bridge before the window, and its files beside it", async (t) => {
  const { window } = await serve(t);
  const page = await get(window.port, "/");
  assert.equal(page.status, 200);
  assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
  assert.equal(page.body, PAGE.replace("<!-- bridge -->", '<script type="module" src="bridge.js"></script>'));
  const expected = [
    ["/window.js", "window", "text/javascript; charset=utf-8"],
    ["/bridge.js", "bridge", "text/javascript; charset=utf-8"],
    ["/fonts/a.woff2", "font", "font/woff2"],
  ] as const;
  for (const [path, body, type] of expected) {
    const response = await get(window.port, path);
    assert.deepEqual([response.status, response.body, response.headers["content-type"]], [200, body, type]);
    assert.match(String(response.headers["content-security-policy"]), /^default-src 'none'/);
  }
  const head = await get(window.port, "/", {}, "HEAD");
  assert.deepEqual([head.status, head.body, Number(head.headers["content-length"])], [200, "", page.body.length]);
});

test("nothing outside of the folder is served, nor a link that leads there", async (t) => {
  const { window } = await serve(t);
  for (const path of [
    "/link.js",
    "/../secret",
    "/fonts/../../secret",
    "/%2e%2e/secret",
    "/secret",
    "/fonts",
    "/fonts/",
  ]) {
    const { status, body } = await get(window.port, path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body, /secret/);
  }
});

test("it listens on 127.0.0.1 only, and on a port of its own", async (t) => {
  const [one, other] = [await serve(t), await serve(t)];
  assert.notEqual(one.window.port, other.window.port);
  assert.notEqual(one.window.token, other.window.token);
  assert.equal(one.window.url, `http://127.0.0.1:${one.window.port}/#token=${one.window.token}`);
  const elsewhere = connect(one.window.port, "127.0.0.2");
  const [error] = await once(elsewhere, "error");
  assert.equal(error.code, "ECONNREFUSED");
});

test("a port that is taken is an error", async (t) => {
  const { window } = await serve(t);
  await assert.rejects(serve(t, { port: window.port }), { code: "EADDRINUSE" });
});

test("it takes what listens already, and a token that is given", async (t) => {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  assert.ok(address !== null && typeof address === "object");
  t.after(() => listener.close());
  const { window } = await serve(t, { listener, token: "given" });
  assert.equal(window.url, `http://127.0.0.1:${address.port}/#token=given`);
  assert.equal((await get(address.port, "/")).status, 200);
});

test("a folder without the window, or a page without a place for the bridge, is an error", (t) => {
  const { files, bridge } = builtWindow(t);
  assert.throws(() => readFiles(join(files, "fonts"), bridge), /has no index.html with a line <!-- bridge -->/);
  assert.throws(() => readFiles(join(files, "nothing"), bridge), { code: "ENOENT" });
  assert.throws(() => readFiles(files, join(files, "nothing")), { code: "ENOENT" });
  writeFileSync(join(files, "index.html"), "<head></head>");
  assert.throws(() => readFiles(files, bridge), /has no index.html with a line <!-- bridge -->/);
});

test("a token that is given is in the address as a page reads it from there", async (t) => {
  const token = "a+b/c=&token=%41#";
  const { window } = await serve(t, { token });
  assert.equal(new URLSearchParams(new URL(window.url).hash.slice(1)).get("token"), token);
});

test("a page with the token follows and calls", async (t) => {
  const { window, live, timers } = await serve(t);
  live.ready([link("eth0")]);
  await turn();
  const page = await new Page(window).opened({ token: window.token });
  page.say({ id: 7, name: "follow", args: [] });
  const told = (await page.next()) as { kind: string; told: { kind: string }[] };
  assert.deepEqual([told.kind, told.told.map(({ kind }) => kind)], ["told", ["all", "preferences"]]);
  assert.deepEqual(await page.next(), { kind: "reply", id: 7, reply: { ok: true } });
  live.set(link("eth1"));
  while (timers.waiting.length > 0) timers.next();
  const changed = (await page.next()) as { told: { kind: string }[] };
  assert.deepEqual(
    changed.told.map(({ kind }) => kind),
    ["link", "activity"],
  );
  page.say({ id: 8, name: "routes", args: ["eth0", 0, 0] });
  const reply = (await page.next()) as { id: number; reply: { failure: { code: string } } };
  assert.deepEqual([reply.id, reply.reply.failure.code], [8, "invalid-argument"]);
  page.socket.close();
  await page.closed;
});

test("whoever has not the token is told nothing and sent away", async (t) => {
  const { window } = await serve(t);
  for (const first of [
    { token: "" },
    { token: `${window.token}x` },
    { token: window.token.slice(1) },
    { token: [window.token] },
    { token: window.token, more: 1 },
    { id: 1, name: "follow", args: [] },
    null,
    window.token,
    [],
  ]) {
    const page = await new Page(window).opened();
    page.say(first);
    page.say({ id: 1, name: "follow", args: [] });
    assert.equal(await page.closed, 1008, JSON.stringify(first));
    assert.deepEqual(page.said, []);
  }
});

test("what is no message ends the connection, also after the token", async (t) => {
  const { window } = await serve(t);
  for (const message of ["{", "1", '"x"', "[]", "{}", '{"id":1}', '{"id":"1","name":"follow","args":[]}']) {
    const page = await new Page(window).opened({ token: window.token });
    page.socket.send(message);
    assert.equal(await page.closed, 1008, message);
  }
  const binary = await new Page(window).opened();
  binary.socket.send(Buffer.from(JSON.stringify({ token: window.token })));
  assert.equal(await binary.closed, 1008);
});

test("a message that is too long ends the connection, and others are served", async (t) => {
  const { window } = await serve(t);
  const page = await new Page(window).opened({ token: window.token });
  page.say({ id: 1, name: "copy", args: ["x".repeat(70_000)] });
  assert.equal(await page.closed, 1009);
  const other = await new Page(window).opened({ token: window.token });
  other.say({ id: 1, name: "activity", args: [] });
  assert.deepEqual(await other.next(), { kind: "reply", id: 1, reply: { ok: true, value: [] } });
});

test("bytes that are no frame of a socket do no harm", async (t) => {
  const { window } = await serve(t);
  const page = await new Page(window).opened({ token: window.token });
  const raw = page.socket as unknown as { _socket: import("node:net").Socket }; // ws has no other way to it
  raw._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  await page.closed;
  assert.equal((await get(window.port, "/")).status, 200);
});

test("a socket that another page opens is refused before it is one", async (t) => {
  const { window } = await serve(t);
  for (const [origin, headers] of [
    ["http://evil.example", {}],
    ["null", {}],
    [`http://127.0.0.1:${window.port}`, { host: `evil.example:${window.port}` }],
    [`http://evil.example:${window.port}`, { host: `evil.example:${window.port}` }],
  ] as const) {
    const page = new Page(window, { origin, headers });
    const [error] = await once(page.socket, "error");
    assert.match(error.message, /403/);
  }
});

test("more sockets than anybody has windows are sent away, and there is room again when some have gone", async (t) => {
  const { window } = await serve(t);
  const pages = await Promise.all(
    Array.from({ length: 32 }, async () => {
      const page = await new Page(window).opened({ token: window.token });
      page.say({ id: 1, name: "activity", args: [] });
      assert.ok(await page.next());
      return page;
    }),
  );
  const beyond = await new Page(window).opened({ token: window.token });
  assert.equal(await beyond.closed, 1013);
  pages[0]?.socket.close();
  await pages[0]?.closed;
  const again = await new Page(window).opened({ token: window.token });
  again.say({ id: 1, name: "activity", args: [] });
  assert.ok(await again.next());
});

test("however many sockets others open without the token, who has it gets in", async (t) => {
  const { window } = await serve(t);
  const page = await new Page(window).opened({ token: window.token });
  page.say({ id: 1, name: "activity", args: [] });
  assert.ok(await page.next());
  const others = await Promise.all(Array.from({ length: 40 }, () => new Page(window).opened()));
  const again = await new Page(window).opened({ token: window.token });
  again.say({ id: 1, name: "activity", args: [] });
  assert.ok(await again.next());
  assert.equal(await others[0]?.closed, 1006, "the oldest of them has made room");
  page.say({ id: 2, name: "activity", args: [] });
  assert.ok(await page.next(), "who was in stays in");
});

test("closing ends what is open, and the port is free again", async (t) => {
  const { window, host } = await serve(t);
  const page = await new Page(window).opened({ token: window.token });
  await window.close();
  assert.equal(await page.closed, 1006);
  const again = await serveWindow({ host, ...builtWindow(t), port: window.port });
  assert.equal(again.port, window.port);
  await again.close();
});

test("tokens are long, different, fit for a URL, and compared whole", () => {
  const tokens = Array.from({ length: 100 }, newToken);
  assert.equal(new Set(tokens).size, 100);
  for (const token of tokens) assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.ok(sameToken("abc", "abc"));
  for (const other of ["", "ab", "abcd", "abd", "ABC"]) assert.equal(sameToken(other, "abc"), false, other);
});
