// The window as its user has it: pages and controls by their roles and names, in the words of the language it is in. A
// control that is called otherwise is mended here and nowhere else.
import type { Locator, Page } from "playwright-core";
import { type Words, wordsFor } from "../../../tray/shared/words/index.ts";
import { type Controls, controls, keepPositions, keptPositions, nextFrame, strokeOf } from "./in-page.ts";

/** Whoever is lost is tried again after a quarter of a second, a half, one second … */
const STANDS_TIMEOUT = 8000;

export class Window {
  readonly page: Page;
  readonly words: Words;

  constructor(page: Page, locale: string) {
    this.page = page;
    this.words = wordsFor(locale);
  }

  /** The line at the top that says how the service stands. */
  get standing(): Locator {
    return this.page.getByRole("banner").getByRole("status");
  }

  /** Waits until the service is told to stand like this. */
  async stands(state: keyof Words["states"]["service"] | keyof Words["states"]["reach"]): Promise<void> {
    const { service, reach } = this.words.states;
    const text = state in service ? service[state as keyof typeof service] : reach[state as keyof typeof reach].title;
    await this.standing.filter({ hasText: text }).waitFor({ timeout: STANDS_TIMEOUT });
  }

  get main(): Locator {
    return this.page.getByRole("main");
  }

  async go(page: keyof Words["shell"]["page"]): Promise<void> {
    const { pages, page: names } = this.words.shell;
    await this.page.getByRole("navigation", { name: pages }).getByRole("button", { name: names[page] }).click();
  }

  /** From the overview. */
  async openLink(link: string): Promise<void> {
    await this.page.getByRole("button", { name: this.words.overview.details(link), exact: true }).click();
  }

  /** A group of controls of the page of a link, such as "Routing table". */
  option(name: string): Locator {
    return this.main.getByRole("group", { name });
  }

  /** Types a number for the table in the form, which chooses it. */
  async typeTable(table: number): Promise<void> {
    const { title, number } = this.words.link.table;
    await this.option(title).getByRole("textbox", { name: number }).fill(String(table));
  }

  async apply(): Promise<void> {
    await this.button(this.words.link.form.apply).click();
  }

  get routes(): Locator {
    return this.main.getByRole("table", { name: this.words.link.routes.title });
  }

  /** The n-th route, from 1; it is there only where it is scrolled to. */
  route(n: number): Locator {
    return this.routes.locator(`[role=row][aria-rowindex="${n + 1}"]`);
  }

  /** What has just gone wrong. */
  get alert(): Locator {
    return this.page.getByRole("alert");
  }

  /** Waits until something that failed is said, with what to do. */
  async failed(code: keyof Words["failures"]): Promise<void> {
    const { title, remedy } = this.words.failures[code];
    await this.alert.getByText(title).waitFor();
    await this.alert.getByText(remedy).waitFor();
  }

  /** What the page is about. */
  async heading(): Promise<string> {
    return (await this.main.getByRole("heading", { level: 1 }).textContent()) ?? "";
  }

  /** As fast as a person at most: the window is drawn in between. */
  async pressSlowly(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    await this.page.evaluate(nextFrame);
  }

  async controls(): Promise<Controls> {
    return await this.page.evaluate(controls);
  }

  /** What has the keyboard: its role and name; "" where nothing has that could be used. */
  async focused(): Promise<string> {
    const { names, at } = await this.controls();
    return names[at] ?? "";
  }

  /** Presses Tab until this has the keyboard. */
  async tabTo(name: string): Promise<void> {
    for (let turn = 0; (await this.focused()) !== name; turn += 1) {
      if (turn > 100) throw new Error(`"${name}" was not reached`);
      await this.page.keyboard.press("Tab");
    }
  }

  switchOf(link: string): Locator {
    return this.page.getByRole("switch", { name: this.words.shell.linkSwitch.label(link), exact: true });
  }

  /** Waits until the switch of a link stands so, and nothing is under way. */
  async isOn(link: string): Promise<void> {
    await this.switchOf(link).and(this.page.locator(`[aria-checked="true"][aria-busy="false"]`)).waitFor();
  }

  async isOff(link: string): Promise<void> {
    await this.switchOf(link).and(this.page.locator(`[aria-checked="false"][aria-busy="false"]`)).waitFor();
  }

  /** The positions of a link's switch from now on: "on", "off", "off busy" … */
  async positionsOf(link: string): Promise<() => Promise<readonly string[]>> {
    const label = this.words.shell.linkSwitch.label(link);
    await this.page.evaluate(keepPositions, label);
    return () => this.page.evaluate(keptPositions, label);
  }

  /** Each uplink in one sentence, as who does not see the picture is told. */
  async uplinksSaid(): Promise<string[]> {
    const rows = this.main.getByRole("listitem").getByRole("paragraph");
    return await rows.filter({ hasText: /, (table|Tabelle) \d+, / }).allTextContents();
  }

  /** How the edge from an uplink to its gateway is drawn: two that are drawn alike are equal. */
  async edgeOf(link: string): Promise<unknown> {
    return await this.page.locator(`[data-link="${link}"] svg line`).first().evaluate(strokeOf);
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Waits until this is to be read below the header. */
  async shows(text: string | RegExp): Promise<void> {
    await this.main.getByText(text).first().waitFor();
  }

  /** The same, but it is nowhere. */
  async showsNo(text: string | RegExp, timeout = 10_000): Promise<void> {
    await this.main.getByText(text).first().waitFor({ state: "detached", timeout });
  }
}
