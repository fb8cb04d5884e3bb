// The page in the window as one who follows the host: a page that is loaded anew begins anew.
import type { WebContents } from "electron";
import type { Session } from "../../host/host.ts";
import { CHANNEL_TOLD, type Reply } from "../../shared/bridge.ts";
import type { Told } from "../../shared/told.ts";

/** What is used of Electron's. */
export interface PageContents extends Pick<WebContents, "send" | "isDestroyed"> {
  on(event: "did-navigate" | "render-process-gone", listener: () => void): unknown;
}

export interface PageSessionOptions {
  readonly contents: PageContents;
  /** Of the host. */
  open(tell: (told: readonly Told[]) => void): Session;
  /** What it is told beside what the host tells, behind the answer to `follow`. */
  extra(): readonly Told[];
}

export class PageSession {
  readonly #options: PageSessionOptions;
  #session: Session;
  #used = false;
  #following = false;

  constructor(options: PageSessionOptions) {
    this.#options = options;
    this.#session = this.#open();
    // Only of the main frame, and only when another page is there: what security.ts prevents has begun as well, and the page
    // that wanted it is there still.
    options.contents.on("did-navigate", () => this.#renew());
    // There is nobody to tell anything before the next page is there.
    options.contents.on("render-process-gone", () => this.#renew());
  }

  async answer(name: unknown, args: unknown): Promise<Reply<unknown>> {
    this.#used = true;
    const session = this.#session;
    const reply = await session.answer(name, args);
    if (name === "follow" && reply.ok && session === this.#session) {
      this.#following = true;
      this.tell(this.#options.extra());
    }
    return reply;
  }

  /** Nothing where it does not follow: it is told when it does. */
  tell(told: readonly Told[]): void {
    if (this.#following && told.length > 0) this.#send(told);
  }

  close(): void {
    this.#following = false;
    this.#session.close();
  }

  /** The first page finds what was to be told before it was there; every other is not the one that asked. */
  #renew(): void {
    if (!this.#used) return;
    this.close();
    this.#used = false;
    this.#session = this.#open();
  }

  #open(): Session {
    return this.#options.open((told) => this.#send(told));
  }

  #send(told: readonly Told[]): void {
    const { contents } = this.#options;
    if (!contents.isDestroyed()) contents.send(CHANNEL_TOLD, told);
  }
}
