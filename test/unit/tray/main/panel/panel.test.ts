import assert from "node:assert/strict";
import { test } from "node:test";
import type { Action } from "../../../../../tray/main/panel/entries.ts";
import { Panel, type PanelView } from "../../../../../tray/main/panel/panel.ts";
import type { Request } from "../../../../../tray/main/panel/state.ts";
import type { Reply } from "../../../../../tray/shared/bridge.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { link, ready, toldOf, uplink } from "../stand-in/known.ts";
import { DONE, REFUSED, StandInHost } from "../stand-in/session.ts";
import { settled, Time } from "../stand-in/time.ts";

function made() {
  const time = new Time();
  const host = new StandInHost();
  const drawn: { view: PanelView; fresh: boolean }[] = [];
  const performed: Action[] = [];
  const answered: [Request, Reply<unknown>][] = [];
  const panel = new Panel({
    open: host.open,
    words: wordsFor("en"),
    after: time.after,
    draw: (view, fresh) => drawn.push({ view, fresh }),
    perform: (action) => performed.push(action),
    learned: () => {},
    answered: (...answer) => answered.push(answer),
  });
  const tell = (...links: ReturnType<typeof link>[]) => host.session.tell([toldOf(ready({ links }))]);
  const last = () => {
    const one = drawn.at(-1);
    assert.ok(one !== undefined, "nothing was drawn");
    return one;
  };
  const box = (name: string) => {
    const entry = last().view.entries.find((each) => each.kind === "check" && each.label.startsWith(name));
    assert.ok(entry?.kind === "check", `no box ${name}`);
    return entry;
  };
  return { time, host, drawn, performed, answered, panel, tell, last, box };
}

test("it draws at once that nothing is known yet, and then what is", async () => {
  const { panel, time, tell, last } = made();
  await panel.follow();
  assert.equal(last().view.indicator, "busy");
  tell(uplink("a"));
  time.pass(100);
  assert.equal(last().view.indicator, "working");
  assert.equal(last().view.toolTip, "1 interface works");
});

test("a box that was clicked never looks done before it is", async () => {
  const { panel, host, time, tell, last, box } = made();
  await panel.follow();
  tell(link("a"));
  time.pass(1000);
  const done = panel.act({ do: "assign", name: "a" });
  assert.deepEqual(host.session.calls, [{ name: "switchOn", args: ["a"] }]);
  assert.ok(last().fresh, "the desktop has checked the box by itself: it is set right");
  assert.equal(box("a").on, false);
  assert.equal(box("a").disabled, true);
  assert.equal(box("a").label, "a – switching on …");
  tell(uplink("a"));
  host.session.reply(DONE);
  await done;
  assert.equal(box("a").on, true);
  assert.equal(box("a").disabled, undefined);
});

test("what is refused falls back, with the reason", async () => {
  const { panel, host, tell, answered, last, box } = made();
  await panel.follow();
  tell(uplink("a"));
  const done = panel.act({ do: "release", name: "a" });
  host.session.reply(REFUSED);
  await done;
  assert.equal(box("a").on, true);
  assert.equal(box("a").disabled, undefined);
  assert.ok(
    last().view.entries.some((entry) => entry.kind === "text" && entry.label.startsWith("a: You are not allowed")),
  );
  assert.deepEqual(answered, [[{ do: "release", name: "a" }, REFUSED]]);
});

test("a second click on what is under way asks nobody, and sets the box right", async () => {
  const { panel, host, drawn, tell, last } = made();
  await panel.follow();
  tell(link("a"));
  const done = panel.act({ do: "assign", name: "a" });
  const before = drawn.length;
  await panel.act({ do: "assign", name: "a" });
  assert.equal(host.session.calls.length, 1);
  assert.equal(drawn.length, before + 1);
  assert.ok(last().fresh);
  host.session.reply(DONE);
  await done;
});

test("every request is the call that it means", async () => {
  const { panel, host } = made();
  await panel.follow();
  const requests: Request[] = [
    { do: "release", name: "b" },
    { do: "reconcile" },
    { do: "start" },
    { do: "choose", changes: { panel: "dark" } },
  ];
  const done = requests.map((request) => panel.act(request));
  assert.deepEqual(host.session.calls, [
    { name: "release", args: ["b", {}] },
    { name: "reconcile", args: [] },
    { name: "start", args: [] },
    { name: "choose", args: [{ panel: "dark" }] },
  ]);
  for (const _ of requests) host.session.reply(DONE);
  await Promise.all(done);
});

test("the window and the end are nobody's to allow", async () => {
  const { panel, host, performed } = made();
  await panel.follow();
  await panel.act({ do: "open" });
  await panel.act({ do: "quit" });
  assert.deepEqual(performed, [{ do: "open" }, { do: "quit" }]);
  assert.deepEqual(host.session.calls, []);
});

test("however fast things change, the menu is drawn at most ten times a second, and shows the end", async () => {
  const { panel, time, tell, drawn, last } = made();
  await panel.follow();
  time.pass(1000);
  const before = drawn.length;
  for (let n = 0; n < 500; n++) {
    tell(uplink(`a${n}`));
    time.pass(2);
  }
  time.pass(1000);
  assert.ok(drawn.length - before <= 12, `${drawn.length - before} times in a second`);
  assert.ok(last().view.entries.some((entry) => entry.kind === "check" && entry.label.startsWith("a499")));
});

test("the icon is busy only for what lasts, and not any longer", async () => {
  const { panel, host, time, tell, last } = made();
  await panel.follow();
  tell(uplink("a"), link("b"));
  time.pass(100);
  const done = panel.act({ do: "assign", name: "b" });
  time.pass(900);
  assert.equal(last().view.indicator, "working");
  time.pass(100);
  assert.equal(last().view.indicator, "busy");
  host.session.reply(DONE);
  await done;
  assert.equal(last().view.indicator, "working");
});

test("what begins anew counts anew", async () => {
  const { panel, host, time, tell, last } = made();
  await panel.follow();
  tell(uplink("a"));
  for (let n = 0; n < 5; n++) {
    const done = panel.act({ do: "reconcile" });
    time.pass(900);
    host.session.reply({ ok: true, value: 0 });
    await done;
    assert.equal(last().view.indicator, "working");
  }
});

test("nothing waits when it is closed", async () => {
  const { panel, host, time, tell } = made();
  await panel.follow();
  tell(uplink("a"));
  void panel.act({ do: "reconcile" });
  await settled();
  panel.close();
  assert.ok(host.session.closed);
  assert.equal(time.waiting, 0);
});
