// What is measured: our program, or a peer that understands `-N LINK:TABLE`.
import { Daemon, PROGRAM } from "../lab/daemon.ts";
import type { Ground } from "./ground.ts";

export interface Subject {
  readonly name: string;
  readonly command: readonly string[];
}

/** Where the uplink of every measurement goes. */
export const TABLE = 2000;

export const OURS: Subject = { name: "multihomed", command: [PROGRAM, "--bus", "none", "-L", "warning"] };

/** The peer of that number: a command line with words in simple quotes, for example `dynmhs --loglevel 3`. */
export function peer(command: string, number: number): Subject {
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
  const [program] = words;
  if (program === undefined) throw new Error("--peer needs a command");
  return { name: `${number}:${program.split("/").at(-1)}`, command: words };
}

export function start(subject: Subject, ground: Ground): Daemon {
  return new Daemon(ground.host, [...subject.command, "-N", `u1:${TABLE}`], `/run/${subject.name}.log`);
}
