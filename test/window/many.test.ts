// Very much at once: 200 interfaces.
import assert from "node:assert/strict";
import { eventually, rules, windowLab } from "./lab/index.ts";
import { ALL_OF_MANY, addManyLinks } from "./lab/many.ts";

const MANY = 200;
const options = { prepare: (bus: Parameters<typeof addManyLinks>[0]) => addManyLinks(bus, MANY), config: ALL_OF_MANY };

windowLab(
  "200 uplinks: each is there when it is scrolled to, in order, and none twice",
  async ({ window }) => {
    await window.isOn("v0");
    const seen = new Set<string>();
    await window.main.hover();
    for (let turn = 0; turn < 400 && !seen.has(`v${MANY - 1}`); turn += 1) {
      const shown = (await window.uplinksSaid()).map((said) => said.split(",")[0] ?? "");
      assert.equal(new Set(shown).size, shown.length);
      for (const name of shown) seen.add(name);
      await window.page.mouse.wheel(0, 400);
    }
    assert.deepEqual(
      [...seen],
      Array.from({ length: MANY }, (_, n) => `v${n}`),
    );
  },
  options,
);

windowLab(
  "200 uplinks by keyboard alone: the last is reached with Tab and switched off with Space",
  async (lab) => {
    const { bus, window } = lab;
    await window.isOn("v0");
    const last = `switch ${window.words.shell.linkSwitch.label("v199")}`;
    const passed: string[] = [];
    while (passed.at(-1) !== last) {
      assert.ok(passed.length < 500, `${last} was not reached: ${passed.slice(-10).join("; ")}`);
      await window.page.keyboard.press("Tab");
      passed.push(await window.focused());
    }
    // None was left out on the way: of every link its name and its switch.
    const names = passed.flatMap((name) => /^switch Use (v\d+)$/.exec(name)?.[1] ?? []);
    assert.deepEqual(
      names,
      Array.from({ length: MANY }, (_, n) => `v${n}`),
    );
    await window.page.keyboard.press("Space");
    await window.isOff("v199");
    assert.equal(rules(bus.host, 4).length, MANY - 1);
    assert.equal(await window.focused(), last);
    await window.page.keyboard.press("Space");
    await window.isOn("v199");
    await eventually(() => assert.equal(rules(bus.host, 4).length, MANY));
  },
  options,
);

windowLab(
  "200 uplinks: what has the keyboard keeps it, however far the page is scrolled with the wheel",
  async ({ window }) => {
    await window.isOn("v0");
    const first = `switch ${window.words.shell.linkSwitch.label("v0")}`;
    await window.tabTo(first);
    await window.main.hover();
    await window.page.mouse.wheel(0, 6000);
    await window.switchOf("v90").waitFor();
    assert.equal(await window.focused(), first);
    await window.page.keyboard.press("Tab");
    assert.equal(await window.focused(), `button ${window.words.overview.details("v1")}`);
  },
  options,
);
