// The exposure of our unit beside that of others which are installed, by systemd-analyze(1).
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { forEach, type Row } from "../result.ts";
import { OURS } from "../subject.ts";

const ROW = "exposure of the unit";
const REACH = 2;
const OUR_UNIT = fileURLToPath(new URL("../../../systemd/multihomed.service", import.meta.url));
const OTHERS = ["systemd-networkd", "NetworkManager", "upower", "bolt", "systemd-hostnamed"];
const FOLDERS = ["/usr/lib/systemd/system", "/lib/systemd/system"];
const TIMEOUT = 30_000;

export const exposure: Row = async (plan, report) => {
  await forEach({ ...plan, subjects: [OURS] }, ROW, async ({ name: subject }) => {
    const measure = "systemd-analyze security, 0 to 10";
    const common = { row: ROW, measure, unit: "points", right: true } as const;
    const value = points(OUR_UNIT);
    report({ ...common, subject, value, reach: REACH, judged: value });
    for (const other of OTHERS) {
      const file = [...plan.units, ...FOLDERS]
        .map((folder) => join(folder, `${other}.service`))
        .find((candidate) => existsSync(candidate));
      if (file !== undefined) report({ ...common, subject: other, value: points(file) });
    }
  });
};

function points(unit: string): number {
  const options = { encoding: "utf8", timeout: TIMEOUT, stdio: "pipe" } as const;
  const printed = execFileSync("systemd-analyze", ["security", "--offline=true", "--no-pager", unit], options);
  const [, exposed] = /Overall exposure level for \S+: (\d+\.\d+)/.exec(printed) ?? [];
  if (exposed === undefined) throw new Error(`systemd-analyze says nothing of ${unit}`);
  return Number(exposed);
}
