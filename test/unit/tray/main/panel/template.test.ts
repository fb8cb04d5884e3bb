import assert from "node:assert/strict";
import { test } from "node:test";
import type { Action, Entry } from "../../../../../tray/main/panel/entries.ts";
import { template } from "../../../../../tray/main/panel/template.ts";
import { click } from "../stand-in/tray.ts";

const OPEN: Action = { do: "open" };

test("every kind of entry is one of Electron's", () => {
  const entries: Entry[] = [
    { kind: "text", label: "line" },
    { kind: "separator" },
    { kind: "command", label: "open", action: OPEN },
    { kind: "command", label: "check", action: { do: "reconcile" }, disabled: true },
    { kind: "check", label: "on", on: true, action: OPEN },
    { kind: "check", label: "off", on: false, action: OPEN, disabled: true },
    { kind: "submenu", label: "more", entries: [{ kind: "choice", label: "one", on: true, action: OPEN }] },
  ];
  const made = template(entries, () => {});
  const plain = JSON.parse(JSON.stringify(made)) as unknown; // without what is called back
  assert.deepEqual(plain, [
    { label: "line", enabled: false },
    { type: "separator" },
    { label: "open", enabled: true },
    { label: "check", enabled: false },
    { type: "checkbox", label: "on", checked: true, enabled: true },
    { type: "checkbox", label: "off", checked: false, enabled: false },
    { type: "submenu", label: "more", submenu: [{ type: "radio", label: "one", checked: true, enabled: true }] },
  ]);
});

test("what is clicked is told", () => {
  const acted: Action[] = [];
  const actions: Action[] = [
    { do: "quit" },
    { do: "assign", name: "eth0" },
    { do: "choose", changes: { panel: "dark" } },
  ];
  const [quit, assign, choose] = actions;
  assert.ok(quit && assign && choose);
  const made = template(
    [
      { kind: "command", label: "quit", action: quit },
      { kind: "check", label: "eth0", on: false, action: assign },
      { kind: "choice", label: "dark", on: false, action: choose },
    ],
    (action) => acted.push(action),
  );
  for (const label of ["quit", "eth0", "dark"]) click(made, label);
  assert.deepEqual(acted, actions);
});

test("a & in a name is a &, not the mark of a key", () => {
  const labels = template(
    [
      { kind: "text", label: "a&b" },
      { kind: "command", label: "&&c", action: OPEN },
      { kind: "check", label: "&d", on: true, action: OPEN },
      { kind: "submenu", label: "e&", entries: [] },
    ],
    () => {},
  ).map(({ label }) => label);
  assert.deepEqual(labels, ["a&&b", "&&&&c", "&&d", "e&&"]);
});
