// What runs inside the page of real Electron, and not here: sent as text, so that it uses nothing but its arguments. The types
// are only as much of the DOM as is used, as these tests have none.

interface Dom {
  readonly document: {
    readonly body: { innerHTML: string; append(child: unknown): void };
    createElement(name: "script"): { textContent: string; src: string; onerror: unknown; onload: unknown };
  };
  readonly location: { href: string };
  readonly Notification: { requestPermission(): Promise<string> };
  open(url: string): unknown;
  fetch(url: string): Promise<{ readonly status: number }>;
}

/** Which names of Node and Electron the page sees. */
export const namesOfNode = (): string[] =>
  ["require", "process", "module", "Buffer", "global", "electron", "ipcRenderer", "__dirname"].filter(
    (name) => name in globalThis,
  );

/** What comes of everything that its policy forbids: "done" where it does not. */
export async function forbidden(): Promise<Record<string, string>> {
  const page = globalThis as unknown as Dom;
  const outcome: Record<string, string> = {};
  try {
    page.document.body.innerHTML = "<p>text</p>";
    outcome.html = "done";
  } catch {
    outcome.html = "refused";
  }
  try {
    page.document.createElement("script").textContent = "globalThis.broken = true";
    outcome.script = "done";
  } catch {
    outcome.script = "refused";
  }
  for (const url of [
    "https://example.com/",
    "http://127.0.0.1:1/",
    "multihomed-tray://window/window.js",
    "file:///etc/passwd",
  ]) {
    try {
      await page.fetch(url);
      outcome[url] = "done";
    } catch {
      outcome[url] = "refused";
    }
  }
  return outcome;
}

export const permission = (): Promise<string> => (globalThis as unknown as Dom).Notification.requestPermission();

export const opened = (): boolean => (globalThis as unknown as Dom).open("https://example.com/") !== null;

export function leave(): void {
  (globalThis as unknown as Dom).location.href = "https://example.com/";
}
