// Every page of the window, with as much on it as there can be: what holds everywhere is looked at on each of them.
import type { Bus } from "../../bus/lab/index.ts";
import { addLink, addUplink } from "../../bus/lab/index.ts";
import type { Window } from "./window.ts";

/** An uplink with a problem, one in peace, links that are not used, one that is no way out; names as long as can be. */
export function manySorts(bus: Bus): void {
  addUplink(bus, 1, "enp0s31f6");
  addUplink(bus, 2, "wwp0s20f0u3i12");
  addUplink(bus, 3, "enx0050b6c0ffee");
  addLink(bus, "wlan0");
  addLink(bus, "br-3f9e2c1ab77d");
  bus.host.ipBatch(`
    addr add 2001:db8:1111:2222:3333:4444:5555:6666/64 dev enp0s31f6 nodad
    addr add 2001:db8:1111:2222:3333:4444:5555:7777/64 dev enp0s31f6 nodad
    route add default via fe80::1234:5678:9abc:def0 dev enp0s31f6 metric 100
    addr add 172.17.0.1/16 dev br-3f9e2c1ab77d
    route add unreachable 192.0.2.0/24 table 2000
    route add 192.0.2.0/24 dev wwp0s20f0u3i12
  `);
}

export const MANY_SORTS = `
[balance]
enabled = true
[[uplink]]
interface = "enp0s31f6"
table = 4294967295
priority = 1000
weight = 3
[[uplink]]
interface = "wwp0s20f0u3i12"
table = 2000
weight = 1
mptcp = ["subflow"]
[[uplink]]
interface = "tun0"
table = 3000
`;

/** Calls back on every page, with all that is folded away unfolded. */
export async function everyPage(window: Window, look: (where: string) => Promise<void>): Promise<void> {
  const { overview, link } = window.words;
  await window.go("overview");
  await window.isOn("enp0s31f6");
  await window.main.getByText(overview.unused.others(1)).click();
  await window.switchOf("br-3f9e2c1ab77d").waitFor();
  await look("overview");
  for (const name of ["enp0s31f6", "wwp0s20f0u3i12", "wlan0"]) {
    await window.go("overview");
    await window.openLink(name);
    await window.main.getByRole("heading", { name: link.addresses.title }).waitFor();
    await window.main.locator("summary").first().click();
    if (name !== "wlan0") await window.main.getByRole("cell").first().waitFor();
    await look(`the page of ${name}`);
  }
  await window.go("activity");
  await window.main.getByRole("article").first().waitFor();
  await look("activity");
  await window.go("preferences");
  await window.main.getByRole("radio").first().waitFor();
  await look("preferences");
}
