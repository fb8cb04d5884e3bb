// Failed system calls, in words for people.

/** The word that node:fs gives an error, such as ENOENT. */
export function errno(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return error.code;
}

/** What a failed system call means, for people. */
export function reason(error: unknown): string {
  const code = errno(error);
  return (code === undefined ? undefined : REASONS[code]) ?? `cannot be used (${code ?? String(error)})`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EACCES: "cannot be used: permission denied",
  EPERM: "cannot be used: operation not permitted",
  EISDIR: "is a directory",
  ENOTDIR: "goes through something that is not a directory",
  ELOOP: "goes through too many symbolic links",
  ENAMETOOLONG: "has too long a name",
  EROFS: "is on a read-only file system",
  ENOSPC: "is on a full file system",
  ERR_INVALID_ARG_VALUE: "is not a file name",
};
