// What every package says of itself that is not in the source: who packages, and when the source was changed last.
import { execFileSync } from "node:child_process";

type Environment = Readonly<Record<string, string | undefined>>;

/** "NAME <ADDRESS>", of DEBFULLNAME and DEBEMAIL (debchange(1)). */
export function maintainer({ DEBFULLNAME, DEBEMAIL }: Environment): string {
  return `${DEBFULLNAME ?? "multihomed maintainers"} <${DEBEMAIL ?? "maintainers@multihomed.invalid"}>`;
}

/** Seconds since the epoch: SOURCE_DATE_EPOCH (reproducible-builds.org), or the date of the last commit of `repository`. */
export function sourceDate({ SOURCE_DATE_EPOCH }: Environment, repository: string): number {
  const log = ["-C", repository, "log", "-1", "--format=%ct"];
  const text =
    SOURCE_DATE_EPOCH ?? execFileSync("git", log, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const seconds = Number(text);
  if (text.trim() === "" || !Number.isInteger(seconds)) throw new Error(`SOURCE_DATE_EPOCH: ${text}: expected seconds`);
  return seconds;
}
