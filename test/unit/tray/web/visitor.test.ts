// One socket, by itself: who says nothing, and who does not read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TOKEN_WITHIN_MS, UNREAD_MAX, Visit, type Visitor } from "../../../../tray/web/visitor.ts";
import { link, scene, turn } from "../host/stand-in.ts";

class StandInVisitor implements Visitor {
  bufferedAmount = 0;
  readonly said: { readonly kind: string }[] = [];
  readonly ended: (number | "terminated")[] = [];

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  close(code: number): void {
    this.ended.push(code);
  }

  terminate(): void {
    this.ended.push("terminated");
  }
}

function visit() {
  const made = scene();
  const visitor = new StandInVisitor();
  const visit = new Visit(visitor, { host: made.host, token: "t", after: made.timers.after });
  const say = (message: unknown) => visit.said(JSON.stringify(message));
  return { ...made, visitor, visit, say };
}

test("who does not show the token in time is sent away", () => {
  const { visitor, timers } = visit();
  assert.equal(timers.next(), TOKEN_WITHIN_MS);
  assert.deepEqual(visitor.ended, [1008]);
  assert.deepEqual(visitor.said, []);
});

test("who has shown it may stay", () => {
  const { visitor, timers, say } = visit();
  say({ token: "t" });
  assert.equal(timers.waiting.length, 0);
  assert.deepEqual(visitor.ended, []);
});

test("who goes before is waited for no longer", () => {
  const { visit: made, visitor, timers } = visit();
  made.over();
  assert.equal(timers.waiting.length, 0);
  assert.deepEqual(visitor.ended, []);
});

test("after a wrong token nothing counts any more", async () => {
  const { visitor, say } = visit();
  say({ token: "wrong" });
  say({ token: "t" });
  say({ id: 1, name: "follow", args: [] });
  await turn();
  assert.deepEqual(visitor.ended, [1008]);
  assert.deepEqual(visitor.said, []);
});

test("who does not read is let go, and told nothing more", async () => {
  const { visitor, say, live, timers } = visit();
  live.ready([link("eth0")]);
  say({ token: "t" });
  say({ id: 1, name: "follow", args: [] });
  await turn();
  assert.deepEqual(
    visitor.said.map(({ kind }) => kind),
    ["told", "reply"],
  );
  visitor.bufferedAmount = UNREAD_MAX;
  const change = (table: number) => {
    live.set(link("eth0", { table }));
    while (timers.waiting.length > 0) timers.next();
  };
  change(1);
  assert.deepEqual(visitor.ended, []);
  visitor.bufferedAmount = UNREAD_MAX + 1;
  change(2);
  assert.deepEqual(visitor.ended, ["terminated"]);
  const before = visitor.said.length;
  change(3);
  assert.equal(visitor.said.length, before);
});

test("an answer that comes after the visitor has gone is told to nobody", async () => {
  const { visit: made, visitor, say, live } = visit();
  let finish = () => {};
  live.answers.reload = () => new Promise((resolve) => (finish = resolve));
  say({ token: "t" });
  say({ id: 1, name: "reload", args: [] });
  made.over();
  finish();
  await turn();
  assert.deepEqual(visitor.said, []);
});
