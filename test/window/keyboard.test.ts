// The window by keyboard alone: everything is reached in the order of the page, one sees where one is, and never loses it.
import assert from "node:assert/strict";
import { ruleOf, rules, type Window, windowLab } from "./lab/index.ts";
import { everyPage, MANY_SORTS, manySorts } from "./lab/tour.ts";

windowLab(
  "Tab: every control of every page in its order, marked, and in sight",
  async ({ window }) => {
    await everyPage(window, (where) => walks(window, where));
  },
  { prepare: manySorts, config: MANY_SORTS },
);

windowLab("Space and Enter: a switch keeps the keyboard while it moves to another place of the page", async (lab) => {
  const { bus, window } = lab;
  await window.isOff("u2");
  const name = `switch ${window.words.shell.linkSwitch.label("u2")}`;
  await window.tabTo(name);
  await window.page.keyboard.press("Space");
  await window.isOn("u2"); // in the picture now
  assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 1000)]);
  await keeps(window, name);
  await window.page.keyboard.press("Enter");
  await window.isOff("u2");
  assert.deepEqual(rules(bus.host, 4), []);
  await keeps(window, name);
});

windowLab(
  "a switch that is refused keeps the keyboard, and the reason can be dismissed with it",
  async ({ window }) => {
    await window.isOff("u1");
    const name = `switch ${window.words.shell.linkSwitch.label("u1")}`;
    await window.tabTo(name);
    await window.page.keyboard.press("Space");
    await window.failed("not-authorised");
    await keeps(window, name);
    await window.tabTo(`button ${window.words.shell.dismiss}`);
    await window.page.keyboard.press("Enter");
    await window.alert.waitFor({ state: "detached" });
  },
  { user: "denied" },
);

windowLab("from the overview to a table of one's own and back, without a mouse", async ({ bus, window }) => {
  const { overview, link, shell } = window.words;
  const { keyboard } = window.page;
  await window.isOff("u1");
  await window.tabTo(`button ${overview.details("u1")}`);
  await keyboard.press("Enter");
  await window.main.getByRole("heading", { level: 1, name: "u1" }).waitFor();
  await window.tabTo(`input ${link.table.number}`);
  await keyboard.type("4321");
  await keyboard.press("Enter");
  await window.isOn("u1");
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 4321)]);
  await window.tabTo(`button ${shell.page.activity}`);
  await keyboard.press("Space");
  await window.main.getByRole("heading", { level: 1, name: window.words.activity.title }).waitFor();
});

/** Once around the page with Tab. */
async function walks(window: Window, where: string): Promise<void> {
  const { names } = await window.controls();
  await window.tabTo(names[0] ?? "");
  const walked: string[] = [];
  for (const name of names) {
    const { at, marked, inSight } = await window.controls();
    walked.push(names[at] ?? "nothing");
    assert.ok(marked, `${where}: one does not see that ${name} has the keyboard`);
    assert.ok(inSight, `${where}: ${name} has the keyboard and is not in sight`);
    await window.page.keyboard.press("Tab");
  }
  assert.deepEqual(walked, names, where);
}

async function keeps(window: Window, name: string): Promise<void> {
  const { names, at } = await window.controls();
  assert.equal(names[at], name);
}
