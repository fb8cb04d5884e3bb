// TCP connections between hosts, bound to an address.
import { once } from "node:events";
import { eventually } from "./eventually.ts";
import type { Host } from "./host.ts";

const ECHO =
  "require('net').createServer((socket) => socket.pipe(socket).on('error', () => {})).listen(+process.argv[1], '::')";
/** Ends with 0 when what it says has come back. */
const SAY = `
const [port, host, localAddress, patience] = process.argv.slice(1);
const socket = require('net').connect({ port, host, localAddress });
socket.on('data', () => process.exit(0)).on('error', () => process.exit(1));
socket.write('hello');
setTimeout(() => process.exit(2), +patience);
`;

/** Answers on a port of all addresses, until the test ends. */
export async function answerTcp(host: Host, port: number): Promise<void> {
  host.spawn(process.execPath, "-e", ECHO, String(port));
  await eventually(async () => {
    if (!(await connects(host, "127.0.0.1", "127.0.0.1", port))) throw new Error("nobody answers");
  });
}

/** Whether a connection from one address to another carries something there and back within some milliseconds. */
export async function connects(
  host: Host,
  source: string,
  destination: string,
  port: number,
  patience = 2000,
): Promise<boolean> {
  const child = host.spawn(process.execPath, "-e", SAY, String(port), destination, source, String(patience));
  const [code] = await once(child, "exit");
  return code === 0;
}
