// One configuration from all that is said: defaults, then the file and its drop-ins, then the command line.
import { dirname, join } from "node:path";
import { checkInside, checkOnce, checkTables, doubts } from "./check.ts";
import type { Config, LogLevel, Uplink } from "./config.ts";
import { configDefaults, type Fragment, withFragment } from "./defaults.ts";
import { parseDynmhs } from "./dynmhs.ts";
import { type Files, listFiles, readText, readTextIfPresent } from "./file.ts";
import { present } from "./schema.ts";

export const DEFAULT_FILE = "/etc/multihomed/multihomed.toml";

export interface Loaded {
  readonly config: Config;
  /** One line each, for the log. */
  readonly warnings: readonly string[];
}

/** What the command line says; undefined where it is silent. */
export interface Request {
  readonly config: string | undefined;
  readonly networks: readonly Uplink[];
  readonly logLevel: LogLevel | undefined;
  readonly logColor: boolean | undefined;
  readonly logFile: string | undefined;
}

/** The configuration, or MultihomedError("configuration" or "usage"). Also for a reload: nothing is kept between. */
export async function loadConfig(request: Request, files: Files): Promise<Loaded> {
  const fragments = await readFragments(request.config, files);
  const written = fragments.reduce(withFragment, configDefaults);
  checkOnce(written.uplinks);
  checkOnce(request.networks);
  const { logLevel, logColor, logFile } = request;
  const config = {
    ...written,
    ...present({ logLevel, logColor, logFile }),
    uplinks: merged(written.uplinks, request.networks),
  };
  checkTables(config);
  checkInside(config);
  return { config, warnings: [...fragments.flatMap(({ warnings }) => warnings), ...doubts(config)] };
}

async function readFragments(named: string | undefined, files: Files): Promise<Fragment[]> {
  const file = named ?? DEFAULT_FILE;
  const main = named === undefined ? readTextIfPresent(file, files) : readText(file, files);
  if (!file.endsWith(".toml")) return [parseDynmhs(file, main ?? "")];
  const directory = join(dirname(file), "conf.d");
  const dropIns = listFiles(directory, ".toml", files).map((name) => join(directory, name));
  if (main === undefined && dropIns.length === 0) return [];
  // Loaded here, because its parser is the costliest module of ours: a start without a TOML file does not pay for it.
  const { parseToml } = await import("./toml.ts");
  const fragments = main === undefined ? [] : [parseToml(file, main)];
  return [...fragments, ...dropIns.map((dropIn) => parseToml(dropIn, readText(dropIn, files)))];
}

/**
 * As with DynMHS, the command line wins where both name an interface. It says nothing but the table, so what the file
 * says beside the table stays.
 */
function merged(written: readonly Uplink[], networks: readonly Uplink[]): Uplink[] {
  const overriding = networks.map((network) => {
    const same = written.filter((uplink) => uplink.interface === network.interface);
    const [only] = same;
    return only !== undefined && same.length === 1
      ? { ...only, table: network.table, origin: network.origin }
      : network;
  });
  const named = new Set(networks.map((network) => network.interface));
  return [...written.filter((uplink) => !named.has(uplink.interface)), ...overriding];
}
