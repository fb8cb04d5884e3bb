// The connection to the kernel's routing state: notifications in, changes and listings out.
import type { MessageHandler } from "./message.ts";
import { Monitor } from "./monitor.ts";
import { type DumpHandler, type Failure, type Request, Requests } from "./requests.ts";

/** Answers of the kernel fit into this many bytes at most (NLMSG_GOODSIZE and the kernel's own limit of 32 KiB). */
const DUMP_DATAGRAM = 32 * 1024;
const RECEIVE_BUFFER = 16 * 1024 * 1024;
/** An interrupted listing is repeated at once this often, before its best effort is taken and it is asked again later. */
const DUMP_TRIES = 5;

export class Kernel {
  readonly #monitor: Monitor;
  readonly #changes = new Requests({ receiveBuffer: RECEIVE_BUFFER });
  readonly #dumps = new Requests({ receiveBuffer: RECEIVE_BUFFER, datagramSize: DUMP_DATAGRAM });

  /**
   * Subscribes to notifications.
   * @param handle gets each, in order, but for those about changes of our own.
   * @param failed gets what went wrong while receiving or handling one: what is known may be wrong from here on.
   */
  constructor(handle: MessageHandler, failed: (error: Error) => void) {
    this.#monitor = new Monitor(this.#changes.port, handle, failed);
  }

  /** How many notifications were lost since this was asked last. */
  lost(): number {
    return this.#monitor.lost();
  }

  /** Whether every notification until now has been handled. */
  drained(): boolean {
    return this.#monitor.drained();
  }

  /** Has changes carried out, in order, all of them before this returns; the promise tells which failed, by index. */
  change(requests: readonly Request[]): Promise<Map<number, Failure>> {
    return this.#changes.change(requests);
  }

  /** Asks one thing, whose answer `handler` takes; the kernel's refusal, if it refuses. */
  ask(request: Request, handler: DumpHandler): Promise<Failure | undefined> {
    return this.#changes.ask(request, handler);
  }

  /**
   * Lists what a request selects.
   * @param begin gives the handler for one try: what an interrupted one collected is to be thrown away.
   * @returns false where every try was interrupted: the last handler holds what may be inconsistent.
   */
  async list(request: Request, begin: () => DumpHandler): Promise<boolean> {
    for (let tries = 0; tries < DUMP_TRIES; tries++) {
      if (await this.#dumps.dump(request, begin())) return true;
    }
    return false;
  }

  close(): void {
    this.#monitor.close();
    this.#changes.close();
    this.#dumps.close();
  }
}
