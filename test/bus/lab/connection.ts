// Our own clients' connection, as any user.
import { BusConnection } from "../../../common/bus/bus-connection.ts";
import type { Connection } from "../../../common/bus/connection.ts";
import { openSocket } from "./socket.ts";
import { USERS, type User } from "./users.ts";

const MAX_BODY = 16 << 20;
const TIMEOUT_MS = 25_000;

/** @param address of one socket, such as a Bus has */
export async function connectAs(address: string, user: User): Promise<Connection> {
  const socket = await openSocket(address.replace(/^unix:path=/, ""), USERS[user].uid);
  const broke = (error: unknown) => {
    throw error;
  };
  const connection = new BusConnection(socket, { maxBody: MAX_BODY, timeout: TIMEOUT_MS, broke });
  await connection.hello();
  return connection;
}
