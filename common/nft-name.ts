// The name of a link in the language of nft(8), where that can be said safely.
import { invalidInterfaceName } from "./interface-name.ts";

/**
 * The name in quotation marks; undefined where nft would read another one, or none: it knows no escape for a quotation
 * mark, takes a backslash as one for a star, and a star at the end for whatever follows (src/evaluate.c of nftables,
 * expr_evaluate_string). What is not ASCII may have been other bytes.
 */
export function nftName(name: string): string | undefined {
  if (invalidInterfaceName(name) !== undefined || !/^[!-~]+$/.test(name)) return undefined;
  return /["\\]|\*$/.test(name) ? undefined : `"${name}"`;
}
