// The part of a desktop that shows notifications: which were shown, and clicks on them.
import type { Connection, Message } from "../../../common/bus/connection.ts";
import { NOTIFICATIONS } from "./names.ts";
import { type Answer, serve } from "./serve.ts";

export interface Shown {
  readonly id: number;
  readonly title: string;
  readonly body: string;
}

export class Notifications {
  readonly shown: Shown[] = [];
  readonly #bus: Connection;

  private constructor(bus: Connection) {
    this.#bus = bus;
    serve(bus, (call) => this.#answer(call));
  }

  static async start(bus: Connection): Promise<Notifications> {
    const notifications = new Notifications(bus);
    await bus.requestName(NOTIFICATIONS.name);
    return notifications;
  }

  /** As if the user had clicked on it. */
  click({ id }: Shown): void {
    const { path, interface: name } = NOTIFICATIONS;
    this.#bus.signal({ path, interface: name, member: "ActionInvoked", signature: "us", body: [id, "default"] });
  }

  #answer(call: Message): Answer | undefined {
    switch (call.member) {
      case "Notify": {
        const [, , , title, body] = call.body();
        const id = this.shown.length + 1;
        this.shown.push({ id, title: String(title), body: String(body) });
        return ["u", id];
      }
      case "GetCapabilities":
        return ["as", ["actions", "body"]];
      case "GetServerInformation":
        return ["ssss", "test", "multihomed", "1", "1.2"];
      case "CloseNotification":
        return [""];
      default:
        return undefined;
    }
  }
}
