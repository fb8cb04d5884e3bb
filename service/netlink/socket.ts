// A netlink socket of the `netlink` package that cannot take the process down: the package aborts on an
// overrun, on an 'error' event without listener and on a listener that throws, so each of these is closed off here.
import { type MessageInfo, RawNetlinkSocket, type RawNetlinkSocketOptions } from "netlink/dist/raw.js";
import { MultihomedError } from "../../common/errors.ts";
import { descriptorOf, drops, filterNotifications, prepare, queued } from "./sockopt.ts";

/** Which part of the kernel is at the other end (linux/netlink.h). */
export const NETLINK_ROUTE = 0;
export const NETLINK_NETFILTER = 12;
export const NETLINK_GENERIC = 16;
export type Protocol = typeof NETLINK_ROUTE | typeof NETLINK_NETFILTER | typeof NETLINK_GENERIC;

export interface SocketOptions {
  /** Absent: NETLINK_ROUTE. */
  readonly protocol?: Protocol;
  /** Bytes that the kernel may queue for us. Memory is only used when needed. */
  readonly receiveBuffer: number;
  /** Read into buffers of this many bytes instead of asking for each datagram's size first: for dumps. */
  readonly datagramSize?: number;
  /** Multicast groups to join. */
  readonly groups?: readonly number[];
  /** For notifications: the port id of the socket whose changes are not to be told here. See filterNotifications. */
  readonly ignore?: number;
}

/** How much one sendmsg may carry, in bytes: well under the send buffer. */
export const SEND_MAX = 256 * 1024;
const SEND_BUFFER = 1024 * 1024;

export class Socket {
  /** The port id that the kernel puts into notifications of changes that we asked for through this socket. */
  readonly port: number;
  readonly #raw: RawNetlinkSocket;
  readonly #fd: number;

  /**
   * @param received gets each datagram that came from the kernel.
   * @param failed   gets what went wrong while receiving; the socket stays in use.
   */
  constructor(options: SocketOptions, received: (datagram: Buffer) => void, failed: (error: Error) => void) {
    // The package's type wants buffer sizes that its code treats as optional; we set them ourselves below.
    const rawOptions = (
      options.datagramSize === undefined ? {} : { messagePeeking: false, msgBufferSize: options.datagramSize }
    ) as RawNetlinkSocketOptions;
    const { protocol = NETLINK_ROUTE } = options;
    this.#raw = new RawNetlinkSocket(protocol, rawOptions);
    this.#raw.on("error", failed);
    this.#raw.on("truncatedMessage", (_datagram, { truncated }) =>
      failed(new MultihomedError("overrun", `a netlink datagram of ${truncated} bytes did not fit`)),
    );
    this.#raw.on("message", (datagram: Buffer, from: MessageInfo) => {
      if (from.port !== 0) return; // not from the kernel
      try {
        received(datagram);
      } catch (error) {
        failed(error instanceof Error ? error : new Error(String(error)));
      }
    });
    this.port = this.#raw.address().port;
    this.#fd = descriptorOf(this.port, protocol);
    prepare(this.#fd, options.receiveBuffer, SEND_BUFFER);
    if (options.ignore !== undefined) filterNotifications(this.#fd, options.ignore);
    for (const group of options.groups ?? []) this.#raw.addMembership(group);
  }

  /** Sends one datagram of requests to the kernel, which has carried them out when the call returns. */
  send(datagram: Buffer, failed: (error: Error) => void): void {
    this.#raw.send(datagram, {}, (error) => {
      if (error) failed(error);
    });
  }

  /** Messages that the kernel dropped so far because we read too slowly. */
  drops(): number {
    return drops(this.#fd);
  }

  /** Bytes that wait to be read. */
  queued(): number {
    return queued(this.#fd);
  }

  close(): void {
    this.#raw.close();
  }
}
