// What the kernel accepts as the name of a link (dev_valid_name in net/core/dev.c).

/** IFNAMSIZ less the terminating zero byte (linux/if.h). */
export const INTERFACE_NAME_MAX = 15;

/** Why `name` cannot be the name of a link, as the end of a sentence; undefined where it can. */
export function invalidInterfaceName(name: string): string | undefined {
  if (name === "") return "is empty";
  const bytes = Buffer.byteLength(name);
  if (bytes > INTERFACE_NAME_MAX) return `is ${bytes} bytes long (at most ${INTERFACE_NAME_MAX})`;
  if (name === "." || name === "..") return "is reserved";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[/:\s\u0000-\u001f\u007f]/.test(name)) return "contains a slash, a colon, white space or a control character";
  return undefined;
}
