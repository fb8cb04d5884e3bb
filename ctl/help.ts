// What --help prints.
import { usage } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";
import { OPTIONS, type OptionSyntax, SHORT } from "./options.ts";
import { renderTable } from "./render/table.ts";

export function helpText(): string {
  const commands = COMMANDS.map((command) => [usage(command), command.help]);
  const options = Object.entries<OptionSyntax>(OPTIONS).map(([name, { metavar, help }]) => {
    const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0];
    const long = `--${name}${metavar === undefined ? "" : ` ${metavar}`}`;
    return [short === undefined ? long : `-${short}, ${long}`, help];
  });
  return [
    "Usage: multihomectl [COMMAND] [options]",
    "Shows and steers multihomed, which keeps a routing table for every assigned network interface.",
    "",
    ...rows(commands),
    "",
    ...rows(options),
    "",
    "Exit status: 0 done, 1 failed, 2 usage, 3 service not reachable, 4 not authorised. See multihomectl(1).",
  ].join("\n");
}

const rows = (texts: readonly (readonly string[])[]): string[] =>
  renderTable(texts.map(([left = "", right = ""]) => [{ text: `  ${left}` }, { text: right }]));
