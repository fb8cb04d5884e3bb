// The socket options that the `netlink` package does not offer, through koffi and libc.
import { readdirSync } from "node:fs";
import koffi from "koffi";
import { MultihomedError } from "../../common/errors.ts";
import { TABLE_LOCAL } from "../../common/numbers.ts";
import { NLMSG_HEADER, RTM_DELROUTE, RTM_NEWROUTE } from "./uapi.ts";

const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_ATTACH_FILTER = 26;
const SO_SNDBUFFORCE = 32;
const SO_RCVBUFFORCE = 33;
const SO_PROTOCOL = 38;
const SO_MEMINFO = 55;
/** Indexes into what SO_MEMINFO answers, an array of u32 (linux/sock_diag.h). */
const SK_MEMINFO_RMEM_ALLOC = 0;
const SK_MEMINFO_DROPS = 8;
const SOL_NETLINK = 270;
const NETLINK_NO_ENOBUFS = 5;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const NETLINK_GET_STRICT_CHK = 12;
const AF_NETLINK = 16;

const libc = koffi.load(null);
const setsockopt = libc.func("int setsockopt(int fd, int level, int name, const void *value, uint32_t length)");
const getsockopt = libc.func("int getsockopt(int fd, int level, int name, void *value, void *length)");
/** struct sock_fprog of linux/filter.h: how many instructions, and where they are. */
koffi.struct("sock_fprog", { len: "uint16_t", filter: "void *" });
const attachFilter = libc.func("int setsockopt(int fd, int level, int name, const sock_fprog *value, uint32_t length)");
const SOCK_FPROG_SIZE = 16;
const getsockname = libc.func("int getsockname(int fd, void *address, void *length)");

/**
 * The descriptor of this process's netlink socket that is bound to `port`. The package hides it; a port id is unique
 * among the netlink sockets of one protocol in a network namespace, so `protocol` has to be right too.
 */
export function descriptorOf(port: number, protocol: number): number {
  const address = Buffer.alloc(12); // struct sockaddr_nl: u16 family, u16 pad, u32 port, u32 groups
  const length = Buffer.alloc(4);
  for (const entry of readdirSync("/proc/self/fd")) {
    const fd = Number(entry);
    length.writeUInt32LE(address.length);
    if (getsockname(fd, address, length) !== 0) continue;
    if (address.readUInt16LE(0) !== AF_NETLINK || address.readUInt32LE(4) !== port) continue;
    if (getInt(fd, SOL_SOCKET, SO_PROTOCOL) === protocol) return fd;
  }
  throw new MultihomedError("start", `cannot find the descriptor of netlink socket ${port} in /proc/self/fd`);
}

/**
 * Makes a socket safe to read from and useful to ask with: an overrun drops messages instead of failing the socket
 * (the package would abort the process), errors carry the kernel's text, dumps are filtered by the kernel.
 * Buffer sizes are in bytes; without CAP_NET_ADMIN the receive buffer is what net.core.rmem_max allows.
 */
export function prepare(fd: number, receiveBuffer: number, sendBuffer: number): void {
  if (setInt(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer) !== 0) setInt(fd, SOL_SOCKET, SO_RCVBUF, receiveBuffer);
  setInt(fd, SOL_SOCKET, SO_SNDBUFFORCE, sendBuffer);
  for (const option of [NETLINK_NO_ENOBUFS, NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK]) {
    if (setInt(fd, SOL_NETLINK, option, 1) !== 0) {
      throw new MultihomedError(
        "start",
        `the kernel refuses netlink socket option ${option} (Linux 4.20 or later is needed)`,
      );
    }
  }
}

/**
 * Keeps two kinds of messages out; the kernel drops them before they take room in the receive buffer or wake us: those
 * whose header names `port` as the cause, and routes of the table `local`, of which each address brings several.
 */
export function filterNotifications(fd: number, port: number): void {
  // Classic BPF (linux/filter.h). It reads numbers in network order; a netlink header has them in the host's.
  const swapped = Buffer.alloc(4);
  swapped.writeUInt32LE(port);
  const program: Instruction[] = [
    [BPF_LD_W_ABS, 0, 0, NLMSG_PORT_AT],
    [BPF_JEQ_K, 6, 0, swapped.readUInt32BE()],
    [BPF_LD_H_ABS, 0, 0, NLMSG_TYPE_AT],
    [BPF_JEQ_K, 1, 0, RTM_NEWROUTE << 8],
    [BPF_JEQ_K, 0, 2, RTM_DELROUTE << 8],
    [BPF_LD_B_ABS, 0, 0, RTM_TABLE_AT],
    [BPF_JEQ_K, 1, 0, TABLE_LOCAL],
    [BPF_RET_K, 0, 0, BPF_ACCEPT],
    [BPF_RET_K, 0, 0, BPF_DROP],
  ];
  const bytes = Buffer.alloc(program.length * 8); // struct sock_filter: u16 code, u8 jt, u8 jf, u32 k
  program.forEach(([code, jumpTrue, jumpFalse, k], at) => {
    bytes.writeUInt16LE(code, at * 8);
    bytes.writeUInt8(jumpTrue, at * 8 + 2);
    bytes.writeUInt8(jumpFalse, at * 8 + 3);
    bytes.writeUInt32LE(k, at * 8 + 4);
  });
  const filter = { len: program.length, filter: bytes };
  if (attachFilter(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, SOCK_FPROG_SIZE) !== 0) {
    throw new MultihomedError("start", "the kernel refuses a filter on a netlink socket");
  }
}

/** A jump skips as many instructions as it says. */
type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, k: number];
const BPF_LD_W_ABS = 0x20;
const BPF_LD_H_ABS = 0x28;
const BPF_LD_B_ABS = 0x30;
const BPF_JEQ_K = 0x15;
const BPF_RET_K = 0x06;
const BPF_ACCEPT = 0xffffffff;
const BPF_DROP = 0;
/** Offsets in struct nlmsghdr, and of rtm_table in the struct rtmsg behind it. */
const NLMSG_TYPE_AT = 4;
const NLMSG_PORT_AT = 12;
const RTM_TABLE_AT = NLMSG_HEADER + 4;

const meminfo = Buffer.alloc(36);
const meminfoLength = Buffer.alloc(4);

/** How many messages the kernel has dropped on this socket since it was opened, because its buffer was full. */
export const drops = (fd: number): number => memoryInfo(fd, SK_MEMINFO_DROPS);

/** How many bytes wait to be read. */
export const queued = (fd: number): number => memoryInfo(fd, SK_MEMINFO_RMEM_ALLOC);

function memoryInfo(fd: number, index: number): number {
  meminfoLength.writeUInt32LE(meminfo.length);
  if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, meminfo, meminfoLength) !== 0) return 0;
  return meminfo.readUInt32LE(index * 4);
}

/** Undefined where the kernel refuses to say. */
function getInt(fd: number, level: number, name: number): number | undefined {
  const bytes = Buffer.alloc(4);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return getsockopt(fd, level, name, bytes, length) === 0 ? bytes.readInt32LE(0) : undefined;
}

function setInt(fd: number, level: number, name: number, value: number): number {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return setsockopt(fd, level, name, bytes, bytes.length);
}
