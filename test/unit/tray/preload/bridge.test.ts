import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { IpcRenderer } from "electron";
import { bridgeOver } from "../../../../tray/preload/bridge.ts";
import { CHANNEL_CALL, CHANNEL_TOLD } from "../../../../tray/shared/bridge.ts";
import type { Told } from "../../../../tray/shared/told.ts";

class StandInIpc extends EventEmitter {
  readonly invoked: unknown[][] = [];
  answer: () => Promise<unknown> = async () => ({ ok: true, value: 3 });

  async invoke(...args: unknown[]): Promise<unknown> {
    this.invoked.push(args);
    return await this.answer();
  }
}

function made() {
  const ipc = new StandInIpc();
  // Of an emitter's methods Electron only says more of their events.
  return { ipc, bridge: bridgeOver(ipc as unknown as Pick<IpcRenderer, "invoke" | "on" | "off">) };
}

const TOLD: readonly Told[] = [{ kind: "go", place: { page: "overview" } }];

test("a call goes to the main process, with its arguments as they are", async () => {
  const { ipc, bridge } = made();
  assert.deepEqual(await bridge.call("assign", "eth0", "auto", { strict: true }), { ok: true, value: 3 });
  await bridge.call("reconcile");
  assert.deepEqual(ipc.invoked, [
    [CHANNEL_CALL, "assign", ["eth0", "auto", { strict: true }]],
    [CHANNEL_CALL, "reconcile", []],
  ]);
});

test("a call that does not come through is a failure, not an exception", async () => {
  const { ipc, bridge } = made();
  ipc.answer = () => Promise.reject(new Error("no handler"));
  assert.deepEqual(await bridge.call("reload"), { ok: false, failure: { code: "mistake", text: "no handler" } });
  ipc.answer = () => Promise.reject("text");
  assert.deepEqual(await bridge.call("reload"), { ok: false, failure: { code: "mistake", text: "text" } });
});

test("whoever listens is told, without the event, until it does not want to any more", () => {
  const { ipc, bridge } = made();
  const heard: unknown[][] = [];
  const stop = bridge.listen((...args) => heard.push(args));
  const other = bridge.listen(() => {});
  ipc.emit(CHANNEL_TOLD, { sender: ipc }, TOLD);
  assert.deepEqual(heard, [[TOLD]]);
  assert.equal(stop(), undefined);
  ipc.emit(CHANNEL_TOLD, { sender: ipc }, TOLD);
  assert.equal(heard.length, 1);
  assert.equal(ipc.listenerCount(CHANNEL_TOLD), 1);
  other();
  assert.equal(ipc.listenerCount(CHANNEL_TOLD), 0);
});

test("nothing else is there", () => {
  assert.deepEqual(Object.keys(made().bridge).sort(), ["call", "listen"]);
});
