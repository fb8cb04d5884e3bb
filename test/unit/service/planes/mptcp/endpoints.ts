// MPTCP's endpoints in text, and a model of how the kernel keeps them. The link eth0 has number 2, eth1 3, and so on.
import { ENDPOINT_FLAGS } from "../../../../../common/endpoint-flag.ts";
import { MPTCP_MAX } from "../../../../../common/numbers.ts";
import { addressBytes } from "../../../../../service/view/address.ts";
import { CHANGEABLE_FLAGS, type Endpoint, isImplicit } from "../../../../../service/view/endpoint.ts";
import { applyOperation, type EndpointOperation, type Operation } from "../../../../../service/view/operation.ts";
import { addressText } from "../../../../../service/view/text.ts";
import type { View } from "../../../../../service/view/view.ts";
import { Words } from "../../view/from-text/words.ts";

export const linkIndex = (name: string): number => Number(name.replace("eth", "")) + 2;

/** Of "192.0.2.10 id 1 dev eth0 port 80 subflow backup implicit"; "ours" in front of it is for setEndpoints. */
export function endpointOf(line: string): Endpoint {
  const words = new Words(line);
  words.skip("ours");
  const address = addressBytes(words.next());
  let [id, ifindex, port, unknownFlags] = [0, 0, 0, 0];
  const flags: string[] = [];
  while (!words.done) {
    if (words.skip("id")) id = words.number();
    else if (words.skip("dev")) ifindex = linkIndex(words.next());
    else if (words.skip("port")) port = words.number();
    else if (words.skip("implicit")) unknownFlags = 16;
    else if (words.skip("laminar"))
      unknownFlags = 32; // of Linux 6.18, which this program does not know
    else flags.push(words.next());
  }
  return { address, id, ifindex, port, unknownFlags, flags: ENDPOINT_FLAGS.filter((flag) => flags.includes(flag)) };
}

/** The other way round, without "ours"; flags in the kernel's order. */
export function endpointLine({ address, id, ifindex, port, flags, unknownFlags }: Endpoint): string {
  return [
    `${addressText(address)} id ${id}`,
    ifindex === 0 ? "" : ` dev eth${ifindex - 2}`,
    port === 0 ? "" : ` port ${port}`,
    ...ENDPOINT_FLAGS.filter((flag) => flags.includes(flag)).map((flag) => ` ${flag}`),
    unknownFlags === 0 ? "" : " implicit",
  ].join("");
}

/** From now on these are all that the view has; "ours" begins those that we added. */
export function setEndpoints(view: View, lines: readonly string[]): void {
  view.kept.endpoints.clear();
  for (const { address, id } of lines.filter((line) => line.startsWith("ours ")).map(endpointOf)) {
    view.kept.endpoints.set(address, id);
  }
  view.endpoints = new Map(lines.map(endpointOf).map((endpoint) => [endpoint.id, endpoint]));
  view.limits ??= { subflows: 2, addAddrAccepted: 0 };
}

export const endpointsOf = (view: View): string[] => [...(view.endpoints?.values() ?? [])].map(endpointLine).sort();

/** Carries operations on MPTCP out as the kernel does; what it refuses, and why (net/mptcp/pm_kernel.c). */
export function carryOut(operations: Iterable<Operation>, view: View): string[] {
  const refused: string[] = [];
  for (const operation of operations) {
    const why = operation.kind === "endpoint" ? refusal(operation, view) : undefined;
    if (why === undefined) applyOperation(view, operation);
    else refused.push(why);
  }
  return refused;
}

function refusal({ verb, endpoint, instead }: EndpointOperation, view: View): string | undefined {
  const there = [...(view.endpoints?.values() ?? [])];
  const line = endpointLine(endpoint);
  if (verb === "delete") {
    return view.endpoints?.get(endpoint.id)?.address === endpoint.address ? undefined : `ENOENT ${line}`;
  }
  // One with a port is another than one without.
  const same = there.find((each) => each.address === endpoint.address && each.port === 0);
  if (verb === "replace" && instead !== undefined && !isImplicit(instead)) {
    const fixed = ENDPOINT_FLAGS.filter((flag) => !CHANGEABLE_FLAGS.some((changeable) => changeable === flag));
    const asWanted = fixed.every((flag) => endpoint.flags.includes(flag) === same?.flags.includes(flag));
    return same?.id === endpoint.id && asWanted ? undefined : `EINVAL ${line}`;
  }
  if (there.length >= MPTCP_MAX) return `ERANGE ${line}`;
  if (verb === "add" && view.endpoints?.has(endpoint.id)) return `EBUSY ${line}`;
  if (same !== undefined && (!isImplicit(same) || verb === "add")) return `EEXIST ${line}`;
  if (verb === "replace" && same?.id !== endpoint.id) return `EBUSY ${line}`;
  return endpoint.flags.includes("signal") && endpoint.flags.includes("fullmesh") ? `EINVAL ${line}` : undefined;
}
