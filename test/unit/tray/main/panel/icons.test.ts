import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { iconFile, isGnome, shadeOf } from "../../../../../tray/main/panel/icons.ts";
import { INDICATORS } from "../../../../../tray/main/panel/indicator.ts";

/** Desktops of GNOME with another panel. */
const OTHER_GNOMES = ["GNOME-Classic:GNOME", "GNOME-Flashback:GNOME", "GNOME-Flashback"];

test("the user's choice goes before everything", () => {
  for (const dark of [false, true]) {
    for (const desktop of [undefined, "KDE", "GNOME"]) {
      assert.equal(shadeOf({ panel: "light", dark, desktop }), "light");
      assert.equal(shadeOf({ panel: "dark", dark, desktop }), "dark");
    }
  }
});

test("the icon is as the theme is, but the panel of GNOME is always dark", () => {
  for (const desktop of [undefined, "", "KDE", "XFCE", "X-Cinnamon", "MATE", ...OTHER_GNOMES]) {
    assert.equal(shadeOf({ panel: "automatic", dark: false, desktop }), "light", desktop);
    assert.equal(shadeOf({ panel: "automatic", dark: true, desktop }), "dark", desktop);
  }
  for (const desktop of ["GNOME", "ubuntu:GNOME"]) {
    assert.equal(shadeOf({ panel: "automatic", dark: false, desktop }), "dark", desktop);
  }
});

test("all that is of GNOME is GNOME, and nothing else", () => {
  for (const desktop of ["GNOME", "ubuntu:GNOME", ...OTHER_GNOMES]) assert.ok(isGnome(desktop), desktop);
  for (const desktop of [undefined, "", "KDE", "gnomelike"]) assert.ok(!isGnome(desktop), desktop);
});

test("every icon is drawn", () => {
  assert.equal(iconFile("working", "light"), "icons/panel/light/working.png");
  for (const indicator of INDICATORS) {
    const source = new URL(`../../../../../tray/icons/panel/${indicator}.svg`, import.meta.url);
    assert.ok(existsSync(source), `${indicator} has no drawing`);
  }
});
