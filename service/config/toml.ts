// Our own configuration format: which keys a TOML file may have, and what they say.
import { invalidInterfaceName } from "../../common/interface-name.ts";
import { nftName } from "../../common/nft-name.ts";
import { PRIORITY_MAIN } from "../../common/numbers.ts";
import { printable } from "../../common/printable.ts";
import { LOG_LEVELS, type Uplink } from "./config.ts";
import type { Fragment } from "./defaults.ts";
import { isGlob } from "./match.ts";
import { GLOB_TABLE, invalidInterface } from "./network.ts";
import { flag, integer, type Located, listOf, oneOf, present, refuse, type Shape, table, text } from "./schema.ts";
import { parseTomlTree } from "./toml-tree.ts";
import { tableNumber, tableOrAuto, uplinkOf, uplinkOptions } from "./uplink.ts";

/** What the TOML text of `file` says. */
export function parseToml(file: string, source: string): Fragment {
  const root = parseTomlTree(file, source);
  const { "log-level": logLevel, "on-stop": onStop, uplink = [], balance, gateway } = document(root, { file, key: "" });
  const { "mark-mask": markMask, "translate-ipv6": translateIpv6, ...forwarding } = gateway ?? {};
  return {
    uplinks: uplink,
    ...present({ logLevel, onStop, balance, gateway: { ...forwarding, ...present({ markMask, translateIpv6 }) } }),
    warnings: [],
  };
}

const uplink: Shape<Uplink> = (node, place) => {
  const { interface: name, ...rest } = uplinkKeys(node, place);
  if (name === undefined) {
    return refuse(node.line, { ...place, key: `${place.key}.interface` }, "expected the name of a link or a pattern");
  }
  if (isGlob(name) && typeof rest.table === "number") {
    refuse(lineOf(node, "table"), { ...place, key: `${place.key}.table` }, GLOB_TABLE);
  }
  return uplinkOf(name, rest, printable(`${place.file}:${node.line}`));
};

const uplinkKeys = table({
  interface: text("the name of a link or a pattern", invalidInterface),
  table: tableOrAuto,
  ...uplinkOptions,
});

/** TOML has hexadecimal integers too; the text is what nftables and ip(8) print. */
const mask: Shape<number> = (node, place) => {
  const written = node.kind === "string" && /^0x[0-9a-f]{1,8}$/i.test(node.value) ? Number(node.value) : undefined;
  const value = node.kind === "integer" ? node.value : written;
  if (value !== undefined && value >= 1 && value <= 0xffffffff) return value;
  return refuse(node.line, place, 'expected a mask of 32 bits that is not zero, such as "0x00ff0000"');
};

/** It stands in our nftables table; without it, what it is to let out would go out as it came. */
function invalidInside(name: string): string | undefined {
  if (name === "lo") return "is the loopback";
  return invalidInterfaceName(name) ?? (nftName(name) === undefined ? "cannot be said to nftables" : undefined);
}

const document = table({
  "log-level": oneOf(...LOG_LEVELS),
  "on-stop": oneOf("remove", "keep"),
  uplink: listOf("a table in double brackets, [[uplink]]", uplink),
  balance: table({
    enabled: flag,
    table: tableNumber,
    // It has a rule at the priority before and one behind, and all of them stand in front of the main table's.
    priority: integer(2, PRIORITY_MAIN - 2),
    hash: oneOf("flow", "destination"),
  }),
  gateway: table({
    enabled: flag,
    inside: listOf("a list of names of links", text("the name of a link", invalidInside)),
    "mark-mask": mask,
    "translate-ipv6": flag,
  }),
});

function lineOf(node: Located, key: string): number {
  return (node.kind === "table" ? node.value.get(key)?.line : undefined) ?? node.line;
}
