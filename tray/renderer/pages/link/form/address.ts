// Whether a text is an address of IPv4 or IPv6: what is typed is refused here before the service has to. Pure.

export const isAddress = (text: string): boolean => isAddress4(text) || isAddress6(text);

/** As inet_pton(3): four decimal numbers, without leading zeros. */
export function isAddress4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** RFC 4291, 2.2; without a zone. */
export function isAddress6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const ends4 = last.includes(".");
  // Dotted numbers stand at the very end only, and for two groups.
  if (ends4 && (!isAddress4(last) || !text.endsWith(last))) return false;
  const hexadecimal = ends4 ? groups.slice(0, -1) : groups;
  if (!hexadecimal.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = hexadecimal.length + (ends4 ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}
