// axe-core finds nothing to complain of: on every page, light and dark, with more contrast, and in trouble.
import assert from "node:assert/strict";
import axe from "axe-core";
import { lab } from "../kernel/lab/index.ts";
import { ActivatingBus } from "./lab/activating-bus.ts";
import { type Window, type WindowLab, windowLab, withSeat } from "./lab/index.ts";
import { ALL_OF_MANY, addManyLinks } from "./lab/many.ts";
import { everyPage, MANY_SORTS, manySorts } from "./lab/tour.ts";

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  (["no-preference", "more"] as const).map((contrast) => ({ colorScheme, contrast })),
);

windowLab(
  "every page, with problems on it",
  async ({ window }) => {
    await everyPage(window, (where) => nothing(window, where));
  },
  { prepare: manySorts, config: MANY_SORTS, timeout: 90_000 },
);

windowLab(
  "what was refused, nothing used, and without the service",
  async ({ daemon, window }: WindowLab) => {
    await window.isOff("u1");
    await nothing(window, "nothing is used");
    await window.switchOf("u1").click();
    await window.failed("not-authorised");
    await nothing(window, "what was refused");
    await daemon.kill9();
    await window.stands("notInstalled");
    await nothing(window, "without the service");
  },
  { user: "denied", timeout: 90_000 },
);

windowLab(
  "so many uplinks that each has a lane",
  async ({ window }) => {
    await window.isOn("v0");
    await nothing(window, "the overview");
  },
  { prepare: (bus) => addManyLinks(bus, 20), config: ALL_OF_MANY },
);

lab("a service that could be started, and one that cannot", async (lab) => {
  const bus = await ActivatingBus.start(lab.host("laptop"));
  bus.begins("exit 3");
  await withSeat(bus.address, "root", {}, async ({ window }) => {
    const start = window.button(window.words.shell.startService);
    await start.waitFor();
    await nothing(window, "to be started");
    await start.click();
    await window.failed("not-reachable");
    await nothing(window, "not to be started");
  });
});

async function nothing(window: Window, where: string): Promise<void> {
  await window.page.evaluate(axe.source);
  for (const look of LOOKS) {
    await window.page.emulateMedia(look);
    const { violations } = (await window.page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] })",
    )) as axe.AxeResults;
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
    );
    assert.deepEqual(found, [], `${where}, ${look.colorScheme}, contrast ${look.contrast}`);
  }
}
