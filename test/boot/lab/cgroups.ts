// Where the cgroups of a process are in the file system: those of the hierarchies that systemd uses.
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Version 2 alone, or beside version 1; and the hierarchy that systemd keeps in version 1. */
const MOUNTS: Readonly<Record<string, readonly string[]>> = {
  "": ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"],
  "name=systemd": ["/sys/fs/cgroup/systemd"],
};

/** From the text of /proc/PID/cgroup. */
export function groupFolders(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    const mount = MOUNTS[controllers]?.find((folder) => existsSync(join(folder, "cgroup.procs")));
    return mount === undefined ? [] : [join(mount, path)];
  });
}
