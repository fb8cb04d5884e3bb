// What the private bus and its polkitd are told: the defaults of a system bus, the project's policy and actions, and rules
// for the users of the test.
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { USERS } from "./users.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const POLKIT_POLICY = "/usr/share/dbus-1/system.d/org.freedesktop.PolicyKit1.conf";

/** As /usr/share/dbus-1/system.conf: nobody owns a name, nobody sends to another, unless a policy file says so. */
export function busConfiguration(socket: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Introspectable"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Properties"/>
  </policy>
  <policy user="root">
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Monitoring"/>
    <allow own="org.freedesktop.PolicyKit1"/>
  </policy>
  <include>${POLKIT_POLICY}</include>
  <include>${join(PROJECT, "dbus/org.multihomed1.conf")}</include>
</busconfig>
`;
}

export interface PolkitFolders {
  readonly actions: string;
  readonly rules: string;
}

/** Folders below `folder` with the project's actions and RULES, which every user may read. */
export function polkitFolders(folder: string): PolkitFolders {
  const [actions, rules] = [join(folder, "actions"), join(folder, "rules")];
  for (const made of [actions, rules]) mkdirSync(made, { mode: 0o755 });
  const source = join(PROJECT, "polkit");
  for (const file of readdirSync(source)) if (file.endsWith(".policy")) cpSync(join(source, file), join(actions, file));
  writeRules({ actions, rules }, RULES);
  return { actions, rules };
}

/** polkitd watches its folders, and says Changed when it has read them again. */
export function writeRules({ rules }: PolkitFolders, text: string): void {
  writeFileSync(join(rules, "10-test.rules"), text, { mode: 0o644 });
}

/** What polkit is to say of whom. Whoever has to authenticate does so as root. */
export const RULES = `
polkit.addAdminRule(function (action, subject) { return ["unix-user:root"]; });
polkit.addRule(function (action, subject) {
  if (action.id.indexOf("org.multihomed1.") !== 0) return polkit.Result.NOT_HANDLED;
  switch (subject.user) {
    case "${USERS.allowed.name}": return polkit.Result.YES;
    case "${USERS.denied.name}": return polkit.Result.NO;
    case "${USERS.challenged.name}": case "${USERS.alsoChallenged.name}": return polkit.Result.AUTH_ADMIN;
    case "${USERS.particular.name}":
      return action.id === "org.multihomed1.assign" &&
        action.lookup("interface") === "u1" && action.lookup("table") === "1000"
        ? polkit.Result.YES : polkit.Result.NO;
  }
  return polkit.Result.NOT_HANDLED;
});
`;
