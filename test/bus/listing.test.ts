// Routes and rules of a link, page by page, from the daemon as it is built: what is listed is what ip(8) lists of ours.
import assert from "node:assert/strict";
import { LINK, PAGE_MAX } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { Client as Service } from "../../common/client/client.ts";
import type { Page } from "../../common/client/domain.ts";
import { eventually, type Family, routeRecords } from "../kernel/lab/index.ts";
import { addLink, addUplink, assign, type Bus, busLab, type Call, release, type User } from "./lab/index.ts";

type Member = "ListRoutes" | "ListRules";

const ERROR = "org.freedesktop.DBus.Error";
const MANY = 10_000;
/** What else is in the table: two guards, a default, and a prefix of each family. */
const BESIDES = 5;

busLab("every line is one of ip(8)'s, IPv4 before IPv6, and they are as many as the link says", async (bus) => {
  addBothFamilies(bus);
  addLink(bus, "vpn0");
  bus.host.ipBatch(`
    addr add 10.1.0.3/24 dev u1
    route add 10.8.0.0/16 dev vpn0 metric 7
    route add blackhole 10.9.0.0/16
    route add 192.0.2.0/25 via 10.1.0.9 dev u1 metric 5 mtu 1400
    route add 192.0.2.0/24 via 10.1.0.9 dev u1 metric 20
    route add 192.0.2.0/24 via 10.1.0.9 dev u1 metric 5
    route add 2001:db8:1::/48 via fd00:1::9 dev u1 metric 5 pref high
    route add 2001:db8:2::/48 via fd00:1::9 dev u1 metric 5
  `);
  await bus.service(["-N", "u1:1000", "-N", "u2:2000"]);
  await eventually(async () => assert.equal((await whole(bus, "routes", "u1")).total, ipCount(bus, 1000)));
  const { texts } = await whole(bus, "routes", "u1");
  assert.deepEqual(texts, [
    "default via 10.1.0.1 dev u1 proto multihomed metric 100",
    "unreachable default proto multihomed metric 4294967295",
    "10.1.0.0/24 dev u1 proto multihomed scope link src 10.1.0.2",
    "10.8.0.0/16 dev vpn0 proto multihomed scope link metric 7",
    "blackhole 10.9.0.0/16 proto multihomed",
    "192.0.2.0/24 via 10.1.0.9 dev u1 proto multihomed metric 5",
    "192.0.2.0/24 via 10.1.0.9 dev u1 proto multihomed metric 20",
    "192.0.2.0/25 via 10.1.0.9 dev u1 proto multihomed metric 5 mtu 1400",
    "default via fd00:1::1 dev u1 proto multihomed metric 100 pref medium",
    "unreachable default dev lo proto multihomed metric 4294967295 pref medium",
    "2001:db8:1::/48 via fd00:1::9 dev u1 proto multihomed metric 5 pref high",
    "2001:db8:2::/48 via fd00:1::9 dev u1 proto multihomed metric 5 pref medium",
    "fd00:1::/64 dev u1 proto multihomed metric 256 pref medium",
    ...texts.filter((text) => text.startsWith("fe80::/64 dev u1")),
  ]);
  assert.deepEqual([...texts].sort(), ipRoutes(bus, 1000));
  const rules = await whole(bus, "rules", "u1");
  const expected = ["10.1.0.2", "10.1.0.3", "fd00:1::2"].map((address) => `1000: from ${address} lookup 1000`);
  assert.deepEqual(rules, { total: 3, texts: expected });
  assert.deepEqual([...rules.texts].sort(), ipRules(bus, 1000));
});

busLab(
  "ten thousand routes and a thousand rules in pages, for a user who may do nothing else",
  async (bus) => {
    addUplink(bus, 1);
    bus.host.ipBatch(manyRoutes("add"));
    bus.host.ipBatch(lines(1000, (n) => `addr add 10.50.${n >> 8}.${n & 255}/32 dev u1`));
    const daemon = await bus.service(["-N", "u1:1000"]);
    await eventually(() => assert.equal(ipCount(bus, 1000), MANY + BESIDES), { timeout: 20_000 });
    await eventually(() => assert.equal(ipRules(bus, 1000).length, 1001), { timeout: 20_000 });

    const service = await serviceFor(bus, "denied");
    const told = await service.link("u1");
    assert.deepEqual([told.routes, told.rules], [MANY + BESIDES, 1001]);
    const texts = await inPages(service, "routes", "u1", PAGE_MAX);
    assert.equal(new Set(texts).size, MANY + BESIDES);
    assert.deepEqual([...texts].sort(), ipRoutes(bus, 1000));
    assert.deepEqual(texts.slice(2, 4), [
      "10.1.0.0/24 dev u1 proto multihomed scope link src 10.1.0.2",
      "20.0.0.0 via 10.1.0.1 dev u1 proto multihomed",
    ]);
    assert.equal(texts[2 + MANY], `20.0.${(MANY - 1) >> 8}.${(MANY - 1) & 255} via 10.1.0.1 dev u1 proto multihomed`);
    // Whatever the size of the pages, they are pages of the same.
    assert.deepEqual(await inPages(service, "routes", "u1", 777), texts);
    assert.deepEqual([...(await inPages(service, "rules", "u1", 300))].sort(), ipRules(bus, 1000));
    assert.equal(daemon.exit, undefined);
  },
  { timeout: 90_000 },
);

