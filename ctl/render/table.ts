// Columns for people: as wide as what stands in them.
import { textWidth } from "./text-width.ts";

export interface Cell {
  readonly text: string;
  /** Numbers stand at the right of their column. */
  readonly right?: boolean;
  /** Applied after the text was padded: escapes have no width. */
  readonly paint?: (text: string) => string;
}

const GAP = "  ";

/** One line a row, without spaces at the end. */
export function renderTable(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(({ text }, column) => {
      widths[column] = Math.max(widths[column] ?? 0, textWidth(text));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

function padded({ text, right = false, paint = (same) => same }: Cell, width: number): string {
  const space = " ".repeat(Math.max(width - textWidth(text), 0));
  return right ? space + paint(text) : paint(text) + space;
}
