// Operations in words that ip(8) understands, as plans, logs and the Applied signal have them.

export interface OperationText {
  /** As in "ip route VERB": add, replace, del. */
  readonly verb: string;
  /** "-4 route …" or "-6 rule …": what stands around the verb. "12 more" where only a number was told. */
  readonly object: string;
}

/** "ip -4 route add …", which a shell would understand, or "add 12 more". */
export function commandText({ verb, object }: OperationText): string {
  const [family = "", kind = "", ...rest] = object.split(" ");
  if (!family.startsWith("-")) return `${verb} ${object}`;
  return ["ip", family, kind, verb, ...rest].join(" ");
}
