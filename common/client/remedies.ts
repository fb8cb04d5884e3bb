// What to do about a problem, by its code, for whoever shows problems to people.
import { invalidInterfaceName } from "../interface-name.ts";
import type { ServiceProblem } from "./domain.ts";

/** One line that begins with a verb; undefined for a problem that this program does not know. */
export function remedy({ code, interface: name }: ServiceProblem): string | undefined {
  // Where it is not a link's name (a route's table whose link is gone), the command is told in general.
  const link = invalidInterfaceName(name) === undefined ? name : "INTERFACE";
  const remedies: Readonly<Record<string, string>> = {
    "kernel-refused": "see the kernel's reason at the end of the line; the service keeps trying",
    contended:
      "find the program that deletes it, with: ip monitor route rule; for systemd-networkd set " +
      "ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no in networkd.conf(5)",
    "table-shared": `use a table that nobody else writes to, for example: multihomectl assign ${link} auto`,
    "behind-main": `give it a priority below 32766, for example: multihomectl assign ${link} auto`,
    "not-balanced": "give the interface one router, and one address, of the family; or no weight",
    "endpoint-left-out": "give less uplinks mptcp, or see whose the others are, with: ip mptcp endpoint",
    "endpoint-taken":
      "leave it to the program that made it, such as NetworkManager, or have it keep from this interface",
    "no-mptcp": "use a kernel that has MPTCP, and switch it on with: sysctl net.mptcp.enabled=1",
    "no-mark": "give gateway.mark-mask more bits, give the interface a plain name, or take it out of gateway.inside",
    configuration: "correct the configuration file, then: multihomectl reload; see multihomed.toml(5)",
    state: "see what was put aside, with: journalctl -u multihomed; then assign it again",
  };
  return Object.hasOwn(remedies, code) ? remedies[code] : undefined;
}
