// Pages of routes: fetched as they come into view, two at a time, and only what is still in view when its turn comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "../../../../../common/client/domain.ts";
import { RoutePages } from "../../../../../tray/renderer/pages/link/routes/pages.ts";
import type { Reply } from "../../../../../tray/shared/bridge.ts";

interface Asked {
  readonly offset: number;
  answer(reply?: Reply<Page>): Promise<void>;
}

/** A service with so many routes, whose answers wait until they are let go. */
function bench({ total = 1000, keep = 40 } = {}) {
  const asked: Asked[] = [];
  const service = { total, version: "a", underWay: 0, most: 0 };
  const pages = new RoutePages({
    total,
    size: 100,
    keep,
    fetch: (offset, limit) => {
      service.most = Math.max(service.most, ++service.underWay);
      return new Promise((resolve) => {
        const count = Math.max(0, Math.min(limit, service.total - offset));
        const texts = Array.from({ length: count }, (_, nth) => `${service.version}${offset + nth}`);
        const usual = { ok: true, value: { total: service.total, texts } } as const;
        asked.push({
          offset,
          async answer(reply = usual) {
            service.underWay -= 1;
            resolve(reply);
            await new Promise(setImmediate);
          },
        });
      });
    },
  });
  const take = (): Asked => asked.shift() ?? assert.fail("nothing was asked for");
  /** Answers all there is until nothing more is asked for; the offsets in order. */
  const settle = async (): Promise<number[]> => {
    const offsets: number[] = [];
    while (asked.length > 0) {
      const one = take();
      offsets.push(one.offset);
      await one.answer();
    }
    return offsets;
  };
  return { pages, asked, service, take, settle };
}

const BUS: Reply<Page> = { ok: false, failure: { code: "bus", text: "gone" } };

test("what is in view comes first, then what is beside it", async () => {
  const { pages, settle } = bench();
  pages.look(350, 380);
  assert.deepEqual(await settle(), [300, 400, 200]);
  assert.equal(pages.line(350), "a350");
  assert.equal(pages.line(99), undefined);
});

test("a view over two pages has both, and the ends have nothing beyond them", async () => {
  const { pages, settle } = bench({ total: 150 });
  pages.look(0, 120);
  assert.deepEqual(await settle(), [0, 100]);
  assert.equal(pages.line(149), "a149");
  assert.equal(pages.line(150), undefined);
});

test("what was scrolled past before its turn is not asked for", async () => {
  const { pages, asked, service, take, settle } = bench({ total: 100_000 });
  pages.look(0, 30);
  for (let at = 1000; at <= 90_000; at += 1000) pages.look(at, at + 30);
  assert.deepEqual(
    asked.map(({ offset }) => offset),
    [0, 100],
  );
  await take().answer();
  assert.deepEqual(
    asked.map(({ offset }) => offset),
    [100, 90_000],
    "where the user is now",
  );
  await settle();
  assert.equal(pages.line(90_010), "a90010");
  assert.equal(service.most, 2);
});

test("what is known is not asked for again", async () => {
  const { pages, settle } = bench();
  pages.look(0, 30);
  await settle();
  pages.look(20, 50);
  pages.look(0, 30);
  assert.deepEqual(await settle(), []);
});

test("after a change what is in view is fetched again, and the rest when it comes into view", async () => {
  const { pages, service, settle } = bench();
  pages.look(0, 30);
  await settle();
  service.version = "b";
  pages.refresh();
  assert.equal(pages.line(0), "a0", "what was known is shown meanwhile");
  assert.deepEqual(await settle(), [0, 100]);
  assert.equal(pages.line(0), "b0");
});

test("an answer from before a change is shown, and asked for again", async () => {
  const { pages, service, take, settle } = bench({ total: 50 });
  pages.look(0, 30);
  const early = take();
  service.version = "b";
  pages.refresh();
  await early.answer();
  assert.equal(pages.line(0), "a0");
  await settle();
  assert.equal(pages.line(0), "b0");
});

test("changes without end never have more under way than two", async () => {
  const { pages, service, take } = bench();
  pages.look(0, 150);
  for (let round = 0; round < 20; round++) {
    pages.refresh();
    await take().answer();
  }
  assert.equal(service.most, 2);
});

test("there may be more or less routes than were there", async () => {
  const { pages, service, settle } = bench({ total: 1000 });
  pages.look(900, 950);
  await settle();
  service.total = 250;
  pages.refresh();
  await settle();
  assert.equal(pages.total, 250);
  assert.equal(pages.line(949), undefined);
  service.total = 300;
  pages.look(200, 249);
  pages.refresh();
  await settle();
  assert.equal(pages.total, 300);
  assert.equal(pages.line(299), "a299");
});

test("a page that is shorter than it should be is not asked for without end", async () => {
  const { pages, asked, take } = bench({ total: 80 });
  pages.look(0, 30);
  await take().answer({ ok: true, value: { total: 80, texts: ["only"] } });
  assert.equal(pages.line(0), "only");
  assert.equal(pages.line(1), undefined);
  assert.equal(asked.length, 0);
});

test("where there are none, nobody asks twice", async () => {
  const { pages, settle } = bench({ total: 0 });
  pages.look(0, 0);
  assert.deepEqual(await settle(), [0]);
  pages.look(0, 0);
  assert.deepEqual(await settle(), []);
});

test("a failure stops it, is told, and is over with another try", async () => {
  const { pages, asked, take, settle } = bench();
  let told = 0;
  pages.subscribe(() => {
    told += 1;
  });
  pages.look(0, 30);
  await take().answer(BUS);
  assert.deepEqual(pages.failure, { code: "bus", text: "gone" });
  assert.ok(told > 0);
  await take().answer();
  pages.look(500, 530);
  assert.equal(asked.length, 0);
  pages.retry();
  assert.equal(pages.failure, undefined);
  await settle();
  assert.equal(pages.line(510), "a510");
});

test("a change is another try as well", async () => {
  const { pages, take, settle } = bench({ total: 50 });
  pages.look(0, 30);
  await take().answer(BUS);
  pages.refresh();
  await settle();
  assert.equal(pages.failure, undefined);
  assert.equal(pages.line(0), "a0");
});

test("only so many pages are kept: those that were looked at last", async () => {
  const { pages, settle } = bench({ total: 10_000, keep: 5 });
  for (const at of [50, 550, 1050, 1550, 2050]) {
    pages.look(at, at + 10);
    await settle();
  }
  const known = Array.from({ length: 100 }, (_, page) => page).filter((page) => pages.line(page * 100) !== undefined);
  assert.equal(known.length, 5);
  assert.notEqual(pages.line(2050), undefined);
  assert.equal(pages.line(50), undefined);
});

test("its revision says that something is different", async () => {
  const { pages, settle } = bench();
  const before = pages.revision();
  pages.look(0, 30);
  assert.equal(pages.revision(), before);
  await settle();
  assert.notEqual(pages.revision(), before);
});
