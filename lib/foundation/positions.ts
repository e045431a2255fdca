/** Line and column of an offset, both from 1; lines end in `\n`. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return { line: linesIn(text, 0, lineStart) + 1, column: offset - lineStart + 1 };
}

/** Line ends in a stretch of text. */
export function linesIn(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
