// Generic netlink (linux/genetlink.h): families of requests that go by names, and get their numbers when the kernel starts.
import { attribute, eachAttribute, u16 } from "./message.ts";
import { type DumpHandler, type Failure, type Request, Requests } from "./requests.ts";
import { NETLINK_GENERIC } from "./socket.ts";

/** struct genlmsghdr: u8 command, u8 version, u16 reserved. */
export const GENL_HEADER = 4;
const GENL_ID_CTRL = 0x10;
const CTRL_VERSION = 1;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;

const RECEIVE_BUFFER = 256 * 1024;

export class GenericFamily {
  readonly #requests = new Requests({ protocol: NETLINK_GENERIC, receiveBuffer: RECEIVE_BUFFER });
  #type: number | undefined;

  /** `version` is that of the requests, as the family's header says. */
  constructor(
    private readonly name: string,
    private readonly version: number,
  ) {}

  /** One request; undefined where the kernel has no such family. Rejects where there is no answer. */
  async request(command: number, attributes = ""): Promise<Request | undefined> {
    this.#type ??= await this.#resolve();
    if (this.#type === undefined) return undefined;
    return { type: this.#type, flags: 0, payload: header(command, this.version) + attributes };
  }

  /** Has it carried out, and its answer, if any, handled. */
  ask(request: Request, handler: DumpHandler = () => {}): Promise<Failure | undefined> {
    return this.#requests.ask(request, handler);
  }

  /** @returns false where the listing was interrupted by a change and may be inconsistent. */
  dump(request: Request, handler: DumpHandler): Promise<boolean> {
    return this.#requests.dump(request, handler);
  }

  close(): void {
    this.#requests.close();
  }

  async #resolve(): Promise<number | undefined> {
    const payload = header(CTRL_CMD_GETFAMILY, CTRL_VERSION) + attribute(CTRL_ATTR_FAMILY_NAME, `${this.name}\0`);
    let type: number | undefined;
    // What is refused is ENOENT; a family that is built into the kernel never comes later, so asking again costs little.
    await this.#requests.ask({ type: GENL_ID_CTRL, flags: 0, payload }, (_type, b, start, end) => {
      type = decodeFamily(b, start, end);
    });
    return type;
  }
}

const header = (command: number, version: number): string => `${String.fromCharCode(command, version)}\0\0`;

/** The number of a family, from the kernel's answer to its name. */
export function decodeFamily(b: Buffer, start: number, end: number): number | undefined {
  let family: number | undefined;
  eachAttribute(b, start + GENL_HEADER, end, (type, from, to) => {
    if (type === CTRL_ATTR_FAMILY_ID && to - from >= 2) family = u16(b, from);
  });
  return family;
}
