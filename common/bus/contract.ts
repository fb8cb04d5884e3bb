// The D-Bus contract as data: what the service answers to, what its gate admits, and what clients call by name.
// dbus/*.xml is the same with documentation; a test holds them together.
import type { TypeName } from "./types.ts";

export interface MethodContract {
  /** By argument name, in order. */
  readonly in: Readonly<Record<string, TypeName>>;
  readonly out: Readonly<Record<string, TypeName>>;
}

export interface PropertyContract {
  readonly type: TypeName;
  /** EmitsChangedSignal: whether PropertiesChanged tells its changes, or it never has any. */
  readonly changes: "true" | "false" | "const";
  readonly writable?: true;
}

export interface InterfaceContract {
  readonly name: string;
  readonly methods: Readonly<Record<string, MethodContract>>;
  readonly properties: Readonly<Record<string, PropertyContract>>;
  readonly signals: Readonly<Record<string, Readonly<Record<string, TypeName>>>>;
}

/** The well-known name of the service. */
export const BUS_NAME = "org.multihomed1";

export const PATH_MANAGER = "/org/multihomed1";
export const PATH_LINKS = "/org/multihomed1/link";
/** Fixed by systemd for every service (org.freedesktop.LogControl1(5)). */
export const PATH_LOG_CONTROL = "/org/freedesktop/LogControl1";

/** So many routes or rules are told in one page: a few milliseconds of work, and an answer of some 100 kB. */
export const PAGE_MAX = 1000;

/** polkit actions. */
export const ACTION_ASSIGN = "org.multihomed1.assign";
export const ACTION_CONFIGURE = "org.multihomed1.configure";

export const MANAGER = {
  name: "org.multihomed1.Manager",
  methods: {
    Assign: { in: { interface: "s", table: "u", options: "a{sv}" }, out: { link: "o" } },
    Release: { in: { interface: "s", options: "a{sv}" }, out: {} },
    GetLink: { in: { interface: "s" }, out: { link: "o" } },
    Plan: { in: {}, out: { operations: "a(ss)" } },
    Explain: {
      in: { source: "s", destination: "s", options: "a{sv}" },
      out: { kernel: "a{ss}", intended: "a{ss}", differences: "as" },
    },
    Reconcile: { in: {}, out: { operations: "u" } },
    Reload: { in: {}, out: {} },
    GetPermissions: { in: {}, out: { permissions: "a{ss}" } },
  },
  properties: {
    Version: { type: "s", changes: "const" },
    State: { type: "s", changes: "true" },
    Problems: { type: "a(sss)", changes: "true" },
    Balance: { type: "a{sv}", changes: "true" },
    Shares: { type: "a(usu)", changes: "true" },
    Gateway: { type: "a{sv}", changes: "true" },
  },
  signals: {
    Applied: { time: "t", operations: "a(sss)" },
    PermissionsChanged: {},
  },
} as const satisfies InterfaceContract;

export const LINK = {
  name: "org.multihomed1.Link",
  methods: {
    Assign: { in: { table: "u", options: "a{sv}" }, out: {} },
    Release: { in: { options: "a{sv}" }, out: {} },
    ListRoutes: { in: { offset: "u", limit: "u" }, out: { total: "u", routes: "as" } },
    ListRules: { in: { offset: "u", limit: "u" }, out: { total: "u", rules: "as" } },
  },
  properties: {
    Name: { type: "s", changes: "const" },
    Index: { type: "u", changes: "true" },
    Assigned: { type: "b", changes: "true" },
    Table: { type: "u", changes: "true" },
    Priority: { type: "u", changes: "true" },
    State: { type: "s", changes: "true" },
    Problems: { type: "a(ss)", changes: "true" },
    OperationalState: { type: "s", changes: "true" },
    Carrier: { type: "b", changes: "true" },
    Addresses: { type: "as", changes: "true" },
    Gateways: { type: "as", changes: "true" },
    Routes: { type: "u", changes: "true" },
    Rules: { type: "u", changes: "true" },
    Options: { type: "a{sv}", changes: "true" },
    Mark: { type: "u", changes: "true" },
    RxBytes: { type: "t", changes: "false" },
    TxBytes: { type: "t", changes: "false" },
  },
  signals: {},
} as const satisfies InterfaceContract;

export const LOG_CONTROL = {
  name: "org.freedesktop.LogControl1",
  methods: {},
  properties: {
    LogLevel: { type: "s", changes: "false", writable: true },
    LogTarget: { type: "s", changes: "false", writable: true },
    SyslogIdentifier: { type: "s", changes: "false" },
  },
  signals: {},
} as const satisfies InterfaceContract;

/** What every object has (D-Bus specification, "Standard Interfaces"). */
export const PROPERTIES = {
  name: "org.freedesktop.DBus.Properties",
  methods: {
    Get: { in: { interface: "s", property: "s" }, out: { value: "v" } },
    Set: { in: { interface: "s", property: "s", value: "v" }, out: {} },
    GetAll: { in: { interface: "s" }, out: { properties: "a{sv}" } },
  },
  properties: {},
  signals: { PropertiesChanged: { interface: "s", changed: "a{sv}", invalidated: "as" } },
} as const satisfies InterfaceContract;

export const INTROSPECTABLE = {
  name: "org.freedesktop.DBus.Introspectable",
  methods: { Introspect: { in: {}, out: { xml: "s" } } },
  properties: {},
  signals: {},
} as const satisfies InterfaceContract;

export const PEER = {
  name: "org.freedesktop.DBus.Peer",
  methods: { Ping: { in: {}, out: {} }, GetMachineId: { in: {}, out: { id: "s" } } },
  properties: {},
  signals: {},
} as const satisfies InterfaceContract;

export const OBJECT_MANAGER = {
  name: "org.freedesktop.DBus.ObjectManager",
  methods: { GetManagedObjects: { in: {}, out: { objects: "a{oa{sa{sv}}}" } } },
  properties: {},
  signals: {
    InterfacesAdded: { object: "o", interfaces: "a{sa{sv}}" },
    InterfacesRemoved: { object: "o", interfaces: "as" },
  },
} as const satisfies InterfaceContract;
