import assert from "node:assert/strict";
import { test } from "node:test";
import type { Action } from "../../../../../tray/main/panel/entries.ts";
import { PanelIcon } from "../../../../../tray/main/panel/icon.ts";
import type { Shade } from "../../../../../tray/main/panel/icons.ts";
import type { PanelView } from "../../../../../tray/main/panel/panel.ts";
import { click, imageOf, menuOf, StandInTray, templateOf } from "../stand-in/tray.ts";

const VIEW: PanelView = {
  indicator: "working",
  panel: "automatic",
  toolTip: "All 2 interfaces work",
  entries: [{ kind: "command", label: "Quit", action: { do: "quit" } }],
};

function made() {
  const trays: StandInTray[] = [];
  const acted: Action[] = [];
  const surroundings: { shade: Shade } = { shade: "light" };
  const icon = new PanelIcon({
    make(image) {
      const tray = new StandInTray(image);
      trays.push(tray);
      return tray;
    },
    buildMenu: menuOf,
    image: imageOf,
    shade: (panel) => (panel === "automatic" ? surroundings.shade : panel),
    act: (action) => acted.push(action),
  });
  return { icon, trays, acted, surroundings };
}

test("nothing is drawn where there is no place for it", () => {
  const { icon, trays } = made();
  icon.draw(VIEW, true);
  assert.equal(trays.length, 0);
});

test("a place that comes later shows what was drawn last", () => {
  const { icon, trays } = made();
  icon.draw({ ...VIEW, indicator: "busy" }, false);
  icon.draw(VIEW, false);
  icon.make();
  const [tray] = trays;
  assert.deepEqual(tray?.images, ["icons/panel/light/working.png"]);
  assert.deepEqual(tray?.toolTips, [VIEW.toolTip]);
  assert.equal(tray?.menus.length, 1);
});

test("a place that is there before anything is known shows the first that is drawn", () => {
  const { icon, trays } = made();
  icon.make();
  assert.equal(trays.length, 0);
  icon.draw(VIEW, false);
  assert.deepEqual(trays[0]?.images, ["icons/panel/light/working.png"]);
});

test("only what is different is set, but the menu whenever a click may have changed it", () => {
  const { icon, trays } = made();
  icon.make();
  icon.draw(VIEW, false);
  icon.draw(VIEW, false);
  icon.draw({ ...VIEW, toolTip: "1 of 2 interfaces work", indicator: "partly" }, false);
  const [tray] = trays;
  assert.deepEqual(tray?.images, ["icons/panel/light/working.png", "icons/panel/light/partly.png"]);
  assert.deepEqual(tray?.toolTips, [VIEW.toolTip, "1 of 2 interfaces work"]);
  assert.equal(tray?.menus.length, 1);
  icon.draw(VIEW, true);
  assert.equal(tray?.menus.length, 2);
  icon.draw({ ...VIEW, entries: [] }, false);
  assert.equal(tray?.menus.length, 3);
});

test("the icon follows the theme, and the user's choice at once", () => {
  const { icon, trays, surroundings } = made();
  icon.make();
  icon.draw(VIEW, false);
  surroundings.shade = "dark";
  icon.redraw();
  icon.draw({ ...VIEW, panel: "light" }, false);
  assert.deepEqual(
    trays[0]?.images.map((image) => image.split("/").at(-2)),
    ["light", "dark", "light"],
  );
});

test("it goes, and comes again as a new one with everything on it", () => {
  const { icon, trays } = made();
  icon.make();
  icon.draw(VIEW, false);
  icon.destroy();
  assert.ok(trays[0]?.isDestroyed);
  icon.draw({ ...VIEW, indicator: "none" }, false);
  assert.equal(trays.length, 1);
  icon.make();
  assert.equal(trays.length, 2);
  assert.deepEqual(trays[1]?.images, ["icons/panel/light/none.png"]);
  assert.equal(trays[1]?.menus.length, 1);
  assert.equal(trays[1]?.toolTips.length, 1);
});

test("a click on the icon and on an entry of its menu are told", () => {
  const { icon, trays, acted } = made();
  icon.make();
  icon.draw(VIEW, false);
  trays[0]?.emit("click");
  click(templateOf(trays[0]?.menus.at(-1)), "Quit");
  assert.deepEqual(acted, [{ do: "open" }, { do: "quit" }]);
});
