// Messages of a real kernel (Linux 6.18), each under the command that made it. A line is a word, the message's flags and
// its payload; "text" is what a person should read of it, "taken" our request for a copy in table 1000, which the
// kernel accepted, and "echo" what it then announced. Link 2 is eth0, 3 is eth1.
import { readFileSync } from "node:fs";
import * as k from "../../../../service/netlink/uapi.ts";

export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly bytes: Buffer;
  readonly text: string | undefined;
  readonly taken: string | undefined;
  readonly echo: Buffer | undefined;
}

export interface Capture {
  readonly command: string;
  readonly messages: readonly Message[];
}

const TYPES: ReadonlyMap<string, number> = new Map([
  ["newlink", k.RTM_NEWLINK],
  ["dellink", k.RTM_DELLINK],
  ["newaddr", k.RTM_NEWADDR],
  ["deladdr", k.RTM_DELADDR],
  ["newroute", k.RTM_NEWROUTE],
  ["delroute", k.RTM_DELROUTE],
  ["newrule", k.RTM_NEWRULE],
  ["delrule", k.RTM_DELRULE],
  ["newnexthop", k.RTM_NEWNEXTHOP],
  ["delnexthop", k.RTM_DELNEXTHOP],
  ["error", k.NLMSG_ERROR],
]);

export const ALL_FILES = ["routes4", "routes6", "order4", "order6", "rules", "addresses", "links", "nexthops"] as const;
type File = (typeof ALL_FILES)[number] | "error";

/** The captures of a file, in the order in which they were made. */
export function captures(file: File): Capture[] {
  const all = readFileSync(new URL(`captures/${file}.txt`, import.meta.url), "utf8");
  return all.trim().split("\n\n").map(parseCapture);
}

export const OTHER_FILES = ["nftables", "conntrack", "mptcp"] as const;

export interface Datagrams {
  readonly command: string;
  /** With their headers. */
  readonly datagrams: readonly Buffer[];
}

/** What came on sockets of other protocols, in whole datagrams: announced because of a command, or answers like its own. */
export function datagrams(file: (typeof OTHER_FILES)[number]): Datagrams[] {
  const all = readFileSync(new URL(`captures/${file}.txt`, import.meta.url), "utf8");
  return all
    .trim()
    .split("\n\n")
    .map((block) => {
      const [command = "", ...lines] = block.split("\n");
      const hex = lines.map((line) => line.replace(/^datagram /, ""));
      return { command: command.replace(/^\$ /, ""), datagrams: hex.map((each) => Buffer.from(each, "hex")) };
    });
}

/** The link names of the captures. */
export const linkName = (ifindex: number): string => ["", "lo", "eth0", "eth1"][ifindex] ?? `if${ifindex}`;

function parseCapture(block: string): Capture {
  const [command = "", ...lines] = block.split("\n");
  const messages: Message[] = [];
  for (const [at, line] of lines.entries()) {
    const [word = "", flags = "", hex = ""] = line.split(" ");
    const type = TYPES.get(word);
    if (type === undefined) continue;
    const after = lines.slice(at + 1);
    const end = after.findIndex((other) => TYPES.has(other.split(" ")[0] ?? ""));
    const about = (wanted: string) =>
      after
        .slice(0, end < 0 ? after.length : end)
        .find((other) => other.startsWith(`${wanted} `))
        ?.slice(wanted.length + 1);
    const echo = about("echo")?.split(" ")[1];
    messages.push({
      type,
      flags: Number.parseInt(flags, 16),
      bytes: Buffer.from(hex, "hex"),
      text: about("text"),
      taken: about("taken"),
      echo: echo === undefined ? undefined : Buffer.from(echo, "hex"),
    });
  }
  return { command: command.replace(/^\$ /, ""), messages };
}
