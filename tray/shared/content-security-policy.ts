// What the window may load and reach: its own files and nothing else, whoever gets text of theirs into it.

/**
 * The value of the header Content-Security-Policy.
 * @param sockets where the window's bridge is, such as "ws://127.0.0.1:8080"; none in Electron, which has another way
 */
export function contentSecurityPolicy(...sockets: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${sockets.length === 0 ? "'none'" : sockets.join(" ")}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // No text becomes HTML or a script, and there is no way to allow that.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
