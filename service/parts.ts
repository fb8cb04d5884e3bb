// The parts of the kernel beside rtnetlink, each opened when it is first needed.
import type * as fs from "node:fs";
import { runtimeDirectory } from "./config/memory.ts";
import type { DaemonParts } from "./daemon.ts";
import { Conntrack } from "./netlink/conntrack.ts";
import { Mptcp } from "./netlink/mptcp-endpoints.ts";
import { TableMonitor } from "./netlink/table-monitor.ts";
import { RULESET_TABLE } from "./planes/ruleset/index.ts";
import { openKeptFile } from "./system/kept-file.ts";
import type { Log } from "./system/log.ts";
import { openNft } from "./system/nft.ts";
import { readSysctl } from "./system/sysctl.ts";

export function openParts(
  env: Readonly<Record<string, string | undefined>>,
  files: typeof fs,
  log: Pick<Log, "warning">,
  readOnly: boolean,
): DaemonParts {
  const nft = openNft();
  const keptFile = openKeptFile(runtimeDirectory(env), files, readOnly);
  const mptcp = new Mptcp();
  const [, tableName = ""] = RULESET_TABLE.split(" ");
  const failed = (error: Error) => log.warning(`listening to nftables: ${error.message}`);
  return {
    files,
    nft,
    mptcp,
    conntrack: new Conntrack(),
    keptFile,
    sources: {
      readSysctl: (path) => readSysctl(path, files),
      mptcp: () => mptcp.list(),
      listRuleset: () => nft.list(RULESET_TABLE),
      // Open until the process ends.
      watchRuleset: (changed) => void new TableMonitor(tableName, changed, failed),
      saveKept: (kept) => keptFile.save(kept),
    },
  };
}
