// Stands in for Electron's Notification: asks the desktop's notification service, as Electron does by libnotify.
import { EventEmitter } from "node:events";
import type { NotificationConstructorOptions } from "electron";
import { connectBus } from "../../../common/bus/connection.ts";
import { NOTIFICATIONS } from "../lab/names.ts";

export class Notification extends EventEmitter {
  constructor(readonly options: NotificationConstructorOptions) {
    super();
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    void this.#notify();
  }

  async #notify(): Promise<void> {
    const { title = "", body = "" } = this.options;
    const bus = await connectBus("session");
    const { name, path, interface: of } = NOTIFICATIONS;
    let shown: unknown;
    await bus.onSignal({ sender: name, interface: of, member: "ActionInvoked" }, (signal) => {
      if (signal.body()[0] === shown) this.emit("click");
    });
    const words = ["multihomed", 0, "", title, body, ["default", "View"], new Map(), -1];
    const notify = { interface: of, member: "Notify", signature: "susssasa{sv}i", body: words };
    [shown] = await bus.call({ destination: name, path, ...notify });
  }
}
