/**
 * Stands in for the JSR package @std/csv, written from its documented interface: `parse(text, { separator })` gives
 * rows of text, passes over blank lines and throws a SyntaxError on a misplaced quote; `stringify(rows, { separator,
 * headers })` ends each row with \r\n and quotes a field that holds the separator, \n or a quote. Served as text.
 */
export function parse(text: string, { separator = "," }: { separator?: string } = {}): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const endOfField = () => at >= text.length || text[at] === "\n" || text.startsWith(separator, at);
  while (at < text.length) {
    if (row.length === 0 && text[at] === "\n") {
      at++;
      continue;
    }
    let field = "";
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) throw new SyntaxError(`parse error: missing " at ${at}`);
        field += text[at];
        if (text[at] === '"') at++;
      }
      at++;
      if (!endOfField()) throw new SyntaxError(`parse error: extraneous " at ${at}`);
    } else {
      for (; !endOfField(); at++) field += text[at];
      if (field.includes('"')) throw new SyntaxError(`parse error: bare " before ${at}`);
    }
    row.push(field);
    if (text.startsWith(separator, at)) {
      at += separator.length;
      if (at < text.length && text[at] !== "\n") continue;
      row.push("");
    }
    at++;
    rows.push(row);
    row = [];
  }
  return rows;
}

export function stringify(
  rows: readonly (readonly string[])[],
  { separator = ",", headers = true }: { separator?: string; headers?: boolean } = {},
): string {
  if (headers) throw new TypeError("No property accessor function was provided for object");
  const quoted = (field: string) =>
    [separator, "\n", '"'].some((mark) => field.includes(mark)) ? `"${field.replaceAll('"', '""')}"` : field;
  return rows.map((row) => row.map(quoted).join(separator) + "\r\n").join("");
}
