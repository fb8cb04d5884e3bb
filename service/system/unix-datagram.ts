// Sends datagrams to a Unix socket, which Node does not: through koffi and libc, without ever waiting.
import { getSystemErrorName } from "node:util";
import koffi from "koffi";

export interface DatagramSocket {
  /** Undefined: sent. "full": the receiver has no room now. Otherwise why it cannot be sent, such as "ENOENT". */
  send(text: string): string | undefined;
  close(): void;
}

/** A socket that sends to `address`, a file name or "@" and an abstract name; or why there is none (no throw). */
export function openDatagramSocket(address: string): DatagramSocket | string {
  const receiver = socketAddress(address);
  if (receiver === undefined) return "no address of a Unix socket";
  const libc = koffi.load(null);
  const socket = libc.func("int socket(int domain, int type, int protocol)");
  const sendto = libc.func(
    "intptr_t sendto(int fd, const void *bytes, size_t count, int flags, const void *address, uint32_t length)",
  );
  const close = libc.func("int close(int fd)");

  const fd: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errorName();
  let open = true;
  return {
    send(text) {
      if (!open) return "EBADF";
      const bytes = Buffer.from(text);
      const sent: number = sendto(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL, receiver, receiver.length);
      if (sent >= 0) return undefined;
      const why = errorName();
      return why === "EAGAIN" ? "full" : why;
    },
    close() {
      if (open) close(fd);
      open = false;
    },
  };
}

// The numbers of every processor that the native add-ons are built for (asm-generic/socket.h, linux/net.h).
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** sizeof(sun_path) in struct sockaddr_un (unix(7)). */
const PATH_MAX = 108;

/** struct sockaddr_un: u16 family, then a file name that ends with a zero byte or an abstract one that begins with it. */
function socketAddress(address: string): Buffer | undefined {
  if (!/^[/@]./.test(address)) return undefined;
  const path = Buffer.from(address.startsWith("@") ? `\0${address.slice(1)}` : `${address}\0`);
  if (path.length > PATH_MAX) return undefined;
  return Buffer.concat([Buffer.from(Uint16Array.of(AF_UNIX).buffer), path]);
}

const errorName = (): string => getSystemErrorName(-koffi.errno());
