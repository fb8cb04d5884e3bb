// The page of an interface: what is chosen in the form is in the kernel when it is applied, and not before.
import assert from "node:assert/strict";
import { addUplink, eventually, ours, ruleOf, rules, windowLab } from "./lab/index.ts";
import { addManyRoutes, manyRoute } from "./lab/many.ts";

windowLab("a table is chosen", async ({ bus, window }) => {
  await window.openLink("u1");
  const positions = await window.positionsOf("u1");
  await window.typeTable(4321);
  assert.deepEqual(ours(bus.host), []);
  await window.apply();
  await window.isOn("u1");
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 4321)]);
  assert.match((await positions()).join(", "), /^off, off busy, (on busy, )?on$/);
  await window.shows(`${ruleOf(1, 4321)}`);
  // Its default route, the networks of u1 (of both families) and of u2, and for each family the guard.
  await window.shows("6 routes in table 4321");
});

windowLab(
  "a table that is in use is refused: nothing is switched on, and the draft stays to be mended",
  async (lab) => {
    const { bus, window } = lab;
    bus.host.ip("route add 192.0.2.0/24 dev u2 table 3000"); // somebody else's
    const before = bus.host.ip("route show table 3000");
    await window.openLink("u1");
    const positions = await window.positionsOf("u1");
    await window.typeTable(3000);
    await window.apply();
    await window.failed("table-in-use");
    await window.isOff("u1");
    assert.deepEqual(await positions(), ["off", "off busy", "off"]);
    assert.deepEqual(ours(bus.host), []);
    assert.equal(bus.host.ip("route show table 3000"), before);

    await window.typeTable(3001);
    await window.apply();
    await window.isOn("u1");
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 3001)]);
    await window.alert.waitFor({ state: "detached" });
  },
);

windowLab("what cannot be is said at once, and never asked for", async ({ bus, window }) => {
  await window.openLink("u1");
  await window.typeTable(254);
  await window.apply();
  await window.shows(window.words.link.fault["table-reserved"]);
  assert.match(await window.focused(), /Number of the table/);
  await window.typeTable(0);
  await window.shows(window.words.link.fault["table-number"]);
  assert.deepEqual(ours(bus.host), []);
  await window.button(window.words.link.form.discard).click();
  await window.showsNo(window.words.link.fault["table-number"]);
  await window.isOff("u1");
});

windowLab("every option is in force when it was applied, and is shown as it is", async ({ bus, window }) => {
  const { link } = window.words;
  await window.openLink("u1");
  await window.typeTable(1000);
  await window.main.getByText(link.form.further).click();
  await window.option(link.priority.title).getByRole("textbox").fill("500");
  await window.option(link.guard.title).getByRole("checkbox").uncheck();
  await window.option(link.unassignedRoutes.title).getByRole("radio", { name: link.unassignedRoutes.exclude }).check();
  await window.apply();
  await window.isOn("u1");
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000, 500)]);
  const table = bus.host.ip("route show table 1000");
  assert.doesNotMatch(table, /unreachable|dev u2/);

  await window.go("overview");
  await window.openLink("u1");
  await window.main.getByText(link.form.furtherSet(3)).click();
  assert.equal(await window.option(link.priority.title).getByRole("textbox").inputValue(), "500");
  assert.equal(await window.option(link.guard.title).getByRole("checkbox").isChecked(), false);
});

windowLab(
  "10,000 routes: counted, and scrolled through to the last",
  async ({ window }) => {
    await window.openLink("u1");
    await window.shows("10,005 routes in table 1000");
    assert.ok((await window.routes.getByRole("row").count()) < 100, "routes are drawn that are not in sight");
    assert.equal(await window.routes.getAttribute("aria-rowcount"), "10006"); // with the heads
    await window.route(10_005).waitFor({ state: "detached" });
    await window.routes.locator("..").focus();
    await window.page.keyboard.press("End");
    await window.route(10_005).getByText("fe80::/64").waitFor();
    // In the middle, where no page was asked for on the way.
    await window.routes.locator("..").evaluate(scrollToHalf);
    await window.routes.getByRole("cell", { name: manyRoute(5_000), exact: true }).waitFor();
  },
  {
    prepare: (bus) => {
      addUplink(bus, 1);
      addManyRoutes(bus, 10_000);
    },
    config: '[[uplink]]\ninterface = "u1"\ntable = 1000\n',
  },
);

windowLab("a link that disappears while its page is open, and comes back", async ({ bus, window }) => {
  await window.openLink("u2");
  bus.host.ip("link del u2");
  await window.shows(window.words.link.gone.title("u2"));
  addUplink(bus, 2);
  await window.isOff("u2");
  await eventually(async () => assert.equal(await window.heading(), "u2"));
});

function scrollToHalf(element: unknown): void {
  const region = element as { scrollTop: number; scrollHeight: number };
  region.scrollTop = region.scrollHeight / 2;
}
