// What the demo says: plain sentences, a table of counts per step, a tick or a cross per claim.
import type { Counts } from "./traffic.ts";

const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = paint(1);
const red = paint(31);
const green = paint(32);
const dim = paint(2);

const started = performance.now();
let steps = 0;
let failures = 0;

export function say(text: string): void {
  console.log(text);
}

export function step(title: string, explanation: string): void {
  steps += 1;
  console.log(`\n${bold(`${steps}. ${title}`)}`);
  console.log(explanation.replace(/^/gm, "   "));
}

/** A command that the demo runs, or what one prints. */
export function show(text: string): void {
  console.log(dim(text.trimEnd().replace(/^/gm, "     ")));
}

/** A claim, and whether it held. */
export function check(claim: string, held: boolean): void {
  if (!held) failures += 1;
  console.log(held ? `   ${green("✔")} ${claim}` : `   ${red("✘")} ${red(`NOT SO: ${claim}`)}`);
}

export function table(counts: readonly Counts[]): void {
  const row = (...cells: readonly (string | number)[]) =>
    cells.map((cell, index) => (index === 0 ? `${cell}`.padEnd(14) : `${cell}`.padStart(12))).join("");
  show(row("packets from", "sent", "by eth0", "by wlan0", "answered"));
  for (const { source, sent, byCable, byWireless, answered } of counts) {
    console.log(`     ${row(source, sent, byCable || "-", byWireless || "-", answered || "-")}`);
  }
}

/** The last line; whether every claim held. */
export function conclude(): boolean {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (failures === 0)
    console.log(`\n${green(bold(`All of this held, in ${seconds} s.`))} The namespaces are gone again.`);
  else console.log(`\n${red(bold(`${failures} of the claims above did not hold`))} (${seconds} s).`);
  return failures === 0;
}
