// What an archive of Electron's (.asar) holds: two sizes and JSON in front (github.com/electron/asar, README), then the files.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export interface Archived {
  readonly bytes: Buffer;
  /** The SHA-256 that the header says, in hexadecimal. */
  readonly promised: string;
  /** That of the bytes. */
  readonly actual: string;
}

interface Node {
  readonly files?: Readonly<Record<string, Node>>;
  readonly offset?: string;
  readonly size?: number;
  readonly integrity?: { readonly hash: string };
}

/** By path, without a slash in front. @throws on a link, and on a file that is beside the archive instead of in it. */
export function filesOf(archive: string): Map<string, Archived> {
  const bytes = readFileSync(archive);
  const header: Node = JSON.parse(bytes.toString("utf8", 16, 16 + bytes.readUInt32LE(12)));
  const found = new Map<string, Archived>();
  const start = 8 + bytes.readUInt32LE(4);
  const visit = (path: string, { files, offset, size, integrity }: Node): void => {
    if (files !== undefined) {
      for (const [name, node] of Object.entries(files)) visit(path === "" ? name : `${path}/${name}`, node);
    } else if (offset === undefined || size === undefined || integrity === undefined) {
      throw new Error(`${archive}: ${path} is not a file in it`);
    } else {
      const content = bytes.subarray(start + Number(offset), start + Number(offset) + size);
      const actual = createHash("sha256").update(content).digest("hex");
      found.set(path, { bytes: content, promised: integrity.hash, actual });
    }
  };
  visit("", header);
  return found;
}
