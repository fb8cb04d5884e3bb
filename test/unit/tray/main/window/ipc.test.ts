import assert from "node:assert/strict";
import { test } from "node:test";
import type { IpcMain, WebFrameMain } from "electron";
import { answerCalls, type Caller, isFrom } from "../../../../../tray/main/window/ipc.ts";
import { PAGE } from "../../../../../tray/main/window/page.ts";
import { CHANNEL_CALL } from "../../../../../tray/shared/bridge.ts";

const FRAME = { processId: 3, frameToken: "token", url: PAGE };
const CALLER: Caller = { id: 7, mainFrame: FRAME, answer: async (name, args) => ({ ok: true, value: [name, args] }) };

const frame = (more: Partial<typeof FRAME> = {}) => ({ ...FRAME, ...more }) as WebFrameMain; // all that is looked at
const sender = (senderFrame: WebFrameMain | null, id = 7) => ({ sender: { id }, senderFrame });

test("only the main frame of our window, with our page in it, is ours", () => {
  assert.ok(isFrom(CALLER, sender(frame())));
  assert.ok(!isFrom(CALLER, sender(null)), "a frame that is gone");
  assert.ok(!isFrom(CALLER, sender(frame(), 8)), "another window");
  assert.ok(!isFrom(CALLER, sender(frame({ frameToken: "other" }))), "a frame in the page");
  assert.ok(!isFrom(CALLER, sender(frame({ processId: 4 }))), "a frame of another process");
  for (const url of ["https://example.com/", "about:blank", "multihomed-tray://other/", ""]) {
    assert.ok(!isFrom(CALLER, sender(frame({ url }))), url);
  }
});

test("ours is answered, any other is refused without being heard, and said", async () => {
  const handlers = new Map<string, Parameters<IpcMain["handle"]>[1]>();
  const warnings: string[] = [];
  const state: { caller?: Caller } = { caller: CALLER };
  answerCalls(
    { handle: (channel, handler) => handlers.set(channel, handler) },
    () => state.caller,
    (line) => warnings.push(line),
  );
  const call = async (from: ReturnType<typeof sender>) => {
    const handler = handlers.get(CHANNEL_CALL);
    assert.ok(handler);
    return await handler(from as Parameters<typeof handler>[0], "assign", ["eth0"]); // all that is looked at
  };
  assert.deepEqual(await call(sender(frame())), { ok: true, value: ["assign", ["eth0"]] });
  const refused = { ok: false, failure: { code: "not-authorised", text: "this page is not the app's own" } };
  assert.deepEqual(await call(sender(frame({ url: "https://example.com/\n" }))), refused);
  assert.deepEqual(await call(sender(null)), refused);
  delete state.caller;
  assert.deepEqual(await call(sender(frame())), refused, "there is no window");
  assert.equal(warnings.length, 3);
  assert.equal(warnings[0], "a call of a page that is not ours was refused: https://example.com/\\x0a");
});
