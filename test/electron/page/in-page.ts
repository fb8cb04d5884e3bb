// What runs inside the page of real Electron, and not here: sent as text, so that it uses nothing but its arguments. The types
// are only as much of the DOM as is used, as these tests have none.

interface Dom {
  readonly document: {
    readonly body: { innerHTML: string; append(child: unknown): void };
    createElement(name: "script"): { textContent: string };
    addEventListener(
      name: "securitypolicyviolation",
      heard: (event: { readonly effectiveDirective: string }) => void,
    ): void;
  };
  readonly location: { href: string };
  readonly Notification: { requestPermission(): Promise<string> };
  open(url: string): unknown;
  setTimeout(act: () => void, wait: number): unknown;
  fetch(url: string): Promise<{ readonly status: number }>;
}

/** Which names of Node and Electron the page sees. */
export const namesOfNode = (): string[] =>
  ["require", "process", "module", "Buffer", "global", "electron", "ipcRenderer", "__dirname"].filter(
    (name) => name in globalThis,
  );

/**
 * What comes of everything that its policy forbids: "done" where it does not, and what refused it: "types" of trusted text,
 * "policy" for a request. Anything else has failed for another reason.
 */
export async function forbidden(urls: readonly string[]): Promise<Record<string, string>> {
  const page = globalThis as unknown as Dom;
  const outcome: Record<string, string> = {};
  try {
    page.document.body.innerHTML = "<p>text</p>";
    outcome.html = "done";
  } catch (error) {
    outcome.html = error instanceof TypeError ? "types" : String(error);
  }
  try {
    page.document.createElement("script").textContent = "globalThis.broken = true";
    outcome.script = "done";
  } catch (error) {
    outcome.script = error instanceof TypeError ? "types" : String(error);
  }
  for (const url of urls) {
    const refused = new Promise<string>((resolve) => {
      page.document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
        if (effectiveDirective === "connect-src") resolve("policy"); // those above may be told late
      });
      page.setTimeout(() => resolve("failed for another reason"), 2000);
    });
    try {
      await page.fetch(url);
      outcome[url] = "done";
    } catch {
      outcome[url] = await refused;
    }
  }
  return outcome;
}

export const permission = (): Promise<string> => (globalThis as unknown as Dom).Notification.requestPermission();

export const opened = (): boolean => (globalThis as unknown as Dom).open("https://example.com/") !== null;

export function leave(): void {
  (globalThis as unknown as Dom).location.href = "https://example.com/";
}
