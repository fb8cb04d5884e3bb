// What the bus takes for an object path and for a name (D-Bus specification, "Valid Object Paths", "Valid Names").

const LONGEST_NAME = 255;
const PATH = /^\/(?:[A-Za-z0-9_]+(?:\/[A-Za-z0-9_]+)*)?$/;
const INTERFACE = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+$/;
const MEMBER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const WELL_KNOWN = /^[A-Za-z_-][A-Za-z0-9_-]*(?:\.[A-Za-z_-][A-Za-z0-9_-]*)+$/;
const UNIQUE = /^:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;

export const isObjectPath = (text: string): boolean => PATH.test(text);

/** Names of errors have the same form. */
export const isInterfaceName = (text: string): boolean => text.length <= LONGEST_NAME && INTERFACE.test(text);

export const isMemberName = (text: string): boolean => text.length <= LONGEST_NAME && MEMBER.test(text);

/** The name that the bus gave a connection. */
export const isUniqueName = (text: string): boolean => text.length <= LONGEST_NAME && UNIQUE.test(text);

export const isBusName = (text: string): boolean =>
  isUniqueName(text) || (text.length <= LONGEST_NAME && WELL_KNOWN.test(text));
