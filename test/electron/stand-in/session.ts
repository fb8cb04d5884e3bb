// Stands in for Electron's sessions and its messages between processes: requests go to whoever handles their scheme, if the
// app lets them.

type Handler = (request: Request) => Promise<Response>;
type Filter = (details: { readonly url: string }, answer: (response: { cancel?: boolean }) => void) => void;

export class StandInSession {
  readonly #handlers = new Map<string, Handler>();
  #filter: Filter | undefined;
  permission: unknown;

  readonly protocol = {
    handle: (scheme: string, handler: Handler) => {
      this.#handlers.set(scheme, handler);
    },
  };

  readonly webRequest = {
    onBeforeRequest: (filter: Filter) => {
      this.#filter = filter;
    },
  };

  setPermissionRequestHandler(handler: unknown): void {
    this.permission = handler;
  }
  setPermissionCheckHandler(): void {}
  setDevicePermissionHandler(): void {}
  on(): void {}

  /** The text behind an address, or an error as Chromium has it. */
  async fetch(url: string): Promise<string> {
    let cancelled = false;
    this.#filter?.({ url }, ({ cancel = false }) => {
      cancelled = cancel;
    });
    if (cancelled) throw new Error(`ERR_BLOCKED_BY_CLIENT (-20) loading '${url}'`);
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${url}'`);
    const response = await handler(new Request(url));
    if (!response.ok) throw new Error(`ERR_HTTP_RESPONSE_CODE_FAILURE (-379) loading '${url}'`);
    if (!response.headers.has("Content-Security-Policy")) throw new Error(`${url} has no policy`);
    return await response.text();
  }
}

const sessions = new Map<string, StandInSession>();

export const session = {
  defaultSession: new StandInSession(),
  fromPartition(name: string): StandInSession {
    const found = sessions.get(name) ?? new StandInSession();
    sessions.set(name, found);
    return found;
  },
};

type Answer = (event: unknown, ...args: unknown[]) => unknown;

export const ipcMain = {
  handlers: new Map<string, Answer>(),
  handle(channel: string, answer: Answer): void {
    ipcMain.handlers.set(channel, answer);
  },
};

/** Told of every page that is made: the app's event web-contents-created. */
export const contentsOf: { created: (contents: unknown) => void } = { created: () => {} };