busLab(
  "routes come and go between pages: what is told is there, and who begins again has everything",
  async (bus) => {
    addUplink(bus, 1);
    bus.host.ipBatch(manyRoutes("add"));
    await bus.service(["-N", "u1:1000"]);
    await eventually(() => assert.equal(ipCount(bus, 1000), MANY + BESIDES), { timeout: 20_000 });
    const service = await serviceFor(bus, "denied");
    const before = await inPages(service, "routes", "u1", PAGE_MAX);
    bus.host.ipBatch(lines(50, (n) => `route del 20.0.0.${2 * n}`));
    bus.host.ip("route add 11.0.0.0/8 via 10.1.0.1 dev u1");
    await eventually(async () => assert.equal((await service.link("u1")).routes, MANY + BESIDES - 50 + 1));
    const after = await service.routes("u1", { offset: 0, limit: 5 });
    const added = "11.0.0.0/8 via 10.1.0.1 dev u1 proto multihomed";
    assert.deepEqual(after, {
      total: MANY + BESIDES - 50 + 1,
      texts: [...before.slice(0, 3), added, "20.0.0.1 via 10.1.0.1 dev u1 proto multihomed"],
    });
    // Pages while all of them go and come again, three times: each in order, and nothing in it that was never there.
    const places = new Map([...before.slice(0, 3), added, ...before.slice(3)].map((text, place) => [text, place]));
    const batch = bus.host.lab.file("changes", `${manyRoutes("del")}\n${manyRoutes("add")}\n`.repeat(3));
    const changing = bus.host.spawn("ip", "-force", "-batch", batch);
    let pages = 0;
    for (; changing.exitCode === null && changing.signalCode === null; pages++) {
      const { total, texts } = await service.routes("u1", { offset: (37 * pages) % MANY, limit: 100 });
      assert.ok(total <= places.size && texts.length <= 100, `${total}, ${texts.length}`);
      const told = texts.map((text) => places.get(text) ?? assert.fail(text));
      assert.ok(
        told.every((place, at) => at === 0 || place > (told[at - 1] ?? 0)),
        texts.join("\n"),
      );
    }
    assert.ok(pages >= 3, `${pages} pages`);
    await eventually(async () =>
      assert.deepEqual([...(await inPages(service, "routes", "u1", PAGE_MAX))].sort(), ipRoutes(bus, 1000)),
    );
  },
  { timeout: 90_000 },
);

busLab(
  "a link that is not assigned has nothing to list, and one that is assigned later and released has",
  async (bus) => {
    addBothFamilies(bus);
    await bus.service(["-N", "u2:2000"]);
    const service = await serviceFor(bus, "denied");
    const [client, nothing] = [await bus.client(), { total: 0, texts: [] }];
    assert.deepEqual(await whole(bus, "routes", "u1"), nothing);
    assert.deepEqual(await whole(bus, "rules", "u1"), nothing);
    await assign(client, "u1", 1000);
    assert.equal((await whole(bus, "rules", "u1")).texts[0], "1000: from 10.1.0.2 lookup 1000");
    assert.deepEqual([...(await whole(bus, "routes", "u1")).texts].sort(), ipRoutes(bus, 1000));
    assert.deepEqual((await service.routes("u1", { offset: 1000, limit: 1 })).texts, []);
    await release(client, "u1");
    assert.deepEqual(await whole(bus, "routes", "u1"), nothing);
    assert.deepEqual(await whole(bus, "rules", "u1"), nothing);
  },
);

busLab("two uplinks on one link: both tables are listed, and each line says its own", async (bus) => {
  addUplink(bus, 1);
  bus.host.ipBatch(`
    addr add 10.2.0.2/24 dev u1
    route add default via 10.2.0.1 dev u1 metric 200
  `);
  const config = [1, 2].map((n) => `[[uplink]]\ninterface = "u1"\ntable = ${n}000\ngateway = "10.${n}.0.1"\n`).join("");
  await bus.service([], { config });
  const { texts } = await eventually(async () => {
    const page = await whole(bus, "routes", "u1");
    assert.equal(page.total, ipCount(bus, 1000) + ipCount(bus, 2000));
    assert.ok(
      page.texts.includes("default via 10.2.0.1 dev u1 table 2000 proto multihomed metric 200"),
      page.texts.join("\n"),
    );
    return page;
  });
  assert.equal(texts[0], "default via 10.1.0.1 dev u1 table 1000 proto multihomed metric 100");
  assert.deepEqual((await whole(bus, "rules", "u1")).texts, [
    "1000: from 10.1.0.2 lookup 1000",
    "2000: from 10.2.0.2 lookup 2000",
  ]);
});

