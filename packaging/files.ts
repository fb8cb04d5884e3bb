// What is in the package, and where it comes from.

export interface PackagedFile {
  /** Absolute, on the machine where the package is installed. */
  readonly target: string;
  /** In the tree that was built where it begins with "build:", otherwise in the repository. */
  readonly source: string;
  readonly as?: "program" | "native" | "compressed";
}

const LIBRARY = "/usr/lib/multihomed";
const MAN = "/usr/share/man";
export const DOCUMENTATION = "/usr/share/doc/multihomed";

export const FILES: readonly PackagedFile[] = [
  { target: `${LIBRARY}/multihomed`, source: "build:multihomed", as: "program" },
  { target: `${LIBRARY}/multihomectl`, source: "build:multihomectl", as: "program" },
  { target: `${LIBRARY}/package.json`, source: "build:package.json" },
  { target: `${LIBRARY}/native/koffi.node`, source: "build:native/koffi.node", as: "native" },
  { target: `${LIBRARY}/native/netlink.node`, source: "build:native/netlink.node", as: "native" },

  { target: "/etc/multihomed/multihomed.toml", source: "packaging/multihomed.toml" },
  // Debian 12's iproute2 reads this folder and no other; Debian 13's reads it too.
  { target: "/etc/iproute2/rt_protos.d/multihomed.conf", source: "packaging/rt_protos.conf" },

  { target: "/usr/lib/systemd/system/multihomed.service", source: "systemd/multihomed.service" },
  { target: "/usr/share/dbus-1/system.d/org.multihomed1.conf", source: "dbus/org.multihomed1.conf" },
  { target: "/usr/share/dbus-1/system-services/org.multihomed1.service", source: "dbus/org.multihomed1.service" },
  ...["Link", "Manager"].map((name) => ({
    target: `/usr/share/dbus-1/interfaces/org.multihomed1.${name}.xml`,
    source: `dbus/org.multihomed1.${name}.xml`,
  })),
  { target: "/usr/share/polkit-1/actions/org.multihomed1.policy", source: "polkit/org.multihomed1.policy" },

  { target: `${MAN}/man1/multihomectl.1.gz`, source: "docs/man/multihomectl.1", as: "compressed" },
  { target: `${MAN}/man5/multihomed.toml.5.gz`, source: "docs/man/multihomed.toml.5", as: "compressed" },
  { target: `${MAN}/man8/multihomed.8.gz`, source: "docs/man/multihomed.8", as: "compressed" },

  { target: "/usr/share/bash-completion/completions/multihomectl", source: "completions/multihomectl.bash" },
  { target: "/usr/share/zsh/vendor-completions/_multihomectl", source: "completions/_multihomectl" },
  { target: "/usr/share/fish/vendor_completions.d/multihomectl.fish", source: "completions/multihomectl.fish" },

  {
    target: `${DOCUMENTATION}/examples/networkd.conf.d/multihomed.conf`,
    source: "systemd/networkd.conf.d/multihomed.conf",
  },
  {
    target: `${DOCUMENTATION}/examples/polkit-1/rules.d/50-multihomed-netdev.rules`,
    source: "polkit/rules.d/50-multihomed-netdev.rules",
  },
];

/** Symbolic links: where they are and what they say. Node looks for the native add-ons beside what a link leads to. */
export const LINKS: readonly (readonly [target: string, to: string])[] = [
  ["/usr/bin/multihomectl", "../lib/multihomed/multihomectl"],
  ["/usr/sbin/multihomed", "../lib/multihomed/multihomed"],
];

/** Folders that are there although the package has nothing in them. */
export const FOLDERS: readonly string[] = ["/etc/multihomed/conf.d"];

/** Of the package's control archive, besides what is computed. */
export const MAINTAINER_SCRIPTS: readonly string[] = ["postinst", "prerm", "postrm"];
