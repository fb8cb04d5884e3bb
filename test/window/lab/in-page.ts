// What runs inside the page, and not here: each of these functions is sent there as text, so it may use nothing but its
// arguments. The types are only as much of the DOM as is used, as the rest of the tests has none.

interface PageElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly parentElement: PageElement | null;
  getAttribute(name: string): string | null;
  readonly labels?: Iterable<PageElement> & Readonly<Record<number, PageElement>>;
  getBoundingClientRect(): Readonly<Record<"left" | "right" | "top" | "bottom" | "width" | "height", number>>;
  querySelectorAll(selector: string): Iterable<PageElement>;
  matches(selector: string): boolean;
}

interface PageNode {
  readonly nodeValue: string | null;
  readonly parentElement: PageElement | null;
}

declare const document: PageElement & {
  readonly scrollingElement: PageElement;
  readonly activeElement: PageElement | null;
  readonly body: PageElement;
  createTreeWalker(root: PageElement, what: number): { nextNode(): PageNode | null };
};
declare function getComputedStyle(element: PageElement, part?: string): Readonly<Record<string, string>>;
declare class MutationObserver {
  constructor(
    callback: (records: readonly { readonly target: PageElement; readonly oldValue: string | null }[]) => void,
  );
  observe(target: unknown, options: Readonly<Record<string, unknown>>): void;
}
declare function requestAnimationFrame(callback: (time: number) => void): void;
declare const performance: { now(): number };
declare function setTimeout(callback: () => void): unknown;
declare const innerWidth: number;
declare const innerHeight: number;

/** Where the functions below keep what they see. */
interface Kept {
  switches?: Record<string, string[]>;
  violations?: string[];
  pictureAt?: number;
}
declare const window: Kept & {
  addEventListener(type: string, listener: (event: Record<string, string>) => void): void;
};

/** Notes every violation of the content security policy. */
export function keepViolations(): void {
  const violations: string[] = [];
  window.violations = violations;
  window.addEventListener("securitypolicyviolation", (event) => {
    violations.push(`${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`);
  });
}

export function keptViolations(): readonly string[] {
  return window.violations ?? [];
}

/**
 * Notes every position that switches with this name have from now on, however short: "on", "off", each with " busy" where
 * something is under way.
 */
export function keepPositions(label: string): void {
  const positions: string[] = [];
  window.switches = { ...window.switches, [label]: positions };
  const note = (position: string) => {
    if (positions.at(-1) !== position) positions.push(position);
  };
  const look = () => {
    for (const element of document.querySelectorAll("[role=switch]")) {
      if (element.getAttribute("aria-label") !== label) continue;
      const on = element.getAttribute("aria-checked") === "true" ? "on" : "off";
      note(element.getAttribute("aria-busy") === "true" ? `${on} busy` : on);
    }
  };
  const options = { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-checked", "aria-busy"] };
  new MutationObserver(look).observe(document, options);
  look();
}

export function keptPositions(label: string): readonly string[] {
  return window.switches?.[label] ?? [];
}

/** How a line is drawn. */
export function strokeOf(element: unknown): unknown {
  const { stroke, strokeDasharray, opacity } = getComputedStyle(element as PageElement);
  return { stroke, strokeDasharray, opacity };
}

/**
 * Every text of the window's own: what is written, and the names of what has none. Not what the service, the kernel or a
 * command says, which stands in the letters of a terminal.
 */
export function ownTexts(): readonly string[] {
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, 4 /* NodeFilter.SHOW_TEXT */);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement?.matches("script, style, code, code *, .mono, .mono *") === false) {
      texts.push(node.nodeValue ?? "");
    }
  }
  for (const name of ["aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name) ?? "");
  }
  return texts.map((text) => text.trim()).filter((text) => text !== "");
}

/** What goes beyond the edge of the window, or is wider than where it stands and cannot be scrolled there. */
export function cutOff(): readonly string[] {
  const found: string[] = [];
  const name = (element: PageElement) =>
    `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${(element.textContent ?? "").slice(0, 40)}`;
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in ${clientWidth}`);
  for (const element of document.body.querySelectorAll("*")) {
    const { left, right, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden") continue;
    const unseen = element.matches(".unseen, .unseen *, svg *"); // for screen readers; a picture is clipped on purpose
    if (unseen) continue;
    if (right > innerWidth + 1 || left < -1)
      found.push(`beyond the edge (${Math.round(left)}–${Math.round(right)}): ${name(element)}`);
    const hides = style.overflowX === "hidden" || style.overflowX === "clip";
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${name(element)}`);
    const scrolls = style.overflowX === "auto" || style.overflowX === "scroll";
    if (scrolls && element.scrollWidth > element.clientWidth + 1)
      found.push(`to be scrolled sideways: ${name(element)}`);
  }
  return found;
}

/** What the keyboard can reach, in the order of the page, and what of it has the keyboard. */
export interface Controls {
  /** "button Overview", "switch Use u1" … */
  readonly names: readonly string[];
  /** -1: none of them. */
  readonly at: number;
  /** Whether that one is marked as such, and can be seen as a whole. */
  readonly marked: boolean;
  readonly inSight: boolean;
}

export function controls(): Controls {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const reachable = all.filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    // Of radio buttons of one name only the one that is chosen: the others are reached with the arrow keys.
    return width > 0 && height > 0 && !element.matches(":disabled, :disabled *, input[type=radio]:not(:checked)");
  });
  const names = reachable.map((element) => {
    const role = element.getAttribute("role") ?? element.tagName.toLowerCase();
    const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
    return `${role} ${label ?? ""}`.trim();
  });
  const focused = document.activeElement;
  const at = focused === null ? -1 : reachable.indexOf(focused);
  if (focused === null || at < 0) return { names, at, marked: false, inSight: false };
  // Of a control that stands for the card around it, the line is around the card.
  const lines = [getComputedStyle(focused), getComputedStyle(focused, "::after")];
  const isDrawn = ({ outlineStyle, outlineWidth }: (typeof lines)[0]) =>
    outlineStyle !== "none" && outlineWidth !== "0px";
  const marked = focused.matches(":focus-visible") && lines.some(isDrawn);
  const { left, right, top, bottom, height } = focused.getBoundingClientRect();
  const inSight =
    left >= -1 && right <= innerWidth + 1 && (height > innerHeight || (top >= -1 && bottom <= innerHeight + 1));
  return { names, at, marked, inSight };
}

export function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/** Milliseconds of each frame over so many milliseconds. */
export function frames(milliseconds: number): Promise<number[]> {
  return new Promise((resolve) => {
    const lengths: number[] = [];
    let [first, last] = [0, 0];
    const frame = (time: number) => {
      if (first === 0) first = time;
      else lengths.push(time - last);
      last = time;
      if (time - first < milliseconds) requestAnimationFrame(frame);
      else resolve(lengths);
    };
    requestAnimationFrame(frame);
  });
}

/** Keeps when so many switches have been drawn: milliseconds since the page was asked for. */
export function keepPictureTime(switches: number): void {
  const look = () => {
    if (window.pictureAt !== undefined) return;
    if ([...document.querySelectorAll("[role=switch]")].length < switches) requestAnimationFrame(look);
    // This frame shows them: behind it, in a task of its own, they have been painted.
    else requestAnimationFrame(() => setTimeout(() => (window.pictureAt = performance.now())));
  };
  look();
}

export function keptPictureTime(): number | undefined {
  return window.pictureAt;
}
