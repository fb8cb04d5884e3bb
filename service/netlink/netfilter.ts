// What all messages of netfilter have in common (linux/netfilter/nfnetlink.h). Its numbers are in network order.
import { bytes32 } from "./message.ts";
import type { Family } from "./uapi.ts";

const NFNL_SUBSYS_CTNETLINK = 1;
const NFNL_SUBSYS_NFTABLES = 10;
/** Message types: the subsystem, then its own number (enum cntl_msg_types, enum nf_tables_msg_types). */
export const IPCTNL_MSG_CT_GET = (NFNL_SUBSYS_CTNETLINK << 8) | 1;
export const IPCTNL_MSG_CT_DELETE = (NFNL_SUBSYS_CTNETLINK << 8) | 2;
export const NFT_MSG_NEWGEN = (NFNL_SUBSYS_NFTABLES << 8) | 15;
export const isOfNftables = (type: number): boolean => type >>> 8 === NFNL_SUBSYS_NFTABLES;

/** Multicast group of every change of nftables. */
export const NFNLGRP_NFTABLES = 7;

/** struct nfgenmsg: u8 family, u8 version, u16 resource. */
export const NFGENMSG_SIZE = 4;
export const nfgenmsg = (family: Family | 0, version = 0): string => String.fromCharCode(family, version, 0, 0);

/** A number of 32 bits in network order. */
export const be32 = (n: number): string => [...bytes32(n)].reverse().join("");
export const readBe32 = (b: Uint8Array, at: number): number =>
  (((b[at] ?? 0) << 24) | ((b[at + 1] ?? 0) << 16) | ((b[at + 2] ?? 0) << 8) | (b[at + 3] ?? 0)) >>> 0;
