import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { NotificationConstructorOptions } from "electron";
import { type Popup, Popups } from "../../../../../tray/main/notices/popup.ts";
import type { Place } from "../../../../../tray/shared/told.ts";

class StandInPopup extends EventEmitter implements Popup {
  isShown = false;
  constructor(readonly options: NotificationConstructorOptions) {
    super();
  }
  show(): void {
    this.isShown = true;
  }
}

function made(supported = true) {
  const popups: StandInPopup[] = [];
  const opened: Place[] = [];
  const shower = new Popups({
    isSupported: () => supported,
    make(options) {
      const popup = new StandInPopup(options);
      popups.push(popup);
      return popup;
    },
    icon: "/icon.png",
    open: (place) => opened.push(place),
  });
  return { popups, opened, shower };
}

const TEXT = { title: "a is lost", body: "why", place: { page: "link", name: "a" } } as const;

test("a click opens the page that it speaks of", () => {
  const { popups, opened, shower } = made();
  shower.show(TEXT);
  shower.show({ ...TEXT, place: { page: "overview" } });
  assert.deepEqual(popups[0]?.options, { title: "a is lost", body: "why", icon: "/icon.png" });
  assert.ok(popups.every(({ isShown }) => isShown));
  popups[0]?.emit("click");
  popups[1]?.emit("close");
  assert.deepEqual(opened, [TEXT.place]);
});

test("a desktop without notifications is not asked for one", () => {
  const { popups, shower } = made(false);
  shower.show(TEXT);
  assert.deepEqual(popups, []);
});
