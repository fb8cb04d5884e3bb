// dnsmasq on an uplink's router, which has exactly one address to give, so that a test knows which one it will be.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { eventually, type UplinkNetwork } from "../../kernel/lab/index.ts";

export interface DhcpServer {
  /** From now on it has this address to give, and refuses the one that it gave before. */
  change(address: string): Promise<void>;
}

export async function serveDhcp(uplink: UplinkNetwork, address = uplink.address4): Promise<DhcpServer> {
  let server = await startServer(uplink, address);
  return {
    async change(to) {
      server.kill("SIGKILL");
      await once(server, "exit");
      server = await startServer(uplink, to);
    },
  };
}

async function startServer(uplink: UplinkNetwork, address: string): Promise<ChildProcess> {
  const { router, routerLink, gateway4 } = uplink;
  const server = router.spawn(
    "dnsmasq",
    "--keep-in-foreground",
    "--conf-file=/dev/null",
    "--user=root",
    "--pid-file=",
    "--port=0", // no DNS
    `--interface=${routerLink}`,
    "--except-interface=lo",
    "--bind-dynamic", // the cable is pulled and plugged in again when the machine boots again
    `--dhcp-range=${address},${address},255.255.255.0,1h`,
    `--dhcp-option=option:router,${gateway4}`,
    "--dhcp-authoritative",
    "--no-ping",
    `--dhcp-leasefile=${join(router.lab.folder(), "leases")}`,
  );
  await eventually(() => {
    if (server.exitCode !== null) throw new Error(`dnsmasq has ended with ${server.exitCode}`);
    if (router.exec("ss", "-Hlnu", "sport = :67") === "") throw new Error("dnsmasq does not listen yet");
  });
  return server;
}
