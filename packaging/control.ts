// The control file of the package: what it is, and what it needs.

export interface ControlOptions {
  readonly version: string;
  /** As Node says it. */
  readonly processor: string;
  readonly maintainer: string;
  /** In KiB. */
  readonly installedSize: number;
  /** Newest symbol version of glibc that the native add-ons want, such as "2.25". */
  readonly glibc: string;
}

/** Debian's name of a processor. @throws where there are no native add-ons for it. */
export function architecture(processor: string): string {
  const name = ARCHITECTURES[processor];
  if (name === undefined) throw new Error(`no package for ${processor}: the native add-ons are not built for it`);
  return name;
}

export function controlFile({ version, processor, maintainer, installedSize, glibc }: ControlOptions): string {
  const depends = [
    "nodejs (>= 18.19)",
    `libc6 (>= ${glibc})`,
    "libgcc-s1",
    "libstdc++6",
    "default-dbus-system-bus | dbus-system-bus",
  ];
  return `${[
    "Package: multihomed",
    `Version: ${version}`,
    `Architecture: ${architecture(processor)}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${installedSize}`,
    `Depends: ${depends.join(", ")}`,
    // Without polkit only root may assign; policykit-1 is its name before Debian 12. nftables' library is loaded when a
    // strict uplink or the gateway is configured; everything else does without.
    "Recommends: polkitd | policykit-1, libnftables1",
    "Suggests: iproute2",
    "Section: net",
    "Priority: optional",
    DESCRIPTION,
  ].join("\n")}\n`;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "armhf", ia32: "i386" };

const DESCRIPTION = `Description: routing tables and source rules for hosts with several uplinks
 A Linux host with two network connections usually uses one of them: whatever
 source address a program chooses, the best default route wins. This service
 gives each assigned interface a routing table of its own, and each of its
 addresses a rule that leads there, so that replies leave where requests came
 in, and protocols such as MPTCP and SCTP have something to spread over.
 .
 It follows links, addresses and routes as they change, leaves alone what other
 network daemons own, and is steered over D-Bus: with multihomectl, busctl or
 gdbus, by whomever polkit permits. Nothing is changed until an interface is
 assigned.`;
