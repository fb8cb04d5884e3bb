// Operations as the commands that a person would type.
import type { Operation } from "./domain.ts";

/** "ip -4 route add …", or "add 12 more" where the service only told a number. */
export function commandText({ verb, object }: Operation): string {
  const [family = "", kind = "", ...rest] = object.split(" ");
  if (!family.startsWith("-")) return `${verb} ${object}`;
  return ["ip", family, kind, verb, ...rest].join(" ");
}
