// What the service remembers between its lives: allocated tables, and what was assigned over D-Bus.
import type { Log } from "../system/log.ts";
import { loadAllocations, saveAllocations, stateDirectory } from "./allocations.ts";
import type { Allocations } from "./assignments.ts";
import type { WritableFiles } from "./replace-file.ts";
import { type Decisions, loadDecisions, saveDecisions } from "./saved.ts";

/** How long an assignment over D-Bus holds: for good, or until the next boot. */
export type Layer = "persistent" | "temporary";

export interface Memory {
  readonly allocated: Allocations;
  readonly decided: Readonly<Record<Layer, Decisions>>;
  /** One line each: what could not be read. */
  readonly troubles: readonly string[];
  /** Never throws: what cannot be written is a line in the log. */
  saveAllocated(allocated: Allocations): void;
  /** Throws what node:fs throws; then nothing is changed. */
  saveDecided(layer: Layer, decisions: Decisions): void;
}

export interface MemoryOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether what was assigned over D-Bus counts: not where D-Bus is not served. */
  readonly decisions: boolean;
  /** Whether nothing may be written. */
  readonly readOnly: boolean;
}

export function openMemory({ env, decisions, readOnly }: MemoryOptions, files: WritableFiles, log: Log): Memory {
  const state = stateDirectory(env);
  const directories = { persistent: state, temporary: runtimeDirectory(env) };
  const { allocated, warning } = loadAllocations(state, files);
  const load = (layer: Layer) =>
    decisions ? loadDecisions(directories[layer], files, readOnly) : { decisions: new Map<string, undefined>() };
  const [persistent, temporary] = [load("persistent"), load("temporary")];
  const troubles = [warning, persistent.warning, temporary.warning].filter((line) => line !== undefined);
  for (const line of troubles) log.warning(line);
  return {
    allocated,
    decided: { persistent: persistent.decisions, temporary: temporary.decisions },
    troubles,
    saveAllocated(now) {
      const trouble = readOnly ? undefined : saveAllocations(state, now, files);
      if (trouble !== undefined) log.warning(trouble);
    },
    saveDecided: (layer, now) => saveDecisions(directories[layer], now, files),
  };
}

/** Where things are kept until the next boot: systemd says so (RuntimeDirectory=, systemd.exec(5)). */
export function runtimeDirectory(env: MemoryOptions["env"]): string {
  return env.RUNTIME_DIRECTORY?.split(":")[0] || "/run/multihomed";
}
