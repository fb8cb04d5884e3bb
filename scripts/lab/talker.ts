// Traffic to look at: `serve` sends as much as it is asked for; `fetch SERVER SOURCE=RATE…` asks for it from these addresses
// of ours, at so many bytes a second (rising and falling), again and again. SOURCE "any" binds to none. Ends with whoever
// started it.
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PORT = 8080;
const TICK_MS = 100;
/** A connection is followed by the next, so that what is balanced takes another way now and then. */
const CONNECTION_MS = 4000;
const PAUSE_MS = 300;

const [, , task, server = "", ...sources] = process.argv;
if (task === "serve") serve();
else for (const source of sources) void fetch(server, source);

function serve(): void {
  const listener = createServer((socket) => {
    let sending: NodeJS.Timeout | undefined;
    socket.on("error", () => socket.destroy()); // whoever asked has gone, or cannot be reached any more
    socket.on("close", () => clearInterval(sending));
    socket.once("data", (asked) => {
      const rate = Number(asked.toString());
      sending = setInterval(() => {
        if (socket.writableLength === 0) socket.write(Buffer.alloc(Math.round((rate * TICK_MS) / 1000)));
      }, TICK_MS);
    });
  });
  listener.listen(PORT, "::");
}

async function fetch(host: string, wish: string): Promise<void> {
  const [source = "any", rate = "0"] = wish.split("=");
  const from = source === "any" ? {} : { localAddress: source };
  for (let turn = 0; ; turn++) {
    const socket = connect({ host, port: PORT, ...from });
    // Not assigned yet, or unplugged: then it is tried again.
    socket.on("error", () => socket.destroy());
    socket.once("connect", () => socket.write(String(Math.round(Number(rate) * (1 + Math.sin(turn) / 3)))));
    // Something goes out as well.
    socket.on("data", ({ length }) => socket.write(Buffer.alloc(Math.round(length / 20))));
    setTimeout(() => socket.destroy(), CONNECTION_MS);
    await new Promise((resolve) => socket.once("close", resolve));
    await sleep(PAUSE_MS);
  }
}