busLab(
  "wrong arguments are told in one line; too many questions at once are refused, and the others answered",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service(["-N", "u1:1000"]);
    const client = await bus.client("denied");
    for (const member of ["ListRoutes", "ListRules"] as const) {
      for (const limit of [0, PAGE_MAX + 1, 0xffffffff]) {
        const refused = { dbusName: `${ERROR}.InvalidArgs`, text: `limit: expected 1 to 1000, not ${limit}` };
        await assert.rejects(client.call(listCall(member, "u1", 0, limit)), refused);
      }
      await assert.rejects(client.call({ ...listCall(member, "u1", 0, 1), signature: "uq" }), {
        dbusName: `${ERROR}.InvalidArgs`,
      });
      await assert.rejects(client.call(listCall(member, "nothing0", 0, 1)), { dbusName: `${ERROR}.UnknownObject` });
      const [total, texts] = await client.call(listCall(member, "u1", 0xffffffff, PAGE_MAX));
      assert.ok(typeof total === "number" && total > 0);
      assert.deepEqual(texts, []);
    }
    const asked = Array.from({ length: 200 }, () => client.reply(listCall("ListRoutes", "u1", 0, 1)));
    const errors = (await Promise.all(asked)).map(({ type, errorName = type }) => errorName);
    assert.deepEqual([...new Set(errors)].sort(), [`${ERROR}.LimitsExceeded`, "return"]);
    assert.equal((await whole(bus, "rules", "u1")).total, 1);
  },
);

/** u1 and u2 with both families. */
function addBothFamilies(bus: Bus): void {
  for (const n of [1, 2]) {
    addUplink(bus, n);
    bus.host.ipBatch(`
      addr add fd00:${n}::2/64 dev u${n} nodad
      route add default via fd00:${n}::1 dev u${n} metric ${n * 100}
    `);
  }
}

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join("\n");

const manyRoutes = (verb: "add" | "del"): string =>
  lines(MANY, (n) => `route ${verb} 20.0.${n >> 8}.${n & 255} via 10.1.0.1 dev u1`);

const listCall = (member: Member, name: string, offset: number, limit: number): Call => ({
  path: linkPath(name),
  interface: LINK.name,
  member,
  signature: "uu",
  body: [offset, limit],
});

const serviceFor = async (bus: Bus, user: User): Promise<Service> => new Service(await bus.client(user));

/** All that fits into one page. */
const whole = async (bus: Bus, what: "routes" | "rules", name: string): Promise<Page> =>
  (await serviceFor(bus, "denied"))[what](name, { offset: 0, limit: PAGE_MAX });

/** All, page by page, each as long as was asked for but the last. */
async function inPages(
  service: Service,
  what: "routes" | "rules",
  name: string,
  limit: number,
): Promise<readonly string[]> {
  const texts: string[] = [];
  for (;;) {
    const page = await service[what](name, { offset: texts.length, limit });
    assert.equal(page.texts.length, Math.min(limit, page.total - texts.length));
    texts.push(...page.texts);
    if (texts.length >= page.total) return texts;
  }
}

/** Our routes in a table, sorted, in the lines of ip(8), which need not know the name of our protocol. */
const ipRoutes = (bus: Bus, table: number): string[] =>
  ([4, 6] as const)
    .flatMap((family) => ip(bus, family, "route show table all"))
    .filter((line) => new RegExp(` table ${table} proto (?:77|multihomed) `).test(line))
    .map((line) => line.replace(/ table \d+ proto \S+ /, " proto multihomed ").trim())
    .sort();

const ipCount = (bus: Bus, table: number): number =>
  ([4, 6] as const)
    .flatMap((family) => routeRecords(bus.host, table, family))
    .filter(({ protocol }) => protocol === "77").length;

/** Rules that lead to a table, sorted, without who made them. */
const ipRules = (bus: Bus, table: number): string[] =>
  ([4, 6] as const)
    .flatMap((family) => ip(bus, family, `rule show table ${table}`))
    .map((line) =>
      line
        .replace(/\s+/g, " ")
        .replace(/ proto \S+/, "")
        .trim(),
    )
    .sort();

const ip = (bus: Bus, family: Family, words: string): string[] =>
  bus.host
    .ip(`-${family}`, words)
    .split("\n")
    .filter((line) => line !== "");
