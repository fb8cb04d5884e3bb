// What is installed for the bus: who may own the name, who may call, and what a call to the name starts.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { BUS_NAME } from "../../common/bus/contract.ts";
import { childrenOf, parseXml } from "../unit/common/bus/xml.ts";
import { sections } from "./key-file.ts";

const root = new URL("../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");

test("only root owns the name, everyone may call it, and nothing is said of other services", () => {
  const policy = parseXml(read(`dbus/${BUS_NAME}.conf`));
  const said = policy.children.map((child) => [
    child.name,
    child.attributes,
    child.children.map(({ name, attributes }) => ({ [name]: attributes })),
  ]);
  assert.equal(policy.name, "busconfig");
  assert.deepEqual(said, [
    ["policy", { user: "root" }, [{ allow: { own: BUS_NAME } }]],
    ["policy", { context: "default" }, [{ allow: { send_destination: BUS_NAME } }]],
  ]);
  for (const child of policy.children) assert.deepEqual(childrenOf(child, "allow"), child.children);
});

test("a call to the name starts the unit, which says that it owns the name", () => {
  const activation = sections(read(`dbus/${BUS_NAME}.service`)).get("D-BUS Service");
  assert.deepEqual(activation, [
    ["Name", BUS_NAME],
    ["Exec", "/bin/false"],
    ["User", "root"],
    ["SystemdService", "multihomed.service"],
  ]);
  assert.ok(existsSync(new URL("systemd/multihomed.service", root)));
  const unit = sections(read("systemd/multihomed.service")).get("Service") ?? [];
  assert.deepEqual(
    unit.filter(([key]) => key === "BusName"),
    [["BusName", BUS_NAME]],
  );
});
