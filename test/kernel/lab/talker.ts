// A program in a host's namespace that makes and answers real connections, TCP and UDP. Whoever is asked answers with the
// address and port that the asker has in its eyes.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { within } from "./eventually.ts";
import type { Host } from "./host.ts";

/** Milliseconds until a question counts as not answered. */
const ANSWER = 1500;

export interface Conversation {
  /** "10.1.0.2 40000": how the other end sees us; undefined where no answer comes. */
  ask(patience?: number): Promise<string | undefined>;
  close(): void;
}

export interface Talker {
  /** Answers at this port from now on, TCP and UDP. */
  listen(address: string, port: number): Promise<void>;
  /** A connection; rejects where TCP cannot be had. `from`: local port, and address behind an @ where it is to be bound. */
  talk(protocol: "tcp" | "udp", address: string, port: number, from?: string): Promise<Conversation>;
}

/** As it runs inside: commands come and answers go as JSON, one a line. */
const SCRIPT = `
const net = require("node:net"), dgram = require("node:dgram");
const say = (message) => process.stdout.write(JSON.stringify(message) + "\\n");
const plain = (address) => address.replace(/^::ffff:/, "");
const talks = new Map();
const commands = {
  listen({ id, address, port }) {
    const family = address.includes(":") ? "udp6" : "udp4";
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", () => socket.write(plain(socket.remoteAddress) + " " + socket.remotePort + "\\n"));
    });
    const udp = dgram.createSocket({ type: family, reuseAddr: true });
    udp.on("message", (_, { address: from, port: at }) => udp.send(from + " " + at + "\\n", at, from, () => {}));
    udp.bind(port, address, () => server.listen(port, address, () => say({ id })));
  },
  talk({ id, protocol, address, port, localPort, localAddress }) {
    const heard = (data) => say({ id, heard: data.toString().trim().split("\\n").at(-1) });
    if (protocol === "udp") {
      const udp = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
      udp.on("message", heard).on("error", () => {});
      udp.bind({ port: localPort, address: localAddress }, () => {
        talks.set(id, { ask: () => udp.send("?", port, address, () => {}), close: () => udp.close() });
        say({ id, open: true });
      });
      return;
    }
    const socket = net.connect({ host: address, port, localPort, localAddress });
    socket.setNoDelay(true);
    socket.on("data", heard).on("error", (error) => say({ id, error: error.message }));
    socket.on("connect", () => {
      talks.set(id, { ask: () => socket.write("?"), close: () => socket.destroy() });
      say({ id, open: true });
    });
  },
  ask: ({ id }) => talks.get(id)?.ask(),
  close({ id }) {
    talks.get(id)?.close();
    talks.delete(id);
  },
};
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const command = JSON.parse(line);
  commands[command.verb](command);
}).on("close", () => process.exit());
`;

interface Said {
  readonly id: number;
  readonly open?: boolean;
  readonly heard?: string;
  readonly error?: string;
}

export function talker(host: Host): Talker {
  const child = spawn("ip", ["netns", "exec", host.namespace, process.execPath, "-e", SCRIPT]);
  child.stderr.resume();
  child.stdin.on("error", () => {}); // it was ended with its namespace
  host.lab.onEnd(() => child.kill("SIGKILL"));
  return wire(child);
}

function wire(child: ChildProcessWithoutNullStreams): Talker {
  const waiting = new Map<number, (said: Said) => void>();
  let ids = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as Said; // of the program above
    waiting.get(said.id)?.(said);
  });
  const command = (id: number, verb: string, words: object = {}) =>
    child.stdin.write(`${JSON.stringify({ id, verb, ...words })}\n`);
  const next = (id: number) => new Promise<Said>((resolve) => waiting.set(id, resolve));

  return {
    async listen(address, port) {
      const id = ++ids;
      const ready = next(id);
      command(id, "listen", { address, port });
      await within(10_000, `listening at ${address} ${port}`, ready);
    },

    async talk(protocol, address, port, from = "0") {
      const id = ++ids;
      const [localPort, localAddress] = from.split("@");
      const opened = next(id);
      command(id, "talk", { protocol, address, port, localPort: Number(localPort), localAddress });
      const { error } = await within(10_000, `a connection to ${address} ${port}`, opened);
      if (error !== undefined) throw new Error(error);
      return {
        async ask(patience = ANSWER) {
          const answer = next(id);
          command(id, "ask");
          return await within(patience, "an answer", answer).then(
            ({ heard }) => heard,
            () => undefined,
          );
        },
        close: () => void command(id, "close"),
      };
    },
  };
}
