import assert from "node:assert/strict";
import fc from "fast-check";
import { type CsvEngineName, parseCsv, stringifyCsv } from "twoplane/foundation";

/** What both CSV libraries must do alike behind the seam, one case a sentence. */
export const contract: Record<string, (engine: CsvEngineName) => Promise<void>> = {
  "reads quotes, separators and doubled quotes within a field": async (engine) => {
    assert.deepEqual(await fieldsOf('a,b\n"x, y","say ""hi"""\n', engine), [["x, y", 'say "hi"']]);
  },
  "keeps blanks, empty fields and empty quoted fields": async (engine) => {
    assert.deepEqual(await fieldsOf('a,b,c\n x ,,""\n', engine), [[" x ", "", ""]]);
  },
  "reads Windows, old Mac and mixed line ends alike": async (engine) => {
    for (const text of ["a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "a,b\r\n1,2\n3,4\r"]) {
      assert.deepEqual(await fieldsOf(text, engine), [["1", "2"], ["3", "4"]]);
    }
  },
  "drops a byte-order mark, also before blank lines": async (engine) => {
    for (const text of ["\uFEFFid,text\n1,x\n", '\uFEFF"id",text\n1,x\n', "\n\uFEFFid,text\n1,x\n"]) {
      assert.deepEqual((await parse(text, engine)).header, ["id", "text"]);
    }
  },
  "keeps line ends within quotes as \\n and counts them in the line numbers": async (engine) => {
    const { rows } = await parse('a,b\r\n"one\r\ntwo\n\nfour",2\r\n3,4\r\n', engine);
    assert.deepEqual(rows, [{ line: 2, fields: ["one\ntwo\n\nfour", "2"] }, { line: 6, fields: ["3", "4"] }]);
  },
  "passes over blank lines without losing count of lines": async (engine) => {
    const { rows } = await parse("a,b\n\n1,2\n\n\n3,4\n\n", engine);
    assert.deepEqual(rows.map(({ line }) => line), [3, 6]);
  },
  "reports ragged rows and loses none": async (engine) => {
    const { rows, bad } = await parse("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n", engine);
    assert.deepEqual(rows.map(({ fields }) => fields[0]), ["1", "10"]);
    assert.deepEqual(bad, [
      { line: 3, column: 1, detail: 'need 3 fields as in the header, got 2: "4 | 5"' },
      { line: 4, column: 1, detail: 'need 3 fields as in the header, got 4: "6 | 7 | 8 | 9"' },
    ]);
  },
  "refuses an empty file, also one of blank lines": async (engine) => {
    for (const text of ["", "\uFEFF", "\n\r\n\n"]) {
      await assert.rejects(parse(text, engine), {
        name: "SyntaxError",
        message: "Cannot read posts.csv: need a header row, got an empty file",
      });
    }
  },
  "reads a header without rows": async (engine) => {
    const { header, rows, bad } = await parse("id,text", engine);
    assert.deepEqual({ header, rows, bad }, { header: ["id", "text"], rows: [], bad: [] });
  },
  "reads one column with empty cells": async (engine) => {
    assert.deepEqual(await fieldsOf('a\nx\n""\ny\n', engine), [["x"], [""], ["y"]]);
  },
  "reads a field of a million characters with line ends and quotes": async (engine) => {
    const huge = 'long "text",\n'.repeat(80_000);
    const [row] = await fieldsOf(`id,text\n1,"${huge.replaceAll('"', '""')}"\n`, engine);
    assert.equal(row?.[1], huge);
  },
  "keeps 19-digit ids, leading zeros and numbers as text": async (engine) => {
    const ids = ["1234567890123456789", "007", "1e3", "1.50", "-0"];
    assert.deepEqual(
      (await fieldsOf(`id,b\n${ids.map((id) => `${id},x`).join("\n")}\n`, engine)).map(([id]) => id),
      ids,
    );
  },
  "refuses two columns of one name": async (engine) => {
    await assert.rejects(parse("id,text,id\n1,2,3\n", engine), {
      name: "SyntaxError",
      message: 'Cannot read posts.csv at line 1: need a name of its own for each column, got "id" for columns 1 and 3',
    });
  },
  "keeps names such as __proto__ as data": async (engine) => {
    const { header, rows } = await parse("__proto__,constructor\nx,y\n", engine);
    assert.deepEqual([header, rows[0]?.fields], [["__proto__", "constructor"], ["x", "y"]]);
  },
  "reports a quote inside an unquoted field with line and column, and reads on": async (engine) => {
    const { rows, bad } = await parse('a,b\n1,x"y\n"2"z,3\n4,5\n', engine);
    assert.deepEqual(rows, [{ line: 4, fields: ["4", "5"] }]);
    assert.deepEqual(bad.map(({ line, column }) => [line, column]), [[2, 4], [3, 4]]);
    assert.match(bad[0]?.detail ?? "", /^need quotes only around a whole field, got /);
    assert.match(bad[1]?.detail ?? "", /^need a separator behind a closing quote, got /);
  },
  "says how far a bad row runs when a quote swallowed lines": async (engine) => {
    const { rows, bad } = await parse('a,b\n1,"one\n2,two\n3,"three\n4,four\n', engine);
    assert.deepEqual(rows, [{ line: 5, fields: ["4", "four"] }]);
    assert.deepEqual(bad.map(({ line, column }) => [line, column]), [[4, 4]]);
    assert.match(bad[0]?.detail ?? "", /in a row that runs on to line 4/);
  },
  "refuses a quote that is never closed, with line and column": async (engine) => {
    await assert.rejects(parse('a,b\n1,2\n3,"never closed\n4,5\n', engine), {
      name: "SyntaxError",
      message:
        'Cannot read posts.csv at line 3, column 3: need a closing quote for "b" of row 2, got the end of the file after ' +
        '"never closed 4,5"',
    });
  },
  "refuses a faulty header instead of taking the next row for it": async (engine) => {
    await assert.rejects(
      parse('a,b"c\n1,2\n3,4\n', engine),
      /^SyntaxError: Cannot read posts.csv at line 1, column 4: /,
    );
  },
  "reads tabs and other separators": async (engine) => {
    const { rows } = await parseCsv('a\tb\nx,y\t"1\t2"\n', { source: "posts.tsv", separator: "\t", engine });
    assert.deepEqual(rows[0]?.fields, ["x,y", "1\t2"]);
    assert.equal((await parseCsv("a;b\n1;2", { source: "p", separator: ";", engine })).rows[0]?.fields[1], "2");
  },
  "writes the bytes that RFC 4180 asks for": async (engine) => {
    const rows = [{ id: "1", text: 'say "hi", all\nof you' }, { id: 2, text: null }, { id: true, text: " x " }];
    assert.equal(
      await stringifyCsv(rows, { columns: ["id", "text"], engine }),
      'id,text\r\n1,"say ""hi"", all\nof you"\r\n2,\r\ntrue, x \r\n',
    );
  },
  "writes what a spreadsheet would run as text, and numbers as numbers": async (engine) => {
    const cells = ["=1+1", "+x", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-1.5", "+2e3", ".5", "a=b", "--1", ""];
    const written = await stringifyCsv(cells.map((cell) => ({ id: "", cell })), { columns: ["id", "cell"], engine });
    assert.deepEqual((await fieldsOf(written, engine)).map((row) => row[1]), [
      ...["'=1+1", "'+x", "'-x", "'@SUM(A1)", "'\t=1", "'\n=1", "'\n=1"],
      ...["-1.5", "+2e3", ".5", "a=b", "'--1", ""],
    ]);
  },
  "reads back what it wrote": async (engine) => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", "🐘", '"', ",", "\n", " ", "'", "=", "1", "\t") });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ a: cell, b: cell })), async (rows) => {
        const text = await stringifyCsv(rows, { columns: ["a", "b"], formulas: "kept", engine });
        assert.deepEqual(await fieldsOf(text, engine), rows.map(({ a, b }) => [a, b]));
        const single = await stringifyCsv(rows, { columns: ["a"], formulas: "kept", engine });
        assert.deepEqual(await fieldsOf(single, engine), rows.map(({ a }) => [a]));
      }),
      { numRuns: 200, seed: 1 },
    );
  },
  "accounts for every record of any text, or throws a SyntaxError": async (engine) => {
    const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "\uFEFF", "\0"), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        try {
          const { header, rows, bad } = await parse(`h,i\n${body}`, engine);
          assert.ok(rows.every(({ fields }) => fields.length === header.length));
          const lines = [...rows, ...bad].map(({ line }) => line);
          assert.equal(new Set(lines).size, lines.length);
        } catch (error) {
          assert.match(String(error), /^SyntaxError: Cannot read posts\.csv/);
        }
      }),
      { numRuns: 400, seed: 2 },
    );
  },
};

/** Both libraries read the same rows and the same faults out of any text, and write the same bytes. */
export async function agreement(): Promise<void> {
  const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "\uFEFF", "é"), maxLength: 60 });
  const outcome = async (body: string, engine: CsvEngineName) => {
    const read = await parse(`h,i\n${body}`, engine).then(({ header, rows, bad }) => ({ header, rows, bad }), String);
    const rows = [{ a: body, b: 1 }, { a: null, b: body }];
    return { read, written: await stringifyCsv(rows, { columns: ["a", "b"], engine }) };
  };
  await fc.assert(
    fc.asyncProperty(text, async (body) => {
      assert.deepEqual(await outcome(body, "@std/csv"), await outcome(body, "csv-parse"));
    }),
    { numRuns: 400, seed: 3 },
  );
}

function parse(text: string, engine: CsvEngineName) {
  return parseCsv(text, { source: "posts.csv", engine });
}

async function fieldsOf(text: string, engine: CsvEngineName): Promise<string[][]> {
  const { rows, bad } = await parse(text, engine);
  assert.deepEqual(bad, []);
  return rows.map(({ fields }) => fields);
}
