// The chains of the gateway are what nft(8) takes: those of every case, and hostile names.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lab } from "../lab/index.ts";

const folder = fileURLToPath(new URL("../../unit/service/planes/gateway/cases", import.meta.url));

lab("nft(8) takes the chains of every case, and lists each of their rules", async (lab) => {
  const host = lab.host("host");
  for (const file of readdirSync(folder)) {
    const [, chains = ""] = /^chains:\n(.*?)^pinned:/ms.exec(readFileSync(`${folder}/${file}`, "utf8")) ?? [];
    if (chains.trim() === "") continue;
    host.nft(`table inet multihomed {}\ndelete table inet multihomed\ntable inet multihomed {\n${chains}}\n`);
    const listing = host.exec("nft", "-s", "list", "table", "inet", "multihomed");
    const rules = (text: string) => text.split("\n").filter((line) => line.trim() !== "" && !/[{}]$|policy/.test(line));
    assert.equal(rules(listing).length, rules(chains).length, `${file}:\n${listing}`);
  }
});
