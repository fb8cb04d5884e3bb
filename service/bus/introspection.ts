// The contract in the XML of org.freedesktop.DBus.Introspectable (D-Bus specification, "Introspection Data Format").
import type { InterfaceContract } from "../../common/bus/contract.ts";

const DOCTYPE =
  '<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"\n' +
  ' "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">\n';

/** Of an object with these interfaces and child nodes. Every name is one of ours: nothing has to be escaped. */
export function introspectionOf(interfaces: readonly InterfaceContract[], children: readonly string[]): string {
  const lines = [
    "<node>",
    ...interfaces.flatMap(describe).map((line) => ` ${line}`),
    ...children.map((child) => ` <node name="${child}"/>`),
    "</node>",
  ];
  return `${DOCTYPE}${lines.join("\n")}\n`;
}

function describe({ name, methods, properties, signals }: InterfaceContract): string[] {
  return [
    `<interface name="${name}">`,
    ...Object.entries(methods).flatMap(([method, contract]) =>
      element("method", method, [...args(contract.in, "in"), ...args(contract.out, "out")]),
    ),
    ...Object.entries(signals).flatMap(([signal, contract]) => element("signal", signal, args(contract))),
    ...Object.entries(properties).flatMap(([property, { type, changes, writable }]) => [
      ` <property name="${property}" type="${type}" access="${writable ? "readwrite" : "read"}">`,
      `  <annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="${changes}"/>`,
      " </property>",
    ]),
    "</interface>",
  ];
}

const element = (kind: string, name: string, content: readonly string[]): string[] =>
  content.length === 0 ? [` <${kind} name="${name}"/>`] : [` <${kind} name="${name}">`, ...content, ` </${kind}>`];

const args = (named: Readonly<Record<string, string>>, direction?: "in" | "out"): string[] =>
  Object.entries(named).map(([name, type]) => {
    const which = direction === undefined ? "" : ` direction="${direction}"`;
    return `  <arg name="${name}" type="${type}"${which}/>`;
  });
