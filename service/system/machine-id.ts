// The identity of this machine (machine-id(5)), which every D-Bus service can be asked for.
import type { readFileSync } from "node:fs";
import { MultihomedError } from "../../common/errors.ts";

/** D-Bus had its own file before systemd's. */
const FILES = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

export function readMachineId(fs: { readonly readFileSync: typeof readFileSync }): string {
  for (const file of FILES) {
    try {
      const id = fs.readFileSync(file, "utf8").trim();
      if (/^[0-9a-f]{32}$/.test(id)) return id;
    } catch {
      // The next file may be there.
    }
  }
  throw new MultihomedError("start", "this machine has no identity: /etc/machine-id is missing or empty");
}
