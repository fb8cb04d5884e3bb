// Sysctls as the view keeps them and the planes wish them: those of a link go by its ifindex, since its name may change.
import type { View } from "./view.ts";

/** A path below /proc/sys, in which `%N` stands for the name of the link with ifindex N. */
export type SysctlKey = string & { readonly __sysctlKey: unique symbol };

/** A sysctl of the host, such as "net/ipv4/fib_multipath_hash_policy". */
export const hostSysctl = (path: string): SysctlKey => path as SysctlKey; // no link in it

/** A sysctl of one link, such as linkSysctl("net/ipv4/conf", 3, "arp_ignore"). */
export const linkSysctl = (folder: string, ifindex: number, name: string): SysctlKey =>
  `${folder}/%${ifindex}/${name}` as SysctlKey; // as the type says

/** The link that a sysctl is of; undefined: the host. */
export function sysctlLink(key: SysctlKey): number | undefined {
  const [, ifindex] = /\/%(\d+)\//.exec(key) ?? [];
  return ifindex === undefined ? undefined : Number(ifindex);
}

/** Where it stands below /proc/sys now; undefined where its link is gone. */
export function sysctlPath(key: SysctlKey, view: View): string | undefined {
  const ifindex = sysctlLink(key);
  if (ifindex === undefined) return key;
  const name = view.links.get(ifindex)?.name;
  // A function, since a name may contain what String.replace takes for a pattern.
  return name === undefined ? undefined : key.replace(`%${ifindex}`, () => name);
}
