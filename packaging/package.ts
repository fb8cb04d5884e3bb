// Builds dist/multihomed_VERSION_ARCH.deb from this repository, offline: `npm run package [-- --version V --out DIR]`.
// The same commit gives the same bytes. DEBFULLNAME and DEBEMAIL say who packages.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { debianChangelog } from "./changelog.ts";
import { architecture, controlFile } from "./control.ts";
import { copyrightFile } from "./copyright.ts";
import { DOCUMENTATION, FILES, MAINTAINER_SCRIPTS } from "./files.ts";
import { COMPILED_IN, type Licence, licenceOf } from "./licences.ts";
import { checksums, filesUnder, installedSize, newestGlibc } from "./measure.ts";
import { maintainer, sourceDate } from "./packager.ts";
import { compressed, date, layOut, put } from "./tree.ts";

const repository = fileURLToPath(new URL("../", import.meta.url));
const fromRepository = (file: string): string => readFileSync(join(repository, file), "utf8");

/** A version of Debian's as it stands: no epoch, no revision. */
const VERSION = /^[0-9][0-9A-Za-z.+~]*$/;

interface Wanted {
  readonly version: string;
  readonly maintainer: string;
  /** When the source was changed last, in seconds since the epoch: every date in the package. */
  readonly seconds: number;
}

/** Builds the package into the folder `out`, by way of `work`; where it is. */
function buildPackage({ version, maintainer, seconds }: Wanted, out: string, work: string): string {
  const [build, root] = [join(work, "build"), join(work, "root")];
  run(process.execPath, join(repository, "scripts/build.mjs"), "--out", build, "--version", version);

  layOut(root, { repository, build });
  const now = new Date(seconds * 1000);
  const changelog = debianChangelog(fromRepository("CHANGELOG.md"), { version, maintainer, date: now });
  put(root, `${DOCUMENTATION}/changelog.gz`, compressed(changelog));
  put(root, `${DOCUMENTATION}/copyright`, copyrightFile(licences(build), now.getUTCFullYear()));

  const files = filesUnder(root);
  const glibc = newestGlibc(FILES.filter(({ as }) => as === "native").map(({ target }) => join(root, target)));
  const about = { version, processor: process.arch, maintainer, installedSize: installedSize(root), glibc };
  put(root, "DEBIAN/control", controlFile(about));
  const configuration = files.filter((file) => file.startsWith("etc/"));
  put(root, "DEBIAN/conffiles", configuration.map((file) => `/${file}\n`).join(""));
  put(root, "DEBIAN/md5sums", checksums(root, files));
  for (const name of MAINTAINER_SCRIPTS)
    put(root, `DEBIAN/${name}`, fromRepository(`packaging/scripts/${name}`), 0o755);

  date(root, seconds);
  const name = `multihomed_${version}_${architecture(process.arch)}.deb`;
  const archive = join(work, name);
  // Ubuntu's dpkg compresses otherwise, and several threads cut the archive elsewhere: neither gives the same bytes.
  process.env.SOURCE_DATE_EPOCH = String(seconds);
  process.env.DPKG_DEB_THREADS_MAX = "1";
  run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, archive);
  return installed(archive, join(out, name));
}

/** Of all that is in the programs. */
function licences(build: string): Licence[] {
  const bundled: readonly string[] = JSON.parse(readFileSync(join(build, "bundled.json"), "utf8"));
  return [...bundled, ...COMPILED_IN].sort().map((folder) => licenceOf(folder, repository));
}

/** Puts `file` in the place of `target` at once. */
function installed(file: string, target: string): string {
  const beside = `${target}.${process.pid}`;
  mkdirSync(join(target, ".."), { recursive: true });
  try {
    run("cp", file, beside);
    renameSync(beside, target);
  } finally {
    rmSync(beside, { force: true });
  }
  return target;
}

/** What the program prints. @throws what it says where it fails. */
function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Programs that this needs besides Node, and the Debian package that has each. */
const PROGRAMS: Readonly<Record<string, string>> = { "dpkg-deb": "dpkg", strip: "binutils" };

function requirePrograms(): void {
  for (const [program, debianPackage] of Object.entries(PROGRAMS)) {
    const { error } = spawnSync(program, ["--version"]);
    if (error !== undefined)
      throw new Error(`${program} is missing; please type: sudo apt-get install ${debianPackage}`);
  }
}

function main(): void {
  const { version: ours }: { readonly version: string } = JSON.parse(fromRepository("package.json"));
  const { env } = process;
  const { values } = parseArgs({
    options: {
      version: { type: "string", default: env.MULTIHOMED_VERSION ?? ours },
      out: { type: "string", default: join(repository, "dist") },
    },
  });
  const { version, out } = values;
  if (!VERSION.test(version)) throw new Error(`--version ${version}: expected one such as 0.1.0`);
  requirePrograms();
  const wanted = { version, maintainer: maintainer(env), seconds: sourceDate(env, repository) };
  const work = mkdtempSync(join(tmpdir(), "multihomed-package-"));
  try {
    process.stdout.write(`${buildPackage(wanted, out, work)}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`package: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
