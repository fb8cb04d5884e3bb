// multihomectl status [INTERFACE]
import type { Context } from "../context.ts";
import { renderLink } from "../render/link.ts";
import { inOrder, renderStatus } from "../render/status.ts";
import { interfaceName } from "../values.ts";

export async function run({ words: [word], options, paint, print, service }: Context): Promise<void> {
  const json = options.has("json");
  if (word !== undefined) {
    const name = interfaceName(word);
    const link = await (await service()).link(name);
    print(json ? JSON.stringify(link) : renderLink(link, paint).join("\n"));
    return;
  }
  const client = await service();
  const [status, links] = await Promise.all([client.service(), client.links()]);
  print(
    json
      ? JSON.stringify({ ...status, links: inOrder(links.values()) })
      : renderStatus(status, links.values(), paint).join("\n"),
  );
}
