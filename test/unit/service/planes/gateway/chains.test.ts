// Cases: the assignments, what the gateway is told, what the kernel has, and the chains that come of it, with the
// connections that they pin. The first line says what must hold.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { chains } from "../../../../../service/planes/gateway/chains.ts";
import { addressText } from "../../../../../service/view/text.ts";
import { assignmentOf } from "../assignment.ts";
import { hostOf } from "./host.ts";

const SECTIONS = ["config", "gateway", "observed", "chains", "pinned"] as const;
type Sections = Record<(typeof SECTIONS)[number], string[]>;

const folder = fileURLToPath(new URL("cases", import.meta.url));

for (const file of readdirSync(folder).sort()) {
  const [title = "", ...lines] = readFileSync(`${folder}/${file}`, "utf8").trim().split("\n");
  test(`${file.replace(/\.txt$/, "")}: ${title.replace(/^# /, "")}`, () => {
    const { config, gateway, observed, chains: text, pinned } = sections(lines);
    assert.deepEqual(said(config, observed, gateway), { text, pinned });
  });
}

function said(config: readonly string[], observed: readonly string[], gateway: readonly string[] = []) {
  const { uplinks, view } = hostOf(config, observed, gateway);
  const made = chains(uplinks, view);
  const lines = (made?.text ?? "").split("\n").map((line) => line.trim());
  return {
    text: lines.filter((line) => line !== ""),
    pinned: (made?.pinned ?? []).map(({ mark, mask, family, address }) => {
      const which = address === undefined ? `any of IPv${family === 2 ? 4 : 6}` : addressText(address);
      return `0x${mark.toString(16)}/0x${mask.toString(16)} ${which}`;
    }),
  };
}

function sections(lines: readonly string[]): Sections {
  const found: Sections = { config: [], gateway: [], observed: [], chains: [], pinned: [] };
  let current: string[] | undefined;
  for (const line of lines.map((each) => each.trim())) {
    const section = SECTIONS.find((name) => line === `${name}:`);
    if (section !== undefined) current = found[section];
    else if (line !== "" && !line.startsWith("#")) current?.push(line) ?? assert.fail(`before any section: ${line}`);
  }
  return found;
}

const BOTH = ["eth0 table 1000", "eth1 table 1001"];
const LINKS = ["link br0 9", "link eth0 2", "link eth1 3"];
const ADDRESSES = ["address 192.0.2.2/24 dev eth0", "address 198.51.100.2/24 dev eth1"];

test("what carrier a link has, and what routes there are, changes nothing", () => {
  const before = said(BOTH, [...LINKS, ...ADDRESSES]);
  for (const more of [
    ["link eth0 2 up no-carrier"],
    ["route default via 192.0.2.1 dev eth0"],
    ["route default via 192.0.2.1 dev eth0", "link eth0 2 up no-carrier", "route default via 198.51.100.1 dev eth1"],
    ["link br0 9 down"],
    ["gone link br0 9"],
    ["address 192.0.2.77/24 dev br0"],
  ]) {
    assert.deepEqual(said(BOTH, [...LINKS, ...ADDRESSES, ...more]), before);
  }
});

test("the order in which things were heard or assigned changes nothing", () => {
  const config = [
    ...BOTH,
    "lan table 7 gateway 10.0.0.1",
    "lan table 8 gateway 10.0.1.1",
    "lan table 9 gateway fe80::1",
  ];
  const observed = ["10.0.0.9/24", "10.0.1.9/24", "10.0.1.8/24", "fd00::9/64"].map((one) => `address ${one} dev lan`);
  const links = [...LINKS, "link lan 4"];
  const expected = said(config, [...links, ...ADDRESSES, ...observed]);
  const shuffled = (lines: string[]) => fc.shuffledSubarray(lines, { minLength: lines.length });
  fc.assert(
    fc.property(shuffled(config), shuffled(links), shuffled([...ADDRESSES, ...observed]), (some, first, then) => {
      assert.deepEqual(said(some, [...first, ...then]), expected);
    }),
    { numRuns: 100 },
  );
});

test("no name brings a word of its own: what is in quotation marks is a name, and what is not is ours", () => {
  const words = new Set(
    said(["eth0 table 1000"], LINKS)
      .text.join(" ")
      .replace(/"[^"]*"/g, "")
      .split(/\s+/),
  );
  const name = fc
    .string({ unit: fc.constantFrom(...'"\\*}{;#$@%,= aböß\u0001\u200b'), minLength: 1, maxLength: 8 })
    .filter((text) => !/\s/.test(text));
  fc.assert(
    fc.property(name, (hostile) => {
      const config = [{ ...assignmentOf("eth0 table 1000"), interface: hostile }, assignmentOf("eth0 table 1001")];
      const { view, uplinks } = hostOf([], LINKS);
      const joined = { ...uplinks, all: config.map((each) => ({ ...each, link: undefined, router: undefined })) };
      const text = chains(joined, view)?.text ?? assert.fail("no chains");
      const names = [...text.matchAll(/"([^"]*)"/g)].map(([, quoted]) => quoted);
      for (const each of names) assert.ok(each === "br0" || each === "eth0" || each === hostile, each);
      if (names.includes(hostile)) assert.match(hostile, /^[!-~]*[!-)+-~]$/);
      for (const word of text.replace(/"[^"]*"/g, "").split(/\s+/)) {
        assert.ok(word === "" || word === "," || words.has(word) || /^0x[0-9a-f]{8}$/.test(word), word);
      }
    }),
    { numRuns: 2000 },
  );
});
