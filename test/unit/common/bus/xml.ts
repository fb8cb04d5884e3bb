// Reads the subset of XML that our own files are written in, and refuses everything else.

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Character data with its entities resolved, and white space around it removed. */
  readonly text: string;
  /** The comment right in front of it, with nothing but white space between; "" where there is none. */
  readonly comment: string;
}

interface Building extends Element {
  readonly children: Element[];
  text: string;
}

/** The root element. @throws SyntaxError where `source` is not well-formed, or has what is not expected in our files. */
export function parseXml(source: string): Element {
  const root: Building = { name: "", attributes: {}, children: [], text: "", comment: "" };
  const open = [root];
  let comment = "";
  let at = 0;
  for (const match of source.matchAll(TOKEN)) {
    if (match.index !== at) throw new SyntaxError(`not understood at ${at}: ${source.slice(at, at + 40)}`);
    at += match[0].length;
    const parent = open.at(-1);
    if (parent === undefined) throw new SyntaxError(`more is closed than was opened at ${at}`);
    const { remark, end, start, rest = "", empty, text } = match.groups ?? {};
    if (remark !== undefined) {
      if (remark.includes("--")) throw new SyntaxError(`two hyphens in a comment: ${remark}`);
      comment = remark;
    } else if (end !== undefined) {
      if (open.pop()?.name !== end || open.length === 0) throw new SyntaxError(`</${end}> closes what is not open`);
      comment = "";
    } else if (start !== undefined) {
      const element = { name: start, attributes: attributesOf(rest), children: [], text: "", comment };
      parent.children.push(element);
      if (empty === undefined) open.push(element);
      comment = "";
    } else if (text !== undefined && text.trim() !== "") {
      parent.text += unescaped(text).trim();
      comment = "";
    }
  }
  if (at !== source.length) throw new SyntaxError(`not understood at ${at}: ${source.slice(at, at + 40)}`);
  const [element, ...others] = root.children;
  if (element === undefined || others.length > 0 || open.length !== 1 || root.text !== "") {
    throw new SyntaxError("expected one root element that is closed");
  }
  return element;
}

/** The children of this name. */
export const childrenOf = ({ children }: Element, name: string): readonly Element[] =>
  children.filter((child) => child.name === name);

const NAME = String.raw`[A-Za-z_][\w.:-]*`;
const TOKEN = new RegExp(
  [
    String.raw`<\?xml [^?]*\?>`,
    "<!DOCTYPE [^>]*>",
    "<!--(?<remark>.*?)-->",
    `</(?<end>${NAME})\\s*>`,
    `<(?<start>${NAME})(?<rest>(?:\\s+${NAME}="[^"<]*")*)\\s*(?<empty>/)?>`,
    "(?<text>[^<]+)",
  ].join("|"),
  "gs",
);

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(new RegExp(`(${NAME})="([^"]*)"`, "g"))) {
    if (Object.hasOwn(attributes, name)) throw new SyntaxError(`attribute ${name} is there twice`);
    attributes[name] = unescaped(value);
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(\w*);?/g, (entity, name: string) => {
    const character = entity.endsWith(";") ? ENTITIES[name] : undefined;
    if (character === undefined) throw new SyntaxError(`unknown entity ${entity}`);
    return character;
  });
}
