// Tables for people, as they stand on the screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { remedy } from "../../../common/client/remedies.ts";
import { renderLink } from "../../../ctl/render/link.ts";
import { coloured, paintFor, plain } from "../../../ctl/render/paint.ts";
import { renderStatus } from "../../../ctl/render/status.ts";
import { renderTable } from "../../../ctl/render/table.ts";
import { textWidth } from "../../../ctl/render/text-width.ts";
import { bytesText } from "../../../ctl/render/words.ts";
import { ETH0, LO, SERVICE, WWAN } from "./links.ts";

const TRAFFIC = { rxBytes: 5_000_000_000, txBytes: 7 };

test("status: assigned links first, by table, then what troubles there are and what to do", () => {
  const problems = [
    { interface: "eth0", code: "behind-main", text: "priority 40000 stands behind the main table's rule" },
    { interface: "", code: "configuration", text: "/etc/x.toml:3: table 2000" },
    { interface: "eth0", code: "of-a-newer-service", text: "whatever" },
  ];
  const lines = renderStatus({ ...SERVICE, state: "degraded", problems }, [LO, ETH0, WWAN], plain);
  assert.deepEqual(lines, [
    "multihomed 0.1.0: degraded",
    "",
    "INTERFACE  STATE       TABLE  ROUTES  RULES  GATEWAYS  ADDRESSES",
    "wwan0      absent       1000       1      0  -         -",
    "eth0       active       2000      12      2  10.1.0.1  10.1.0.2/24 fd00:1::2/64",
    "lo         unassigned      -       -      -  -         127.0.0.1/8",
    "",
    "eth0: behind-main: priority 40000 stands behind the main table's rule",
    "  to do: give it a priority below 32766, for example: multihomectl assign eth0 auto",
    "multihomed: configuration: /etc/x.toml:3: table 2000",
    "  to do: correct the configuration file, then: multihomectl reload; see multihomed.toml(5)",
    "eth0: of-a-newer-service: whatever",
  ]);
});

test("one link: everything, options as they are typed", () => {
  assert.deepEqual(renderLink({ ...WWAN, ...TRAFFIC }, plain), [
    "wwan0: absent",
    "  Table          1000, priority 1000",
    "  In the kernel  1 route, 0 rules",
    "  Addresses      -",
    "  Gateways       -",
    "  Options        --priority 5 --weight 2 --strict --no-guard --unassigned-routes exclude --mptcp subflow",
    "  Link           absent",
    "  Traffic        -",
  ]);
  assert.deepEqual(renderLink({ ...ETH0, ...TRAFFIC }, plain).slice(3), [
    "  Addresses      10.1.0.2/24",
    "                 fd00:1::2/64",
    "  Gateways       10.1.0.1",
    "  Options        -",
    "  Link           number 2, up, carrier",
    "  Traffic        4.7 GiB received, 7 bytes sent",
  ]);
});

test("colours are in the cells and change no column", () => {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9]+m`, "g");
  for (const render of [
    renderStatus.bind(undefined, SERVICE, [LO, ETH0, WWAN]),
    renderLink.bind(undefined, { ...ETH0, ...TRAFFIC }),
  ]) {
    const text = render(coloured).join("\n");
    assert.match(text, escapes);
    assert.equal(text.replace(escapes, "").replace(/ +$/gm, ""), render(plain).join("\n"));
  }
});

test("colours are for terminals that have them and users who want them", () => {
  assert.equal(paintFor({ TERM: "xterm" }, true), coloured);
  assert.equal(paintFor({ NO_COLOR: "" }, true), coloured);
  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) assert.equal(paintFor(env, true), plain);
  assert.equal(paintFor({ TERM: "xterm" }, false), plain);
});

test("nothing from outside reaches the terminal as it is", () => {
  const evil = "\u001b[2J\n";
  const problem = { code: evil, text: evil };
  const link = {
    ...ETH0,
    name: evil,
    state: evil,
    addresses: [evil],
    gateways: [evil],
    operationalState: evil,
    problems: [problem],
    options: { unassignedRoutes: evil, mptcp: [evil], gateway: evil },
  };
  const service = { version: evil, state: evil, problems: [{ ...problem, interface: evil }] };
  const lines = [...renderStatus(service, [link], plain), ...renderLink({ ...link, ...TRAFFIC }, plain)];
  for (const line of lines) assert.doesNotMatch(line, /\p{Cc}/u);
});

test("columns are aligned for wide and for combining characters", () => {
  assert.equal(textWidth("eth0"), 4);
  assert.equal(textWidth("網路"), 4);
  assert.equal(textWidth("e\u0301th"), 3);
  assert.equal(textWidth("📶"), 2);
  assert.deepEqual(
    renderTable([
      [{ text: "網" }, { text: "a" }],
      [{ text: "eth" }, { text: "b" }],
    ]),
    ["網   a", "eth  b"],
  );
});

test("bytes in units that a person reads", () => {
  assert.deepEqual([0, 1023, 1024, 1536 * 1024, 2 ** 50, 2 ** 62].map(bytesText), [
    "0 bytes",
    "1023 bytes",
    "1.0 KiB",
    "1.5 MiB",
    "1.0 PiB",
    "4096.0 PiB",
  ]);
});

test("every problem of the service has something to do about it", () => {
  const codes = ["kernel-refused", "contended", "table-shared", "behind-main", "configuration", "state"];
  for (const code of [...codes, "endpoint-left-out", "endpoint-taken", "no-mptcp", "no-mark"]) {
    assert.match(remedy({ interface: "eth0", code, text: "" }) ?? "", /^\p{Ll}/u);
  }
  assert.equal(remedy({ interface: "eth0", code: "constructor", text: "" }), undefined);
  assert.match(remedy({ interface: "table 7", code: "table-shared", text: "" }) ?? "", /assign INTERFACE auto/);
});
