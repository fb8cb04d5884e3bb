// How much may be asked for at once.

/** Traffic of so many links: more than fit into a window. */
export const TRAFFIC_MAX = 64;
/** So many routes or rules make a page, as the service says. */
export const PAGE_MAX = 1000;
/** Longest text for the clipboard, in characters. */
export const COPY_MAX = 1 << 20;
/** So many notes of the history are kept, by the host and by a window. */
export const ACTIVITY_MAX = 1000;
