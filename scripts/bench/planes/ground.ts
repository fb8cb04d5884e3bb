// A host with several uplinks and a LAN, and our program with balance and the gateway on it.
import { writeFileSync } from "node:fs";
import { Daemon, eventually, PROGRAM } from "../../lab/daemon.ts";
import { Host } from "../../lab/host.ts";

export interface Uplink {
  readonly link: string;
  readonly table: number;
  readonly address: string;
  readonly router: string;
  readonly weight: number;
}

let grounds = 0;

export class PlanesGround {
  readonly host: Host;
  readonly uplinks: readonly Uplink[];
  #daemon: Daemon | undefined;

  /** Uplinks u1, u2 … with these weights, each with an address, a router and a default route of its own metric. */
  constructor(weights: readonly number[]) {
    grounds += 1;
    this.host = new Host(`planes${grounds}`);
    this.uplinks = weights.map((weight, at) => {
      const number = at + 1;
      const address = `10.${number}.0.2`;
      return { link: `u${number}`, table: 1000 + number, address, router: `10.${number}.0.1`, weight };
    });
    this.host.batch("link add br0 type bridge\nlink set br0 up\naddr add 192.168.50.1/24 dev br0");
    for (const uplink of this.uplinks) {
      this.host.batch(`link add ${uplink.link} type veth peer name p${uplink.link}\nlink set p${uplink.link} up`);
      this.host.batch(`link set ${uplink.link} up\naddr add ${uplink.address}/24 dev ${uplink.link}`);
      this.addDefault(uplink);
      // Nobody answers: packets are to leave all the same.
      this.host.batch(`neigh replace ${uplink.router} lladdr 02:00:00:00:00:01 dev ${uplink.link} nud permanent`);
    }
  }

  addDefault({ link, router, table }: Uplink): void {
    this.host.batch(`route replace default via ${router} dev ${link} metric ${table}`);
  }

  /** Until there is a route of balance and a mark for each uplink. */
  async start(gateway: boolean): Promise<void> {
    const config = `/run/${this.host.name}.toml`;
    const uplinks = this.uplinks.map(
      ({ link, table, weight }) => `[[uplink]]\ninterface = "${link}"\ntable = ${table}\nweight = ${weight}\n`,
    );
    const sections = `[balance]\nenabled = true\n[gateway]\nenabled = ${gateway}\ninside = ["br0"]\n`;
    writeFileSync(config, uplinks.join("") + sections);
    const log = `/run/${this.host.name}.log`;
    const daemon = new Daemon(this.host, [PROGRAM, "--bus", "none", "-L", "warning", "-C", config], log);
    this.#daemon = daemon;
    const ready = await eventually(() => {
      return this.balanced().size === this.uplinks.length && (!gateway || this.marks().size === this.uplinks.length);
    }, 20_000);
    if (!ready) throw new Error(`balance and gateway are not in force:\n${daemon.said}`);
  }

  /** The links that unbound IPv4 connections leave by. */
  balanced(): Set<string> {
    // There may be no such table yet, which ip(8) calls an error.
    const routes = this.host.run("ip", "-o", "-4", "route", "show", "table", "all").split("\n");
    const [spread = ""] = routes.filter((route) => /^default .* table 900 /.test(route));
    return new Set([...spread.matchAll(/ dev (\S+)/g)].flatMap(([, link]) => link ?? []));
  }

  /** "0x10000/0xff0000" by table. */
  marks(): Map<number, string> {
    const rules = this.host.run("ip", "-4", "rule");
    return new Map(
      [...rules.matchAll(/fwmark (\S+) lookup (\d+)/g)].map(([, mark = "", table]) => [Number(table), mark]),
    );
  }

  async remove(): Promise<void> {
    await this.#daemon?.end("SIGTERM");
    this.host.remove();
  }
}
