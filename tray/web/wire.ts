// What page and server say to each other over the socket, as JSON. The page's first message is the token; what is wrong with
// what follows is a mistake of the page.
import type { Reply } from "../shared/bridge.ts";
import type { Told } from "../shared/told.ts";

/** Where the socket is. */
export const SOCKET_PATH = "/bridge";

/** Why the server ends a connection (RFC 6455, section 7.4). */
export const CLOSE = {
  /** Wrong token, or not what this protocol has: trying again is of no use. */
  refused: 1008,
  /** The page does not read, or too many are there. */
  later: 1013,
} as const;

export type FirstToServer = { readonly token: string };
/** Name and arguments of a call, which the host looks at. */
export type ToServer = { readonly id: number; readonly name: unknown; readonly args: unknown };

export type ToPage =
  | { readonly kind: "told"; readonly told: readonly Told[] }
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply<unknown> };
