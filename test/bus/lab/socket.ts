// A socket to the bus as any user, authenticated by hand. The bus looks at who connects: it is this process, which is that
// user for the moment of connect(2).
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** `uid` as the bus sees it. Nothing of the stream has been read beyond the answer to BEGIN. */
export async function openSocket(path: string, uid: number): Promise<Socket> {
  const socket = connectAs(path, uid);
  try {
    await once(socket, "connect");
    socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString("hex")}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (!answer.toString("latin1").startsWith("OK ")) throw new Error(`the bus does not take uid ${uid}: ${answer}`);
    socket.pause();
    socket.write("BEGIN\r\n");
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function connectAs(path: string, uid: number): Socket {
  process.seteuid?.(uid);
  try {
    return connect(path); // libuv calls connect(2) of a Unix socket at once
  } finally {
    process.seteuid?.(0);
  }
}
