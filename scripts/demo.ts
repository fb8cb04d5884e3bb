// npm run demo: what multihomed is for, shown with real packets in network namespaces that go with this process.
// Exits 0 only if every claim held.
import { rmSync } from "node:fs";
import { buildNetwork } from "./demo-steps/network.ts";
import { conclude, say } from "./demo-steps/screen.ts";
import { before, crash, LOG, renewal, start, stop, unplug } from "./demo-steps/story.ts";
import { type Daemon, requireProgram } from "./lab/daemon.ts";
import { inPrivate } from "./lab/private.ts";

const TIME_LIMIT = 60_000;

const PICTURE = `
A laptop has two uplinks, and one server is behind both:

              eth0 ──── router 1 ────┐
     laptop                          ├── server 203.0.113.1, 2001:db8:ffff::1
              wlan0 ─── router 2 ────┘

     eth0    10.1.0.2, fd00:1::2    a cable, the better default route (metric 100)
     wlan0   10.2.0.2, fd00:2::2    wireless (metric 600)

All of it is in network namespaces of its own. Packets are counted where they arrive, at the routers.`;

async function demo(): Promise<boolean> {
  const network = buildNetwork();
  say(PICTURE.trimStart());
  await before(network);
  let daemon: Daemon = await start(network);
  await renewal(network);
  await unplug(network);
  daemon = await crash(network, daemon);
  await stop(network, daemon);
  return conclude();
}

if (await inPrivate("demo")) {
  requireProgram();
  // Everything that was started dies with this process, and the namespaces with it.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
  setTimeout(() => {
    console.error(`The demo is not through after ${TIME_LIMIT / 1000} s.`);
    process.exit(1);
  }, TIME_LIMIT);
  try {
    process.exit((await demo()) ? 0 : 1);
  } catch (error) {
    console.error(`\nThe demo broke off: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  } finally {
    rmSync(LOG, { force: true });
  }
}
