// In a browser, in place of the preload script: takes the token from the address bar and gives the window its bridge.
import { after } from "../../common/client/after.ts";
import { BRIDGE, type Bridge } from "../shared/bridge.ts";
import { type Socket, SocketBridge, type SocketEvents } from "./socket-bridge.ts";
import { SOCKET_PATH } from "./wire.ts";

/** For as long as the tab is open, reloads included; other pages do not see it. */
const KEPT = "multihomed-token";

function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return sessionStorage.getItem(KEPT) ?? "";
  // Not to be left in the address bar, in the history, or in a bookmark.
  history.replaceState(null, "", location.pathname + location.search);
  sessionStorage.setItem(KEPT, given);
  return given;
}

function open({ opened, said, closed }: SocketEvents): Socket {
  const socket = new WebSocket(`ws://${location.host}${SOCKET_PATH}`);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => said(String(data)));
  socket.addEventListener("close", ({ code }) => closed(code));
  return socket;
}

const sockets = new SocketBridge({
  open,
  after,
  token: takeToken(),
  copy: (text) => navigator.clipboard.writeText(text),
});
// As the preload script's: functions that need no `this`.
const bridge: Bridge = {
  call: (name, ...args) => sockets.call(name, ...args),
  listen: (listener) => sockets.listen(listener),
};
Object.defineProperty(globalThis, BRIDGE, { value: Object.freeze(bridge) });

// Another token was pasted into the address bar, which alone loads nothing.
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#token=")) location.reload();
});
