// The history: what became of the links, why, and what was changed for it; with a filter, a pause and a copy.
import assert from "node:assert/strict";
import { eventually, rules, type Window, windowLab } from "./lab/index.ts";

const CONFIG = '[[uplink]]\ninterface = "u1"\ntable = 1000\n[[uplink]]\ninterface = "u2"\ntable = 2000\n';

windowLab(
  "an address that comes: the cause, then what was done, with the commands",
  async ({ bus, window }) => {
    await window.stands("converged");
    bus.host.ip("address add 10.1.0.9/24 dev u1");
    await window.go("activity");
    const { change, added, things } = window.words.activity;
    await window.shows(change.addressGained("u1", "10.1.0.9/24"));
    const entry = window.main.getByRole("article").filter({ hasText: "10.1.0.9/24" });
    const done = entry.getByRole("button", { name: added(things.rule(1, "1")) });
    assert.equal(await done.getAttribute("aria-expanded"), "false");
    await done.click();
    await entry.getByText(/ip -4 rule add from 10\.1\.0\.9 .*lookup 1000 priority 1000/).waitFor();
  },
  { config: CONFIG },
);

windowLab("switched on in the window: why is said, also of what was before the window was opened", async (lab) => {
  const { window, open } = lab;
  await window.switchOf("u1").click();
  await window.isOn("u1");
  const later = await open();
  await later.go("activity");
  for (const each of [window, later]) {
    await each.go("activity");
    await each.shows(each.words.activity.change.assigned("u1", 1000));
  }
  assert.deepEqual(await entriesOf(later), await entriesOf(window));
});

windowLab(
  "an uplink that is lost and comes back is told with its state",
  async ({ bus, window }) => {
    await window.stands("converged");
    await window.go("activity");
    bus.far.ip("link set u2 down");
    await window.shows(window.words.activity.lost["no-carrier"]("u2"));
    bus.far.ip("link set u2 up");
    await window.shows(window.words.activity.state.active("u2"));
  },
  { config: CONFIG },
);

windowLab(
  "filter: by text and by interface, and nothing found",
  async ({ bus, window }) => {
    const { activity } = window.words;
    await window.stands("converged");
    await window.go("activity");
    bus.host.ip("address add 10.1.0.9/24 dev u1");
    await window.shows(activity.change.addressGained("u1", "10.1.0.9/24"));
    // What the service does for both at once stands in one entry: only when it is done for the first.
    await eventually(() => assert.ok(rules(bus.host, 4).includes("1000: from 10.1.0.9 lookup 1000")));
    await window.shows(activity.added(activity.things.rule(1, "1")));
    bus.host.ip("address add 10.2.0.9/24 dev u2");
    await window.shows(activity.change.addressGained("u2", "10.2.0.9/24"));

    const text = window.main.getByRole("searchbox", { name: activity.filter });
    await text.fill("10.1.0.9");
    await window.showsNo(activity.change.addressGained("u2", "10.2.0.9/24"));
    await window.shows(activity.change.addressGained("u1", "10.1.0.9/24"));
    await text.fill("");
    await window.main.getByRole("combobox", { name: activity.interface }).selectOption("u2");
    await window.showsNo(activity.change.addressGained("u1", "10.1.0.9/24"));
    await window.shows(activity.change.addressGained("u2", "10.2.0.9/24"));
    await text.fill("no such thing");
    await window.shows(activity.noneFound);
    await window.button(activity.showAll).click();
    await window.shows(activity.change.addressGained("u1", "10.1.0.9/24"));
  },
  { config: CONFIG },
);

windowLab(
  "pause: what comes is held back and counted, until it is resumed",
  async ({ bus, window }) => {
    const { activity } = window.words;
    await window.stands("converged");
    await window.go("activity");
    await window.button(activity.pause).click();
    bus.host.ip("address add 10.1.0.9/24 dev u1");
    await window.shows(activity.held(1, "1"));
    assert.equal(await window.main.getByText("10.1.0.9/24").count(), 0);
    await window.button(activity.resume).click();
    await window.shows(activity.change.addressGained("u1", "10.1.0.9/24"));
  },
  { config: CONFIG },
);

windowLab(
  "copy: the clipboard has what is shown, as text with times",
  async ({ bus, window }) => {
    const { activity } = window.words;
    await window.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    bus.host.ip("address add 10.1.0.9/24 dev u1");
    await window.go("activity");
    await window.shows(activity.change.addressGained("u1", "10.1.0.9/24"));
    await window.button(activity.copy).click();
    await window.shows(/^Copied \d+ entr(y|ies)$/);
    const copied = await window.page.evaluate("navigator.clipboard.readText()");
    assert.match(String(copied), /u1 got the address 10\.1\.0\.9\/24/);
    assert.match(String(copied), /ip -4 rule add from 10\.1\.0\.9 /);
  },
  { config: CONFIG },
);

async function entriesOf(window: Window): Promise<string[]> {
  return await eventually(async () => {
    const texts = await window.main.getByRole("article").allTextContents();
    assert.notEqual(texts.length, 0);
    return texts;
  });
}
