// TOML text as a tree of values that know their line. The grammar is toml-eslint-parser's.
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { MultihomedError } from "../../common/errors.ts";
import { printable } from "../../common/printable.ts";
import type { Located } from "./schema.ts";

/** The tree of `source`; `file` is for messages. */
export function parseTomlTree(file: string, source: string): Located {
  try {
    return rootOf(parseTOML(source, { tomlVersion: "1.0" }).body[0]);
  } catch (cause) {
    // Anything else is the parser out of stack: it recurses into arrays, and spreads long strings as arguments.
    const [line, why] =
      cause instanceof ParseError ? [cause.lineNumber, cause.message] : [1, "too long or nested too deeply"];
    throw new MultihomedError("configuration", printable(`${file}:${line}: not valid TOML: ${why}`), { cause });
  }
}

/** A container while it is filled; readers see it as Located. */
class Table {
  readonly kind = "table";
  readonly value = new Map<string, Located>();
  constructor(readonly line: number) {}
}

class List {
  readonly kind = "array";
  readonly value: Located[] = [];
  constructor(readonly line: number) {}
}

function rootOf(top: AST.TOMLTopLevelTable): Located {
  const root = new Table(1);
  for (const node of top.body) {
    if (node.type === "TOMLKeyValue") add(root, node);
    else {
      const table = open(root, node.resolvedKey, node.key.loc.start.line);
      for (const keyValue of node.body) add(table, keyValue);
    }
  }
  return root;
}

function add(table: Table, node: AST.TOMLKeyValue): void {
  const line = node.key.loc.start.line;
  const names = node.key.keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value));
  open(table, names.slice(0, -1), line).value.set(names.at(-1) ?? "", located(node.value, line));
}

/** The table at `path` below `root`, made where it is missing; a number is an index in an array of tables. */
function open(root: Table, path: readonly (string | number)[], line: number): Table {
  let container: Table | List = root;
  for (const [at, key] of path.entries()) {
    const known: Located | undefined =
      container instanceof Table ? container.value.get(String(key)) : container.value[Number(key)];
    const inner: Table | List =
      known instanceof Table || known instanceof List
        ? known
        : typeof path[at + 1] === "number"
          ? new List(line)
          : new Table(line);
    if (inner !== known) {
      if (container instanceof Table) container.value.set(String(key), inner);
      else container.value.push(inner);
    }
    container = inner;
  }
  // A path that ends in a list is none that the parser makes: [[a]] resolves to ["a", 0].
  return container instanceof Table ? container : new Table(line);
}

function located(node: AST.TOMLContentNode, line: number): Located {
  switch (node.type) {
    case "TOMLArray": {
      const list = new List(line);
      for (const element of node.elements) list.value.push(located(element, element.loc.start.line));
      return list;
    }
    case "TOMLInlineTable": {
      const table = new Table(line);
      for (const keyValue of node.body) add(table, keyValue);
      return table;
    }
    case "TOMLValue":
      if (node.kind === "string") return { kind: "string", line, value: node.value };
      if (node.kind === "boolean") return { kind: "boolean", line, value: node.value };
      // Beyond 2^53 a number is rounded, but no key of ours takes one anywhere near.
      if (node.kind === "integer") return { kind: "integer", line, value: node.value };
      return { kind: "other", line };
  }
}
