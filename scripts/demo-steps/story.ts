// The steps of the demo. Each does one thing that happens to a laptop, and says what has to hold then.
import { setTimeout as sleep } from "node:timers/promises";
import { Daemon, eventually, ours, PROGRAM } from "../lab/daemon.ts";
import { addresses, expire, lease, type Network } from "./network.ts";
import { record } from "./recorder.ts";
import { check, show, step, table } from "./screen.ts";
import { answers, type Counts, measure, startPing } from "./traffic.ts";

export const LOG = "/run/multihomed.log";
const OPTIONS = ["-N", "eth0:2000", "-N", "wlan0:3000"];
/** Packets per address during the restart, one every 10 ms. */
const FLOW = 250;
const FOREGROUND = ["--bus", "none"];

type Exit = "cable" | "wireless" | "nowhere";

export async function before(network: Network): Promise<void> {
  step(
    "Without multihomed",
    "The laptop has a default route by each uplink. The better one, by eth0, gets everything, whatever source\n" +
      "address a program has chosen. Router 1 drops what does not come from its own network.",
  );
  show(network.laptop.run("ip", "route", "show", "default"));
  const counts = await measure(network, sources(network));
  table(counts);
  const [cable4, cable6, ...wireless] = counts;
  check("everything leaves by eth0", counts.every(leftBy("cable")));
  check(
    "eth0's addresses are answered",
    [cable4, cable6].every((count) => count?.answered === count?.sent),
  );
  check(
    "wlan0's addresses get no answer",
    wireless.every(({ answered }) => answered === 0),
  );
}

export async function start(network: Network): Promise<Daemon> {
  step("multihomed starts", "One routing table per uplink, one rule per address that leads to it.");
  show(`# multihomed ${OPTIONS.join(" ")}`);
  const [daemon, milliseconds] = await launch(network, sources(network));
  for (const family of ["-4", "-6"]) show(rulesOf(network, family));
  show(`# ip route show table 3000\n${network.laptop.run("ip", "route", "show", "table", "3000")}`);
  const counts = await measure(network, sources(network));
  table(counts);
  check(`each address leaves by its own uplink and is answered (ready in ${milliseconds} ms)`, apart(network, counts));
  return daemon;
}

export async function renewal(network: Network): Promise<void> {
  const { laptop, wireless } = network;
  const [old4, old6] = addresses(wireless, 2);
  const [new4, new6] = addresses(wireless, 77);
  step(
    "The wireless network hands out another address",
    `A DHCP renewal replaces ${old4} by ${new4}, autoconfiguration ${old6} by ${new6}.`,
  );
  expire(laptop, wireless, 2);
  lease(laptop, wireless, 77);
  check(
    "the rules of the old addresses are gone, the new ones are there",
    await rulesFor(network, sources(network, 77)),
  );
  const counts = await measure(network, sources(network, 77));
  table(counts);
  check("the new addresses leave by wlan0 and are answered", apart(network, counts));
}

export async function unplug(network: Network): Promise<void> {
  const { cable, laptop } = network;
  step(
    "The cable is pulled, then put back",
    "Without carrier nothing may leave by the other uplink with the cable's address: that router would drop it.",
  );
  cable.router.batch(`link set ${cable.routerLink} down`);
  await eventually(() => laptop.run("ip", "link", "show", cable.link).includes("NO-CARRIER"));
  const pulled = await measure(network, sources(network, 77));
  table(pulled);
  const [cable4, cable6, ...wireless] = pulled;
  check("the cable's addresses leave by no uplink", [cable4, cable6].every(leftBy("nowhere")));
  check("those of wlan0 work as before", wireless.every(working("wireless")));

  cable.router.batch(`link set ${cable.routerLink} up`);
  // The router's configuration brings back what its kernel forgot with the link.
  cable.router.batch(`addr replace ${cable.gateway6}/64 dev ${cable.routerLink} nodad`);
  await eventually(() => !laptop.run("ip", "link", "show", cable.link).includes("NO-CARRIER"));
  // For up to a second the kernel still waits for the answer to the question for the router's address that it sent
  // while the cable was out.
  await eventually(() => !laptop.run("ip", "neigh", "show", "dev", cable.link).includes("INCOMPLETE"));
  const back = await measure(network, sources(network, 77));
  table(back);
  check("with the cable back, each address leaves by its own uplink again", apart(network, back));
}

