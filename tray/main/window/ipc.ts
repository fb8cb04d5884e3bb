// Calls of the window: answered for our own page in our own window, refused for anybody else.
import type { IpcMain, IpcMainInvokeEvent, WebFrameMain } from "electron";
import { clipped, printable } from "../../../common/printable.ts";
import type { Session } from "../../host/host.ts";
import { CHANNEL_CALL, type Reply } from "../../shared/bridge.ts";
import { isPage } from "./page.ts";

/** Who may call: the window as it is now. */
export interface Caller {
  /** Electron's number of its page. */
  readonly id: number;
  readonly mainFrame: Pick<WebFrameMain, "frameToken" | "processId">;
  readonly answer: Session["answer"];
}

type Sender = Pick<IpcMainInvokeEvent, "senderFrame"> & { readonly sender: { readonly id: number } };

/** @param caller undefined where there is no window */
export function answerCalls(
  ipc: Pick<IpcMain, "handle">,
  caller: () => Caller | undefined,
  warn: (line: string) => void,
): void {
  ipc.handle(CHANNEL_CALL, async (event, name: unknown, args: unknown): Promise<Reply<unknown>> => {
    const window = caller();
    if (window !== undefined && isFrom(window, event)) return await window.answer(name, args);
    warn(`a call of a page that is not ours was refused: ${clipped(printable(event.senderFrame?.url ?? "no page"))}`);
    return { ok: false, failure: { code: "not-authorised", text: "this page is not the app's own" } };
  });
}

/** The page itself, not a frame in it; and not one that has gone elsewhere since. */
export function isFrom({ id, mainFrame }: Caller, { sender, senderFrame }: Sender): boolean {
  return (
    senderFrame !== null &&
    sender.id === id &&
    senderFrame.processId === mainFrame.processId &&
    senderFrame.frameToken === mainFrame.frameToken &&
    isPage(senderFrame.url)
  );
}
