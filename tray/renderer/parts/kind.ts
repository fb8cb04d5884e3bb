// What a link probably is, told by its name as systemd and the kernel name links. Pure.

export type Kind = "wired" | "wireless" | "mobile" | "other";

/** systemd.net-naming-scheme(7): en Ethernet, wl WLAN, ww WWAN; the kernel's own names are eth0, wlan0, wwan0, usb0. */
const KINDS: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/^(?:en|eth|usb)/, "wired"],
  [/^(?:wl|wifi)/, "wireless"],
  [/^(?:ww|ppp)/, "mobile"],
];

export function kindOf(name: string): Kind {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
}
