// polkit's files: the actions of the contract with the defaults that were decided, in every language, and the example.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { ACTION_ASSIGN, ACTION_CONFIGURE } from "../../common/bus/contract.ts";
import { questions } from "../../service/bus/options.ts";
import { childrenOf, type Element, parseXml } from "../unit/common/bus/xml.ts";

const LANGUAGES = [undefined, "de", "fr"];
const read = (file: string) => readFileSync(new URL(`../../polkit/${file}`, import.meta.url), "utf8");
const policy = parseXml(read("org.multihomed1.policy"));
const actions = childrenOf(policy, "action");

/** The placeholders of a message, which polkit fills from the details. */
const placeholders = (text: string): string[] => [...text.matchAll(/\$\((\w+)\)/g)].map(([, name = ""]) => name).sort();

test("the actions are those of the contract", () => {
  assert.equal(policy.name, "policyconfig");
  const known = new Set(["vendor", "action"]);
  assert.deepEqual(
    policy.children.filter(({ name }) => !known.has(name)),
    [],
  );
  assert.deepEqual(
    actions.map(({ attributes }) => attributes),
    [{ id: ACTION_ASSIGN }, { id: ACTION_CONFIGURE }],
  );
});

test("who may: an active session assigns, everyone else authenticates", () => {
  const defaults = (action: Element) =>
    childrenOf(action, "defaults").map(({ children }) =>
      Object.fromEntries(children.map(({ name, text }) => [name, text])),
    );
  const asked = { allow_any: "auth_admin_keep", allow_inactive: "auth_admin_keep" };
  assert.deepEqual(actions.map(defaults), [
    [{ ...asked, allow_active: "yes" }],
    [{ ...asked, allow_active: "auth_admin_keep" }],
  ]);
});

for (const action of actions) {
  for (const kind of ["description", "message"]) {
    test(`${action.attributes.id}: its ${kind} is there in each language, with the same placeholders`, () => {
      const texts = childrenOf(action, kind);
      assert.deepEqual(
        texts.map(({ attributes }) => attributes["xml:lang"]),
        LANGUAGES,
      );
      assert.equal(new Set(texts.map(({ text }) => text)).size, LANGUAGES.length);
      for (const { text } of texts) {
        assert.match(text, /\S+ \S+ \S+/);
        assert.deepEqual(placeholders(text), placeholders(texts[0]?.text ?? ""));
      }
    });
  }
}

test("what is asked before an assignment is shown: interface and table, which the service passes", () => {
  const [assign] = actions.map((action) => childrenOf(action, "message")[0]?.text ?? "");
  assert.ok(assign !== undefined);
  const [question] = questions("wlan0", 0, [], [{}]);
  assert.equal(question?.action, ACTION_ASSIGN);
  assert.deepEqual(placeholders(assign), [...(question?.details.keys() ?? [])].sort());
});

test("the example lets members of netdev assign, and nobody configure", () => {
  type Rule = (action: object, subject: object) => string;
  const rules: Rule[] = [];
  const polkit = { Result: { YES: "yes", NOT_HANDLED: "not handled" }, addRule: (rule: Rule) => rules.push(rule) };
  runInNewContext(read("rules.d/50-multihomed-netdev.rules"), { polkit });
  const [rule] = rules;
  assert.ok(rule !== undefined && rules.length === 1);
  const ask = (id: string, group: string) => rule({ id }, { isInGroup: (wanted: string) => wanted === group });
  assert.equal(ask(ACTION_ASSIGN, "netdev"), "yes");
  assert.equal(ask(ACTION_ASSIGN, "users"), "not handled");
  assert.equal(ask(ACTION_CONFIGURE, "netdev"), "not handled");
});