export async function crash(network: Network, daemon: Daemon): Promise<Daemon> {
  const { laptop, wireless } = network;
  const [extra4, extra6] = addresses(wireless, 78);
  step(
    "kill -9, and a restart",
    `Packets flow from all addresses while multihomed is killed, ${extra4} and ${extra6} come meanwhile,\n` +
      "and it starts again. What was right has to stay in place all the time.",
  );
  const recording = await record(laptop);
  const flowing = sources(network, 77);
  const pings = flowing.map((source) => startPing(laptop, source, FLOW, 0.01));
  const results = Promise.all(pings.map(answers));
  await sleep(150);
  await daemon.end("SIGKILL");
  laptop.batch(`addr add ${extra4}/24 dev ${wireless.link}\naddr add ${extra6}/64 dev ${wireless.link} nodad`);
  await sleep(150);
  const [restarted, milliseconds] = await launch(network, [...flowing, extra4, extra6]);
  const inTime = pings.every((ping) => ping.exitCode === null);
  const answered = await results;
  const removed = await recording.deletions();

  show(
    flowing.map((source, index) => `${source.padEnd(14)} ${answered[index]} of ${FLOW} packets answered`).join("\n"),
  );
  check("not one packet was lost", inTime && answered.every((count) => count === FLOW));
  check(`the kernel's record of that time has no removed rule or route (${removed.length})`, removed.length === 0);
  const counts = await measure(network, [...flowing, extra4, extra6]);
  table(counts);
  check(
    `the addresses that came meanwhile have their rules (${milliseconds} ms after the start)`,
    apart(network, counts),
  );
  return restarted;
}

export async function stop(network: Network, daemon: Daemon): Promise<void> {
  const { laptop } = network;
  step("A clean stop", "Ctrl-C or SIGTERM: what carries our protocol number goes, and nothing else.");
  const others = () => ["rule", "route show table main", "-6 rule", "-6 route show table main"].map(foreign(network));
  const beforeStop = others().join();
  const { code, signal } = await daemon.end("SIGTERM");
  check(`it ended with exit code 0 (${signal ?? code})`, code === 0);
  const left = ours(laptop);
  if (left.length > 0) show(left.join("\n"));
  check("nothing of ours is left, in any table", left.length === 0);
  check("rules and main table of others are as they were", others().join() === beforeStop);
  show(rulesOf(network, "-4"));
}

/** The laptop's addresses: cable IPv4 and IPv6, then wireless with the given last part. */
function sources({ cable, wireless }: Network, host = 2): string[] {
  return [...addresses(cable, 2), ...addresses(wireless, host)];
}

/** Starts multihomed and waits for the rules of exactly these addresses; with the milliseconds that it took. */
async function launch(network: Network, expected: readonly string[]): Promise<[Daemon, number]> {
  const since = performance.now();
  const daemon = new Daemon(network.laptop, [PROGRAM, ...FOREGROUND, ...OPTIONS], LOG);
  const ready = await rulesFor(network, expected);
  if (!daemon.running || !ready) throw new Error(`multihomed did not make its rules; it said:\n${daemon.said}`);
  return [daemon, Math.round(performance.now() - since)];
}

/** Whether exactly these addresses have source rules, within some seconds, each with its table complete. */
function rulesFor(network: Network, expected: readonly string[]): Promise<boolean> {
  const wanted = [...expected].sort().join();
  const { laptop } = network;
  return eventually(() => {
    const rules = ["-4 rule", "-6 rule"].flatMap((command) => laptop.json<{ src: string }>(command));
    return (
      rules
        .map(({ src }) => src)
        .filter((src) => src !== "all")
        .sort()
        .join() === wanted
    );
  });
}

function rulesOf({ laptop }: Network, family: string): string {
  return `# ip ${family} rule\n${laptop.run("ip", family, "rule")}`;
}

const foreign = (network: Network) => (command: string) =>
  network.laptop
    .run("ip", "-details", ...command.split(" "))
    .split("\n")
    .filter((line) => !/proto (77|multihomed)\b/.test(line))
    .join("\n");

/** Whether every packet of an address left by this uplink, and none by another. */
function leftBy(exit: Exit): (count: Counts | undefined) => boolean {
  return (count) =>
    count !== undefined &&
    count.byCable === (exit === "cable" ? count.sent : 0) &&
    count.byWireless === (exit === "wireless" ? count.sent : 0);
}

function working(exit: Exit): (count: Counts) => boolean {
  return (count) => leftBy(exit)(count) && count.answered === count.sent;
}

/** Whether every address left by its own uplink only, and got all its answers. */
function apart({ cable }: Network, counts: readonly Counts[]): boolean {
  const ofCable = addresses(cable, 2);
  return counts.every((count) => working(ofCable.includes(count.source) ? "cable" : "wireless")(count));
}
