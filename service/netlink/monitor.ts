// The kernel's notifications about everything that we depend on, in the order in which things happened.
import { eachMessage, type MessageHandler } from "./message.ts";
import { Socket } from "./socket.ts";
import * as k from "./uapi.ts";

/** Bytes that may wait for us, which the kernel doubles: some 160,000 route changes. Used only when needed. */
const RECEIVE_BUFFER = 64 * 1024 * 1024;

export class Monitor {
  readonly #socket: Socket;
  #dropsSeen = 0;

  /**
   * @param ignore is the port id of the socket that our own changes go through. The kernel does not tell them here: in
   * bulk they would fill this socket's buffer, and the kernel makes a sender wait for receivers that are half full.
   * @param failed gets what went wrong while receiving or handling: what was said since the last dump is in doubt.
   */
  constructor(ignore: number, handle: MessageHandler, failed: (error: Error) => void) {
    const groups = [
      k.RTNLGRP_LINK,
      k.RTNLGRP_IPV4_IFADDR,
      k.RTNLGRP_IPV6_IFADDR,
      k.RTNLGRP_IPV4_ROUTE,
      k.RTNLGRP_IPV6_ROUTE,
      k.RTNLGRP_IPV4_RULE,
      k.RTNLGRP_IPV6_RULE,
      k.RTNLGRP_NEXTHOP,
    ];
    this.#socket = new Socket(
      { receiveBuffer: RECEIVE_BUFFER, groups, ignore },
      (datagram) => eachMessage(datagram, handle),
      failed,
    );
  }

  /** How many notifications were lost since this was asked last, because we read too slowly. */
  lost(): number {
    const drops = this.#socket.drops();
    const lost = (drops - this.#dropsSeen) >>> 0;
    this.#dropsSeen = drops;
    return lost;
  }

  /** Whether all that the kernel has said so far has been heard. */
  drained(): boolean {
    return this.#socket.queued() === 0;
  }

  close(): void {
    this.#socket.close();
  }
}
