// The composition root of `multihomectl`: reads the command line, hands the world to one command, says how it went.
import { writeSync } from "node:fs";
import { type CommandLine, parseCommandLine } from "./command-line.ts";
import { explain } from "./failures.ts";
import { paintFor } from "./render/paint.ts";
import { bus } from "./values.ts";

const VERSION = process.env.MULTIHOMED_VERSION ?? "development";

async function main(): Promise<void> {
  const line = parseCommandLine(process.argv.slice(2));
  if (line.action === "version") return print(`multihomectl ${VERSION}`);
  if (line.action === "help") return print((await import("./help.ts")).helpText());
  await carryOut(line);
}

async function carryOut({ command, words, options }: CommandLine): Promise<void> {
  // The two are loaded side by side; help and usage errors need neither.
  const [{ run }, { Session }, { connectBus }] = await Promise.all([
    command.load(),
    import("./session.ts"),
    import("../common/bus/connection.ts"),
  ]);
  const address = bus(options);
  const connect = () => connectBus(address);
  const session = new Session({
    connect,
    interactive: process.stdin.isTTY === true,
    root: process.geteuid?.() === 0,
    startAgent: async () => (await import("./agent.ts")).startAgent(process.env),
  });
  try {
    await run({
      words,
      options,
      paint: paintFor(process.env, process.stdout.isTTY === true),
      print,
      service: () => session.service(),
      privileged: (action) => session.privileged(action),
      connect,
      interrupted: () => new Promise((resolve) => process.once("SIGINT", () => resolve())),
    });
  } finally {
    await session.close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// Whoever reads has seen enough (`| head`): that is no error. Without a reader there is nobody to tell anything else.
process.stdout.on("error", () => process.exit(0));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const told = explain(error);
    const text = told?.text ?? (error instanceof Error ? error.stack : String(error));
    writeSync(2, `multihomectl: ${text}\n`);
    process.exit(told?.exit ?? 1);
  },
);
