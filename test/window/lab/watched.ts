// A page in which nothing may go wrong unnoticed: what it logs, throws or is not allowed to do is kept.
import type { Page } from "playwright-core";
import { keepViolations, keptViolations } from "./in-page.ts";

export interface Watched {
  /** Everything so far, one line each. */
  errors(): Promise<readonly string[]>;
}

/** To be called before the page has loaded anything. */
export async function watchPage(page: Page): Promise<Watched> {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning", "assert"].includes(message.type())) errors.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => errors.push(`thrown: ${error.stack ?? error.message}`));
  page.on("crash", () => errors.push("the page has crashed"));
  // The compiler of the tests keeps names of functions by a helper that the page does not have.
  await page.addInitScript("globalThis.__name = (named) => named");
  await page.addInitScript(keepViolations);
  return {
    async errors() {
      return [...errors, ...(page.isClosed() ? [] : await page.evaluate(keptViolations))];
    },
  };
}
