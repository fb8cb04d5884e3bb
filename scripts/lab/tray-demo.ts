// What the tray's window shows in the demo: a laptop with a cable, a wireless and a mobile uplink, a dock and containers; the
// real service on a bus of its own; and traffic.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { addresses, buildServer, buildUplink, lease, SERVER4, type Uplink } from "../demo-steps/network.ts";
import { Daemon, PROGRAM } from "./daemon.ts";
import { type DemoBus, startDemoBus } from "./demo-bus.ts";
import { cable, Host } from "./host.ts";

const CONFIGURATION = `
[[uplink]]
interface = "enp0s31f6"
table = 1000
weight = 3
mptcp = ["subflow"]

[[uplink]]
interface = "wlan0"
table = 1001
weight = 1
strict = true

[balance]
enabled = true
`;

/** Bytes a second, by the address that they are asked for from. */
const KILO = 1000;
const RATES = { cable: 1800 * KILO, wireless: 500 * KILO, mobile: 60 * KILO, any: 300 * KILO };

export interface TrayDemo extends Pick<DemoBus, "withoutPolkit" | "connect" | "startService" | "stopService"> {
  /** Of the bus, on a socket that nobody outside of our mount namespace sees. */
  readonly address: string;
  readonly laptop: Host;
  /** By link: enp0s31f6, wlan0, wwan0. Their routers answer, and pass only what is of their own networks. */
  readonly uplinks: ReadonlyMap<string, Uplink>;
  close(): Promise<void>;
}

/** To be called where `inPrivate` is true: all that it makes is gone with the process, however that ends. */
export async function startTrayDemo(): Promise<TrayDemo> {
  spawnSync("ip", ["link", "set", "lo", "up"]); // ours: a browser in here finds a server in here
  const folder = mkdtempSync("/run/tray-demo-");
  chmodSync(folder, 0o755);
  const { laptop, server, printer, uplinks } = buildNetwork();
  const configuration = `${folder}/multihomed.toml`;
  writeFileSync(configuration, CONFIGURATION);
  const bus = await startDemoBus(laptop, folder, [PROGRAM, "--config", configuration]);
  await bus.startService();
  const talkers = [
    talk(server, folder, "serve"),
    talk(laptop, folder, "fetch", SERVER4, ...sources(uplinks), `any=${RATES.any}`),
  ];
  return {
    address: bus.address,
    withoutPolkit: bus.withoutPolkit,
    laptop,
    uplinks: new Map(uplinks.map((uplink) => [uplink.link, uplink])),
    connect: () => bus.connect(),
    startService: () => bus.startService(),
    stopService: (signal) => bus.stopService(signal),
    async close() {
      for (const talker of talkers) await talker.end("SIGKILL");
      await bus.close();
      for (const host of [laptop, server, printer, ...uplinks.map(({ router }) => router)]) host.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

function buildNetwork() {
  const [laptop, server] = [new Host("laptop"), buildServer()];
  const links = ["enp0s31f6", "wlan0", "wwan0"] as const;
  const uplinks = links.map((link, at) => {
    const uplink = buildUplink(laptop, server, at + 1, { link, table: 1000 + at, metric: 100 + 300 * at });
    lease(laptop, uplink, 23);
    return uplink;
  });
  // A dock in a network without a way out, and what a container engine leaves.
  const printer = new Host("printer");
  cable(laptop, "enx0050b6c0ffee", printer, "eth0");
  printer.batch("addr add 192.168.7.1/24 dev eth0");
  laptop.batch(`
    addr add 192.168.7.20/24 dev enx0050b6c0ffee
    link add docker0 type bridge
    addr add 172.17.0.1/16 dev docker0
    link set docker0 up`);
  return { laptop, server, printer, uplinks };
}

function sources(uplinks: readonly Uplink[]): string[] {
  const rates = [RATES.cable, RATES.wireless, RATES.mobile];
  return uplinks.map((uplink, at) => `${addresses(uplink, 23)[0]}=${rates[at]}`);
}

function talk(host: Host, folder: string, ...words: readonly string[]): Daemon {
  const script = fileURLToPath(new URL("talker.ts", import.meta.url));
  return new Daemon(host, [process.execPath, ...process.execArgv, script, ...words], `${folder}/talk-${words[0]}`);
}
