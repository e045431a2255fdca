import assert from "node:assert/strict";
import fc from "fast-check";
import { csvPieces, messageOf, parseCsv } from "twoplane/foundation";

type Read = { header: string[]; rows: unknown[]; bad: unknown[] } | { error: string };

async function inPieces(pieces: readonly string[], separator = ","): Promise<Read> {
  const read: Read = { header: [], rows: [], bad: [] };
  try {
    for await (const { header, rows, bad } of csvPieces(streamOf(pieces), { source: "p.csv", separator })) {
      read.header = header;
      read.rows.push(...rows);
      read.bad.push(...bad);
    }
    return read;
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function atOnce(text: string, separator = ","): Promise<Read> {
  try {
    const { header, rows, bad } = await parseCsv(text, { source: "p.csv", separator, engine: "csv-parse" });
    return { header, rows, bad };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function* streamOf(pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

const scrap = fc.constantFrom(...'a|é|🐘|,|;|\t|\n|\r\n|\r|"|""|"a"|,"|",| |a,b\n|"x\ny",1\n|\uFEFF'.split("|"));

Deno.test("csvPieces() reads what parseCsv() reads, wherever the text is cut", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(scrap, { maxLength: 25 }),
      fc.constantFrom("a,b\n", "a,b\r\n", ""),
      fc.array(fc.nat(), { maxLength: 5 }),
      fc.constantFrom(",", "\t"),
      async (scraps, header, cuts, separator) => {
        const text = header.replace(",", separator) + scraps.join("");
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        const [read, whole] = [await inPieces(pieces, separator), await atOnce(text, separator)];
        // Of two faults the one that comes first is named, where parseCsv() first looks for open quotes.
        if ("error" in whole) assert.ok("error" in read, JSON.stringify(read));
        else assert.deepEqual(read, whole);
      },
    ),
    { seed: 1, numRuns: 2000 },
  ));

Deno.test("csvPieces() keeps a row that is longer than many pieces", async () => {
  const long = "many words, and more\n".repeat(20_000);
  const text = `id,text\n1,"${long}"\n2,x\n`;
  const pieces = Array.from({ length: Math.ceil(text.length / 1000) }, (_, i) => text.slice(1000 * i, 1000 * (i + 1)));
  assert.deepEqual(await inPieces(pieces), {
    header: ["id", "text"],
    rows: [{ line: 2, fields: ["1", long] }, { line: 20_003, fields: ["2", "x"] }],
    bad: [],
  });
});

Deno.test("csvPieces() names the line of a quote that is never closed, late in the text", async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `${i},"text ${i}"\n`).join("");
  const text = `id,text\n${rows}x,"open\n${rows.replaceAll('"', "'")}`;
  const pieces = Array.from({ length: Math.ceil(text.length / 999) }, (_, i) => text.slice(999 * i, 999 * (i + 1)));
  const read = await inPieces(pieces);
  assert.match(
    "error" in read ? read.error : "",
    /^Cannot read p\.csv at line 5002, column 3: need a closing quote for "text" of row 5001,/,
  );
});
