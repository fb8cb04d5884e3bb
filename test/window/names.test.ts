// Names of interfaces are whatever somebody has chosen, and are shown as they are: as text, never as markup.
import assert from "node:assert/strict";
import { addLink, type Bus, windowLab } from "./lab/index.ts";

/** Of 15 bytes at most, without slash, colon and space: more the kernel does not refuse. */
const NAMES = ["eth0.100@x", "<b>x", "<img\\src=x>", "käse-😀-ü", "a&lt;b", `'"x`, "{x}`$", "__proto__", "\u202egnp.x"];

windowLab(
  "odd names: shown, switched and followed to their page",
  async ({ bus, window }) => {
    for (const name of NAMES) {
      await window.switchOf(name).click();
      await window.isOn(name);
    }
    const said = await window.uplinksSaid();
    assert.deepEqual(said.map((one) => one.split(", Working")[0]).sort(), [...NAMES].sort());
    assert.equal(await window.page.locator("#root b, #root img").count(), 0);
    for (const name of NAMES) {
      await window.openLink(name);
      assert.equal(await window.heading(), name);
      await window.isOn(name);
      await window.go("overview");
    }
    await window.switchOf("<b>x").click();
    await window.isOff("<b>x");
    const [first = ""] = NAMES;
    assert.match(bus.host.ip("route show table 1000"), new RegExp(`dev ${first}`));
  },
  { prepare: addThem },
);

function addThem(bus: Bus): void {
  for (const [at, name] of NAMES.entries()) {
    const n = at + 1;
    addLink(bus, name);
    // Not in a batch, in which quotes mean something.
    bus.host.ip("address add", `10.${n}.0.2/24`, "dev", name);
    bus.host.ip("route add default via", `10.${n}.0.1`, "dev", name, "metric", `${n}`);
  }
}
