// Object paths of links: a name in which every byte outside [A-Za-z0-9], and a leading digit, is `_xx`, as in sd-bus.
import { PATH_LINKS } from "./contract.ts";

/** The path of the link object of an interface, whether or not there is one. */
export function linkPath(name: string): string {
  let label = "";
  for (const byte of Buffer.from(name)) {
    const character = String.fromCharCode(byte);
    const plain = label === "" ? /[A-Za-z]/ : /[A-Za-z0-9]/;
    label += plain.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
  }
  return `${PATH_LINKS}/${label}`;
}

/** The interface whose link object has this path; undefined where it is none of ours. */
export function linkName(path: string): string | undefined {
  if (!path.startsWith(`${PATH_LINKS}/`)) return undefined;
  const label = path.slice(PATH_LINKS.length + 1);
  if (!/^(?:[A-Za-z0-9]|_[0-9a-f]{2})+$/.test(label)) return undefined;
  const bytes = label.replace(/_([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const name = Buffer.from(bytes, "latin1").toString("utf8");
  // Only one spelling is the path of an object.
  return linkPath(name) === path ? name : undefined;
}
