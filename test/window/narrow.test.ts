// A window as narrow as a telephone, and one at 200 %: nothing goes beyond its edge, nothing is cut off, all is reached.
import assert from "node:assert/strict";
import { cutOff } from "./lab/in-page.ts";
import { type WindowLab, windowLab } from "./lab/index.ts";
import { everyPage, MANY_SORTS, manySorts } from "./lab/tour.ts";

const many = { prepare: manySorts, config: MANY_SORTS };

windowLab("320 pixels", staysInside, { ...many, viewport: { width: 320, height: 600 } });
// What a window of 1000 × 700 has at 200 % (WCAG 2.2, success criterion 1.4.4).
windowLab("200 %", staysInside, { ...many, viewport: { width: 500, height: 350 }, deviceScaleFactor: 2 });
windowLab("320 pixels in German, whose words are longer", staysInside, {
  ...many,
  viewport: { width: 320, height: 600 },
  locale: "de-DE",
});

async function staysInside({ window }: WindowLab): Promise<void> {
  await everyPage(window, async (where) => {
    assert.deepEqual(await window.page.evaluate(cutOff), [], where);
    for (const name of (await window.controls()).names) {
      await window.page.keyboard.press("Tab");
      const { at, inSight } = await window.controls();
      assert.ok(at < 0 || inSight, `${where}: ${name} cannot be seen`);
    }
  });
}
