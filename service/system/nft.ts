// nftables through libnftables, the library behind nft(8), in this process: a transaction is a call, without a process.
import { closeSync, writeSync } from "node:fs";
import { getSystemErrorName } from "node:util";
import koffi, { type LibraryHandle } from "koffi";
import { MultihomedError } from "../../common/errors.ts";

/** All of it throws a MultihomedError where nftables cannot be used now; a later try may succeed. */
export interface Nft {
  /**
   * Has commands in the language of nft(8) carried out, all of them in one transaction or none, before it returns.
   * @returns why not, in one line with the words concerned; undefined: done.
   */
  run(commands: string): string | undefined;
  /**
   * A table, such as "inet multihomed", as `nft --stateless list table` prints it: without what packets change.
   * Undefined where there is none.
   */
  list(table: string): string | undefined;
  /** Gives the library's memory and socket back; the next call begins anew. */
  close(): void;
}

/** Nothing is loaded and opened before the first call, so that a host without nftables can do without. */
export function openNft(library = LIBRARY): Nft {
  let opened: Context | undefined;
  const context = (): Context => {
    opened ??= openContext(library);
    return opened;
  };
  return {
    run(commands) {
      const { run, error } = context();
      return run(commands) ? undefined : explain(error(), commands);
    },
    list(table) {
      const { run, output, error } = context();
      if (run(`list table ${table}`)) return output();
      const why = error();
      // Its words for a table that is not there are the C library's, in whatever language. So it is asked for all.
      if (run(`list tables ${table.split(" ", 1)}`) && !output().split("\n").includes(`table ${table}`))
        return undefined;
      throw new MultihomedError("kernel", `cannot list nftables table ${table}: ${explain(why, "")}`, {
        retryable: true,
      });
    },
    close() {
      opened?.free();
      opened = undefined;
    },
  };
}

/** The library's stable interface, of which only what is used here (nftables/libnftables.h). */
const LIBRARY = "libnftables.so.1";
const PACKAGE = "libnftables1";
const NFT_CTX_OUTPUT_STATELESS = 1 << 2;

interface Context {
  /** Whether it could be done; what was printed and what went wrong is there until the next time. */
  run(commands: string): boolean;
  output(): string;
  error(): string;
  free(): void;
}

function openContext(name: string): Context {
  const library = load(name);
  checkSocket();
  // A koffi pointer: opaque.
  const create: () => unknown = library.func("void *nft_ctx_new(uint32_t flags)").bind(undefined, 0);
  const free = library.func("void nft_ctx_free(void *context)");
  const bufferOutput = library.func("int nft_ctx_buffer_output(void *context)");
  const bufferError = library.func("int nft_ctx_buffer_error(void *context)");
  const setFlags = library.func("void nft_ctx_output_set_flags(void *context, unsigned int flags)");
  const runFile = library.func("int nft_run_cmd_from_filename(void *context, const char *name)");
  const output = library.func("const char *nft_ctx_get_output_buffer(void *context)");
  const error = library.func("const char *nft_ctx_get_error_buffer(void *context)");
  const memoryFile = koffi.load(null).func("int memfd_create(const char *name, unsigned int flags)");

  const context = create();
  if (!context || bufferOutput(context) !== 0 || bufferError(context) !== 0) throw unusable("out of memory");
  setFlags(context, NFT_CTX_OUTPUT_STATELESS);
  return {
    run(commands) {
      // From a file, since errors then name a line: of a buffer, the library quotes the first, whichever is meant.
      const fd: number = memoryFile("nft", MFD_CLOEXEC);
      if (fd < 0) throw unusable(errorName());
      try {
        writeSync(fd, commands);
        return runFile(context, `/proc/self/fd/${fd}`) === 0;
      } finally {
        closeSync(fd);
      }
    },
    output: () => output(context),
    error: () => error(context),
    free: () => free(context),
  };
}

function load(name: string): LibraryHandle {
  try {
    return koffi.load(name);
  } catch (cause) {
    const message = `nftables cannot be used: ${name} cannot be loaded; install the package ${PACKAGE}`;
    throw new MultihomedError("missing", message, { cause, retryable: true });
  }
}

/** The library ends the process where it gets no socket, so this tries first. */
function checkSocket(): void {
  const libc = koffi.load(null);
  const fd: number = libc.func("int socket(int domain, int type, int protocol)")(
    AF_NETLINK,
    SOCK_RAW | SOCK_CLOEXEC,
    NETLINK_NETFILTER,
  );
  if (fd < 0) throw unusable(errorName());
  closeSync(fd);
}

// linux/netlink.h, linux/memfd.h; sockets as on every processor that the native add-ons are built for.
const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_NETFILTER = 12;
const MFD_CLOEXEC = 1;

const unusable = (why: string) => new MultihomedError("kernel", `nftables cannot be used: ${why}`, { retryable: true });

const errorName = (): string => getSystemErrorName(-koffi.errno());

/** Errors begin "FILE:LINE:COLUMNS: Error: TEXT"; below them stand the line and a mark under the words concerned. */
function explain(errors: string, commands: string): string {
  const [, line, text] = /^(?:\S+?:(\d+):[\d-]+: )?Error: (.*)$/m.exec(errors) ?? [];
  if (text === undefined) return errors.trim().split("\n", 1)[0] || "no reason given";
  const meant = commands.split("\n")[Number(line) - 1]?.trim();
  if (!meant) return text;
  return `${text}, in "${meant.length > QUOTE_MAX ? `${meant.slice(0, QUOTE_MAX)}…` : meant}"`;
}

/** Characters of the text that an error quotes. */
const QUOTE_MAX = 160;
