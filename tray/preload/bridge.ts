// The bridge on the window's side in Electron: calls and what is told, as messages to the main process and nothing else.
import type { IpcRenderer } from "electron";
import { type Bridge, CHANNEL_CALL, CHANNEL_TOLD, type Reply } from "../shared/bridge.ts";
import type { AnswerOf, ArgumentsOf, CallName } from "../shared/calls.ts";
import type { Told } from "../shared/told.ts";

export function bridgeOver(ipc: Pick<IpcRenderer, "invoke" | "on" | "off">): Bridge {
  return {
    async call<C extends CallName>(name: C, ...args: ArgumentsOf<C>): Promise<Reply<AnswerOf<C>>> {
      try {
        return await ipc.invoke(CHANNEL_CALL, name, args);
      } catch (error) {
        // The main process answers everything; what fails here is the way to it.
        const text = error instanceof Error ? error.message : String(error);
        return { ok: false, failure: { code: "mistake", text } };
      }
    },
    listen(listener) {
      // The event leads into Electron: it stays here.
      const told = (_event: unknown, batch: readonly Told[]) => listener(batch);
      ipc.on(CHANNEL_TOLD, told);
      return () => void ipc.off(CHANNEL_TOLD, told);
    },
  };
}
