// Operations in words that a shell would understand, as plans, logs and the Applied signal have them.

export interface OperationText {
  /** As in "ip route VERB": add, replace, del; change of an MPTCP endpoint. */
  readonly verb: string;
  /**
   * What stands around the verb, as ip(8) says it: "-4 route …", "-6 rule …", "-4 nexthop …", "mptcp endpoint …"; or
   * "sysctl PATH=VALUE", "nft table …", "conntrack …". "12 more" where only a number was told.
   */
  readonly object: string;
}

/** "ip -4 route add …", which a shell would understand and take for nothing else, or "add 12 more". */
export function commandText({ verb, object }: OperationText): string {
  const [first = "", kind = "", ...rest] = object.split(" ");
  switch (first) {
    case "-4":
    case "-6":
      return command(["ip", first, kind, verb, ...rest]);
    case "mptcp":
      return command(["ip", first, kind, kind === "limits" ? "set" : verb, ...rest]);
    case "sysctl":
      return command(["sysctl", "-w", kind, ...rest]);
    case "nft":
      return verb === "del" ? command(["nft", "delete", kind, ...rest]) : `nft ${quoted(replacing([kind, ...rest]))}`;
    case "conntrack":
      return command(["conntrack", "-D", kind, ...rest]);
    default:
      return `${verb} ${object}`;
  }
}

/** What there was of the table is gone in the same transaction. */
function replacing(words: readonly string[]): string {
  const [, family = "", name = ""] = words;
  return `add table ${family} ${name}; delete table ${family} ${name}; ${words.join(" ")}`;
}

/** A link may be called $(reboot): for a shell too, that is a name. */
const command = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]*$/.test(word) ? word : quoted(word))).join(" ");

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
