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

/** "ip -4 route add …", which a shell would understand, or "add 12 more". */
export function commandText({ verb, object }: OperationText): string {
  const [first = "", kind = "", ...rest] = object.split(" ");
  switch (first) {
    case "-4":
    case "-6":
      return ["ip", first, kind, verb, ...rest].join(" ");
    case "mptcp":
      return ["ip", first, kind, kind === "limits" ? "set" : verb, ...rest].join(" ");
    case "sysctl":
      return ["sysctl", "-w", kind, ...rest].join(" ");
    case "nft":
      return verb === "del" ? `nft delete ${[kind, ...rest].join(" ")}` : nftReplaces([kind, ...rest]);
    case "conntrack":
      return ["conntrack", "-D", kind, ...rest].join(" ");
    default:
      return `${verb} ${object}`;
  }
}

/** What there was of the table is gone in the same transaction. */
function nftReplaces(words: readonly string[]): string {
  const [, family = "", name = ""] = words;
  return `nft 'add table ${family} ${name}; delete table ${family} ${name}; ${words.join(" ")}'`;
}
