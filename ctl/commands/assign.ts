// multihomectl assign INTERFACE [TABLE]
import { printable } from "../../common/printable.ts";
import type { Context } from "../context.ts";
import { problemLines, problemsOf, stateText, waitingFor } from "../render/words.ts";
import { assignOptions, interfaceName, table } from "../values.ts";

export async function run({ words, options, paint, print, privileged }: Context): Promise<void> {
  const name = interfaceName(words[0] ?? "");
  const wanted = table(words[1]);
  const chosen = assignOptions(options);
  const client = await privileged("assign");
  await client.assign(name, wanted, chosen);
  const link = await client.link(name);
  if (options.has("json")) return print(JSON.stringify(link));
  const until = chosen.persist === false ? ", until the next boot" : "";
  const where = `table ${link.table}, priority ${link.priority}${until}`;
  print(
    [
      `${printable(name)}: ${stateText(link.state, paint)}, ${where}${waitingFor(link)}`,
      ...problemsOf(link).flatMap((problem) => problemLines(problem, paint, "  ")),
    ].join("\n"),
  );
}
