// The kernel's notifications about one table of nftables (linux/netfilter/nf_tables.h): that it may have changed.
import { eachAttribute, eachMessage, latin1 } from "./message.ts";
import * as n from "./netfilter.ts";
import { NETLINK_NETFILTER, Socket } from "./socket.ts";

/** enum nft_af_families: a table for IPv4 and IPv6. */
export const NFPROTO_INET = 1;
/** Number 1 of a message about a table, and about anything in one (NFTA_TABLE_NAME, NFTA_RULE_TABLE …): the table's name. */
const NFTA_TABLE_NAME = 1;

/** A replaced table of 100 rules is some 50 KiB of messages. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

export class TableMonitor {
  readonly #socket: Socket;
  #dropsSeen = 0;

  /**
   * Watches the table of family inet with this name.
   * @param changed is called when it may have changed, by whomever, or when messages were lost: at most once for a
   * datagram, which is some ten messages.
   * @param failed  gets what went wrong while receiving; `changed` is called as well.
   */
  constructor(name: string, changed: () => void, failed: (error: Error) => void) {
    this.#socket = new Socket(
      { protocol: NETLINK_NETFILTER, receiveBuffer: RECEIVE_BUFFER, groups: [n.NFNLGRP_NFTABLES] },
      (datagram) => {
        if (this.#lost() || concerns(datagram, name)) changed();
      },
      (error) => {
        failed(error);
        changed();
      },
    );
  }

  close(): void {
    this.#socket.close();
  }

  /** What was lost came after what still waits to be read, so asking with each datagram is soon enough. */
  #lost(): boolean {
    const drops = this.#socket.drops();
    const lost = drops !== this.#dropsSeen;
    this.#dropsSeen = drops;
    return lost;
  }
}

/** Whether a datagram says anything about the table of family inet with this name. */
export function concerns(datagram: Buffer, name: string): boolean {
  let found = false;
  eachMessage(datagram, (type, _flags, _sequence, _port, b, start, end) => {
    if (found || !n.isOfNftables(type) || type === n.NFT_MSG_NEWGEN) return;
    if (end - start < n.NFGENMSG_SIZE || b[start] !== NFPROTO_INET) return;
    eachAttribute(b, start + n.NFGENMSG_SIZE, end, (attribute, from, to) => {
      if (attribute === NFTA_TABLE_NAME && latin1(b, from, to) === `${name}\0`) found = true;
    });
  });
  return found;
}
