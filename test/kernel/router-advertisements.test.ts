// Routes with a lifetime: the copy lives exactly as long as the original, also when it is refreshed, which the kernel
// does without announcing the route.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, exitLink, type Host, lab, network, routeRecords, SERVER6 } from "./lab/index.ts";

lab("a route with a lifetime: the copy has the rest of it, follows a refresh, and ends with it", async (lab) => {
  const { laptop } = network(lab);
  laptop.ip("-6 route delete default dev u1");
  const advertised = "-6 route replace default via fd00:1::1 dev u1 proto ra metric 100 expires";
  laptop.ip(advertised, "300");
  await laptop.daemon(["-N", "u1:1000"]).converged();
  await eventually(() => assertLifetime(laptop, 300));
  laptop.ip(advertised, "900");
  await eventually(() => assertLifetime(laptop, 900));
  laptop.ip(advertised, "2");
  await eventually(() => assertLifetime(laptop, 2));
  assert.equal(exitLink(laptop, "fd00:1::2", SERVER6), "u1");
  await eventually(() => assert.equal(exitLink(laptop, "fd00:1::2", SERVER6), undefined));
  // Main keeps showing an expired route until the kernel collects it; it must not come back to life in the copy.
  await sleep(500);
  assert.equal(exitLink(laptop, "fd00:1::2", SERVER6), undefined);
});

lab(
  "a router that keeps advertising: its routes stay, refreshed; when it is silent they expire",
  async (lab) => {
    const { laptop, uplinks } = network(lab, { bare: true });
    const [first] = uplinks;
    const daemon = laptop.daemon(["-N", "u1:1000"]);
    const config = lab.file(
      "radvd.conf",
      `interface ${first.routerLink} {
        AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultLifetime 5;
        prefix ${first.prefix6} { AdvValidLifetime 600; AdvPreferredLifetime 600; };
      };`,
    );
    const pidFile = `${lab.folder()}/pid`;
    const radvd = first.router.spawn("radvd", "-n", "-C", config, "-p", pidFile, "-m", "none");
    const source = await eventually(() => autoconfigured(laptop));
    await eventually(() => assert.equal(exitLink(laptop, source, SERVER6), "u1"));
    await daemon.converged();

    // Longer than the lifetime, so that only refreshed routes are left.
    const until = performance.now() + 7000;
    while (performance.now() < until) {
      assert.equal(exitLink(laptop, source, SERVER6), "u1", "the copy of an advertised route expired");
      await sleep(100);
    }
    assert.equal(await laptop.ping(source, SERVER6), true);

    radvd.kill("SIGKILL"); // SIGTERM would make it take its advertisement back
    await eventually(() => assert.equal(exitLink(laptop, source, SERVER6), undefined), { timeout: 8000 });
  },
  { programs: ["radvd"] },
);

/** The copy of the default route lives as long as the original, give or take a second, and about as long as told. */
function assertLifetime(laptop: Host, seconds: number): void {
  const [original, copy] = (["main", 1000] as const).map(
    (table) => routeRecords(laptop, table, 6).find((route) => route.dst === "default" && route.dev === "u1")?.expires,
  );
  assert.ok(original !== undefined && copy !== undefined, `original ${original}, copy ${copy}`);
  assert.ok(Math.abs(original - copy) <= 1, `original ${original} s, copy ${copy} s`);
  assert.ok(copy <= seconds && copy >= seconds - 5, `copy ${copy} s of ${seconds} s`);
}

function autoconfigured(laptop: Host): string {
  type Link = { readonly addr_info: readonly { readonly local: string; readonly dynamic?: boolean }[] };
  const addresses = laptop.json<Link[]>("-6 addr show dev u1").flatMap((link) => link.addr_info);
  const dynamic = addresses.find((address) => address.dynamic);
  assert.ok(dynamic, "no address by autoconfiguration yet");
  return dynamic.local;
}
