// Serves the window its page by our own scheme.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CustomScheme, Protocol } from "electron";
import { answerTo, SCHEME } from "./page.ts";

/** To be registered before the app is ready. As a web page's: with an origin, which the policy can speak of. */
export const PAGE_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, codeCache: true },
};

/** @param folder of the window's files */
export function servePage(protocol: Pick<Protocol, "handle">, folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const { status, headers, file } = answerTo(request);
    return new Response(file === undefined ? null : await readFile(join(folder, file)), { status, headers });
  });
}
