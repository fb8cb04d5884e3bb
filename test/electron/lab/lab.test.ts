// The lab itself: a panel, an icon in it and a menu, without an app.
import assert from "node:assert/strict";
import { join } from "node:path";
import { lab } from "../../kernel/lab/index.ts";
import { Menu } from "../stand-in/menu.ts";
import { Notification } from "../stand-in/notification.ts";
import { Tray } from "../stand-in/tray.ts";
import { BUILT, eventually, PanelWatcher } from "./index.ts";
import { Notifications } from "./notifications.ts";
import { SessionBus } from "./session-bus.ts";
import { shapeOf } from "./shape.ts";

const ICONS = join(BUILT, "icons/panel/light");

lab("an icon registers with the panel, and is there with its picture, its tool tip and its menu", async (lab) => {
  const session = await SessionBus.start(lab.host("desktop"));
  process.env.DBUS_SESSION_BUS_ADDRESS = session.address;
  const watcher = await PanelWatcher.start(await session.connect());
  const tray = new Tray({ file: join(ICONS, "partly.png") });
  const clicks: string[] = [];
  tray.on("click", () => clicks.push("icon"));
  tray.setToolTip("1 of 2\nu2: No connection");
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: "a_b && c", enabled: false },
      { type: "separator" },
      { type: "checkbox", label: "u1", checked: true, click: () => clicks.push("u1") },
      { type: "submenu", label: "More", submenu: [{ type: "radio", label: "one", click: () => clicks.push("one") }] },
    ]),
  );
  const item = await eventually(() => {
    const [first] = watcher.items;
    assert.ok(first);
    return first;
  });
  assert.equal(await item.toolTip(), "1 of 2\nu2: No connection");
  assert.equal(shapeOf(await item.pixmap(), ICONS), "partly");
  tray.setImage({ file: join(ICONS, "none.png") });
  assert.equal(shapeOf(await item.pixmap(), ICONS), "none");
  assert.deepEqual(await item.menuText(), ["# a_b & c", "---", "[x] u1", "> More", "  [ ] one"]);
  await item.activate();
  await item.click("u1");
  await item.click("More", "one");
  assert.deepEqual(clicks, ["icon", "u1", "one"]);
  assert.equal((await item.menuText())[2], "[ ] u1", "a box that was clicked changes by itself, as in Electron");
  await assert.rejects(item.click("a_b"), /cannot be clicked/);
  await assert.rejects(item.click("nothing"), /there is no nothing in:/);
  tray.destroy();
  await eventually(() => assert.rejects(item.toolTip()));
});

lab("a notification is shown, and clicked", async (lab) => {
  const session = await SessionBus.start(lab.host("desktop"));
  process.env.DBUS_SESSION_BUS_ADDRESS = session.address;
  const notifications = await Notifications.start(await session.connect());
  const notification = new Notification({ title: "u1 is lost", body: "why" });
  let clicked = false;
  notification.on("click", () => (clicked = true));
  notification.show();
  await eventually(() => assert.deepEqual(notifications.shown, [{ id: 1, title: "u1 is lost", body: "why" }]));
  const [shown] = notifications.shown;
  assert.ok(shown);
  await eventually(() => {
    notifications.click(shown);
    assert.ok(clicked);
  });
});
