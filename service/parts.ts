// The parts of the kernel beside rtnetlink, each opened when it is first needed.
import type * as fs from "node:fs";
import { runtimeDirectory } from "./config/memory.ts";
import type { DaemonParts } from "./daemon.ts";
import { RULESET_TABLE } from "./planes/ruleset/index.ts";
import { openKeptFile } from "./system/kept-file.ts";
import { openNft } from "./system/nft.ts";
import { readSysctl } from "./system/sysctl.ts";

export function openParts(env: Readonly<Record<string, string | undefined>>, files: typeof fs): DaemonParts {
  const nft = openNft();
  return {
    files,
    nft,
    mptcp: {
      list: async () => undefined,
      add: async () => ({ code: "ENOSYS", text: undefined }),
      delete: async () => ({ code: "ENOSYS", text: undefined }),
      setLimits: async () => ({ code: "ENOSYS", text: undefined }),
    },
    conntrack: { forget: async () => ({ code: "ENOSYS", text: undefined }) },
    keptFile: openKeptFile(runtimeDirectory(env), files),
    sources: {
      readSysctl: (path) => readSysctl(path, files),
      mptcp: async () => undefined,
      listRuleset: () => nft.list(RULESET_TABLE),
      watchRuleset: () => {},
    },
  };
}
