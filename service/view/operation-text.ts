// Operations in words that ip(8), sysctl(8), nft(8) and conntrack(8) understand.
import type { OperationText } from "../../common/command-text.ts";
import type { Nexthop } from "../netlink/nexthop.ts";
import { AF_INET } from "../netlink/uapi.ts";
import { CHANGEABLE_FLAGS, isImplicit } from "./endpoint.ts";
import type { EndpointOperation, Operation } from "./operation.ts";
import { sysctlLink } from "./sysctl.ts";
import { addressText, familyFlag, hexText, type LinkName, routeText, ruleText } from "./text.ts";

export function operationText(operation: Operation, linkName: LinkName): OperationText {
  const verb = operation.verb === "delete" ? "del" : operation.verb;
  switch (operation.kind) {
    case "rule":
      return { verb, object: `${familyFlag(operation.rule)} rule ${ruleText(operation.rule)}` };
    case "route": {
      const { route, table } = operation;
      return { verb, object: `${familyFlag(route)} route ${routeText(route, table, linkName)}` };
    }
    case "nexthop": {
      const { nexthop } = operation;
      const flag = nexthop.family === AF_INET || nexthop.group.length > 0 ? "-4" : "-6";
      return {
        verb,
        object: `${flag} nexthop ${verb === "del" ? `id ${nexthop.id}` : nexthopText(nexthop, linkName)}`,
      };
    }
    case "sysctl": {
      const ifindex = sysctlLink(operation.key);
      const path =
        ifindex === undefined ? operation.key : operation.key.replace(`%${ifindex}`, () => linkName(ifindex));
      return { verb: "replace", object: `sysctl ${path}=${operation.value}` };
    }
    case "ruleset": {
      if (operation.verb === "delete") return { verb, object: "nft table inet multihomed" };
      return { verb, object: `nft ${oneLine(operation.ruleset.text)}` };
    }
    case "endpoint":
      return endpointText(operation, linkName);
    case "limits": {
      const { subflows, addAddrAccepted } = operation.limits;
      return { verb: "replace", object: `mptcp limits subflow ${subflows} add_addr_accepted ${addAddrAccepted}` };
    }
    case "flows": {
      const { mark, mask, family, address } = operation.pinned;
      const name = family === AF_INET ? "ipv4" : "ipv6";
      const source = address === undefined ? "" : ` --reply-dst ${addressText(address)}`;
      return { verb, object: `conntrack --family ${name} --mark ${hexText(mark)}/${hexText(mask)}${source}` };
    }
  }
}

/** As ip-mptcp(8) has it: the kernel's own is replaced by one that is added without an id, flags are changed. */
function endpointText({ verb, endpoint, instead }: EndpointOperation, linkName: LinkName): OperationText {
  const { id, address, ifindex, flags } = endpoint;
  if (verb === "delete") return { verb: "del", object: `mptcp endpoint id ${id}` };
  if (instead !== undefined && !isImplicit(instead)) {
    const changed = CHANGEABLE_FLAGS.map((flag) => (flags.includes(flag) ? flag : `no${flag}`));
    return { verb: "change", object: ["mptcp endpoint id", id, ...changed].join(" ") };
  }
  const dev = ifindex === 0 ? [] : ["dev", linkName(ifindex)];
  const number = instead === undefined ? ["id", id] : [];
  return { verb: "add", object: ["mptcp endpoint", addressText(address), ...dev, ...number, ...flags].join(" ") };
}

function nexthopText(
  { id, gateway, ifindex, onlink, group, protocol, resilient }: Nexthop,
  linkName: LinkName,
): string {
  const words: (string | number)[] = ["id", id];
  if (group.length > 0) {
    const members = group.map((member) => (member.hops === 0 ? `${member.id}` : `${member.id},${member.hops + 1}`));
    words.push("group", members.join("/"));
    if (resilient !== undefined) {
      words.push("type", "resilient", "buckets", resilient.buckets, "idle_timer", resilient.idleSeconds);
    }
  } else {
    if (gateway !== "") words.push("via", addressText(gateway));
    if (ifindex !== undefined) words.push("dev", linkName(ifindex));
    if (onlink) words.push("onlink");
  }
  return [...words, "protocol", protocol].join(" ");
}

/** Several lines in the language of nft(8) as one that means the same. */
const oneLine = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => (/[{;,]$/.test(line) ? line : `${line};`))
    .join(" ");
