import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permissions } from "../../../../../common/client/domain.ts";
import type { Entry } from "../../../../../tray/main/panel/entries.ts";
import { menu } from "../../../../../tray/main/panel/menu.ts";
import { EMPTY_PANEL, type PanelState } from "../../../../../tray/main/panel/state.ts";
import { NOTHING_KNOWN } from "../../../../../tray/shared/known.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { ABSENT, DISCONNECTED, FAILED, link, NOT_INSTALLED, problem, ready, uplink } from "../stand-in/known.ts";

const words = wordsFor("en");
const MAY: Permissions = { assign: "yes", configure: "challenge" };
const of = (state: Partial<PanelState>): Entry[] => menu({ ...EMPTY_PANEL, ...state }, words);

/** The menu as a person reads it: (x) chosen, [x] checked, > submenu, # not to be chosen. */
function read(entries: readonly Entry[], indent = ""): string[] {
  return entries.flatMap((entry) => {
    if (entry.kind === "separator") return [`${indent}---`];
    if (entry.kind === "text") return [`${indent}# ${entry.label}`];
    if (entry.kind === "submenu") return [`${indent}> ${entry.label}`, ...read(entry.entries, `${indent}  `)];
    const mark = { check: "[ ] ", choice: "( ) ", command: "" }[entry.kind];
    const shown = entry.kind !== "command" && entry.on ? mark.replace(" ", "x") : mark;
    return [`${indent}${entry.disabled ? "# " : ""}${shown}${entry.label}`];
  });
}

const PREFERENCES = [
  "> Preferences",
  "  [ ] Start at login",
  "  [x] Notifications",
  "  > Icon in the panel",
  "    (x) As the desktop's theme",
  "    ( ) For a light panel",
  "    ( ) For a dark panel",
  "  ---",
  "  All preferences",
  "---",
  "Quit",
];

test("the whole menu", () => {
  const links = [uplink("enp0s31f6"), uplink("wwan0", { state: "no-carrier", table: 1001 }), link("wlan0")];
  assert.deepEqual(read(of({ known: ready({ links, permissions: MAY }) })), [
    "# 1 of 2 interfaces work",
    "---",
    "[x] enp0s31f6 – table 1000 – 10.1.0.2",
    "[x] wwan0 – table 1001 – No connection",
    "[ ] wlan0 – 10.1.0.2",
    "---",
    "Open",
    "Check now",
    ...PREFERENCES,
  ]);
});

test("without a service the menu says why and what to do, and offers what can be done", () => {
  const lines = (known: PanelState["known"], more: Partial<PanelState> = {}) =>
    read(of({ known, ...more })).filter((line) => !PREFERENCES.includes(line));
  assert.deepEqual(lines(NOTHING_KNOWN), ["# Connecting to the service", "Open"]);
  assert.deepEqual(lines(ABSENT), [
    "# The service is not running",
    "# Until it runs, nothing follows what changes in your network. Start it to use several connections at once.",
    "Open",
    "Start the service",
  ]);
  assert.deepEqual(lines(ABSENT, { chores: new Set(["start"]) }).at(-1), "# Starting the service …");
  assert.equal(lines(NOT_INSTALLED)[0], "# The service is not installed");
  for (const known of [NOT_INSTALLED, FAILED, DISCONNECTED]) assert.equal(lines(known).at(-1), "Open");
});

test("problems lead to the page that speaks of them", () => {
  const problems = [problem("a"), problem("", "state"), problem("gone"), problem("a", "no-mptcp"), problem("a", "new")];
  const entries = of({ known: ready({ links: [uplink("a")], service: { problems } }) });
  const commands = entries.filter((entry) => entry.kind === "command").slice(0, 4);
  assert.deepEqual(
    commands.map(({ label, action }) => [label, action]),
    [
      ["a: Another program keeps undoing the changes", { do: "open", place: { page: "link", name: "a" } }],
      ["Saved assignments could not be read", { do: "open", place: { page: "overview" } }],
      ["gone: Another program keeps undoing the changes", { do: "open", place: { page: "overview" } }],
      ["2 more problems", { do: "open", place: { page: "overview" } }],
    ],
  );
});

test("what was refused is said, with what to do and the reason", () => {
  const failure = { code: "table-in-use", text: "table 1000 holds routes\nthat are not ours" } as const;
  const lines = read(of({ known: ready(), refusal: { name: "a\t", request: "assign", failure } }));
  assert.deepEqual(lines.slice(2, 5), [
    "# a\\x09: This table is in use",
    "# Choose another number, or let a table be chosen automatically.",
    "# table 1000 holds routes\\x0athat are not ours",
  ]);
  const long = read(of({ refusal: { request: "start", failure: { code: "timeout", text: "x".repeat(500) } } }));
  assert.equal(long[2], "# The answer did not come in time");
  assert.ok((long[4] ?? "").length < 90, "a long reason is cut");
  const wordless = read(of({ refusal: { request: "start", failure: { code: "bus", text: "" } } }));
  assert.equal(wordless[4], "---");
});

test("who may not switch is told, and who may not have it checked cannot ask for it", () => {
  const permissions = { assign: "no", configure: "no" } as const;
  const lines = read(of({ known: ready({ links: [link("a")], permissions }) }));
  assert.deepEqual(lines.slice(2, 4), ["# You are not allowed to switch interfaces", "# [ ] a – 10.1.0.2"]);
  assert.ok(lines.includes("# Check now"));
  const asked = read(
    of({ known: ready({ links: [link("a")], permissions: { assign: "challenge", configure: "yes" } }) }),
  );
  assert.deepEqual(asked.slice(2, 3), ["[ ] a – 10.1.0.2"]);
});

test("a check that is under way is said, and not asked for again", () => {
  assert.ok(read(of({ known: ready(), chores: new Set(["reconcile"]) })).includes("# Checking …"));
});

test("preferences show what is kept and ask for the other", () => {
  const preferences = { notifications: false, startAtLogin: true, panel: "dark" } as const;
  const entries = of({ preferences }).flatMap((entry) => (entry.kind === "submenu" ? entry.entries : []));
  const [login, notifications, panel, , all] = entries;
  assert.deepEqual(login, {
    kind: "check",
    label: "Start at login",
    on: true,
    action: { do: "choose", changes: { startAtLogin: false } },
  });
  assert.ok(notifications?.kind === "check" && !notifications.on);
  assert.deepEqual(notifications.action, { do: "choose", changes: { notifications: true } });
  assert.ok(panel?.kind === "submenu");
  const shown = panel.entries.map((entry) => (entry.kind === "choice" ? [entry.on, entry.action] : []));
  assert.deepEqual(shown, [
    [false, { do: "choose", changes: { panel: "automatic" } }],
    [false, { do: "choose", changes: { panel: "light" } }],
    [true, { do: "choose", changes: { panel: "dark" } }],
  ]);
  assert.ok(all?.kind === "command");
  assert.deepEqual(all.action, { do: "open", place: { page: "preferences" } });
});

test("no menu begins or ends with a line between groups, or has two together", () => {
  for (const known of [NOTHING_KNOWN, ABSENT, ready(), ready({ links: [uplink("a")] })]) {
    const lines = read(of({ known }));
    assert.ok(!lines.join("\n").includes("---\n---"));
    assert.notEqual(lines[0], "---");
    assert.notEqual(lines.at(-1), "---");
  }
});
