// An authenticated socket to a bus. The only file that knows dbus-next, and the only one that reaches into it: its
// lib/connection.js connects and authenticates; then the stream is ours, and none of its parser or its client is loaded.
import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { MultihomedError } from "../errors.ts";

/** What dbus-next 0.10.2 gives: 'connect' once authenticated, 'error', and the socket itself. */
interface Transport extends EventEmitter {
  readonly stream: Socket;
}

/** A socket on which messages can be written and read, within so many milliseconds; MultihomedError("bus") otherwise. */
export async function openSocket(path: string, timeout: number): Promise<Socket> {
  const transport = await connect(path);
  const { stream } = transport;
  try {
    await authenticated(transport, timeout);
    return stream;
  } catch (error) {
    stream.destroy();
    throw new MultihomedError("bus", `cannot reach the message bus at ${path}: ${reason(error)}`, {
      cause: error,
      retryable: true,
    });
  }
}

async function connect(path: string): Promise<Transport> {
  const { default: createConnection } = await import("dbus-next/lib/connection.js");
  if (typeof createConnection !== "function") throw unexpected("its lib/connection.js is no function");
  const transport: unknown = createConnection({
    // Not unix:path=, for which dbus-next would look for a native add-on first.
    busAddress: `unix:socket=${path}`,
    // Not its default, which goes on to cookies in the home directory.
    authMethods: ["EXTERNAL"],
  });
  if (isTransport(transport)) return transport;
  throw unexpected("its connection has no socket");
}

const isTransport = (value: unknown): value is Transport =>
  value instanceof EventEmitter && "stream" in value && value.stream instanceof Socket;

const unexpected = (what: string) => new MultihomedError("bus", `this is not the dbus-next that is expected: ${what}`);

function authenticated(transport: Transport, timeout: number): Promise<void> {
  const { stream } = transport;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
    stream.once("close", () => {
      clearTimeout(timer);
      reject(new Error("it closed the connection"));
    });
    // Both stay: an 'error' without a listener would end the process. After this promise is settled they say nothing,
    // as who has the socket then listens to it itself.
    transport.on("error", reject);
    transport.once("connect", () => {
      clearTimeout(timer);
      // dbus-next attaches its parser right after this, and has not read a byte before the next tick.
      process.nextTick(() => {
        stream.removeAllListeners("readable");
        resolve();
      });
    });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket",
  ECONNREFUSED: "nobody listens there",
  EACCES: "permission denied",
};

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  return REASONS[code] ?? error.message;
}
