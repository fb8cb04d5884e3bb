// Introspection XML as lines that can be compared: one for each interface, member, argument and annotation.

/** Of the interfaces that `wanted` names; sorted where the order says nothing. Comments are not part of the contract. */
export function describeXml(xml: string, wanted: (name: string) => boolean = () => true): string[] {
  const lines: string[] = [];
  let [owner, member, argument] = ["", "", 0];
  for (const { tag, attributes } of elements(xml)) {
    const { name = "", type = "", access, direction, value = "" } = attributes;
    if (tag === "interface") [owner, member] = [name, ""];
    else if (tag === "method" || tag === "signal" || tag === "property") {
      [member, argument] = [name, 0];
      lines.push([owner, tag, name, type, access ?? ""].join(" ").trim());
    } else if (tag === "arg") {
      argument += 1;
      // A signal's arguments may say that they go out, or leave it (D-Bus specification).
      lines.push(`${owner} ${member} ${argument} ${name} ${type} ${direction === "in" ? "in" : "out"}`);
    } else if (tag === "annotation") {
      lines.push(`${owner} ${member} ${name}=${value}`);
    }
  }
  return lines.filter((line) => wanted(line.split(" ")[0] ?? "")).sort();
}

/** The names of the nodes below. */
export function childNodes(xml: string): string[] {
  return [...elements(xml)].flatMap(({ tag, attributes }) =>
    tag === "node" && attributes.name !== undefined && !attributes.name.startsWith("/") ? [attributes.name] : [],
  );
}

export function interfaceNames(xml: string): string[] {
  return [...elements(xml)]
    .flatMap(({ tag, attributes }) => (tag === "interface" ? [attributes.name ?? ""] : []))
    .sort();
}

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function* elements(xml: string): Generator<Element> {
  const bare = xml.replace(/<!--[\s\S]*?-->/g, "").replace(/<[!?][^>]*>/g, "");
  for (const [, tag = "", rest = ""] of bare.matchAll(/<([a-z]+)([^>]*)>/g)) {
    const attributes = [...rest.matchAll(/([a-z]+)=(?:"([^"]*)"|'([^']*)')/g)].map(([, key = "", a, b]) => [
      key,
      a ?? b ?? "",
    ]);
    yield { tag, attributes: Object.fromEntries(attributes) };
  }
}
