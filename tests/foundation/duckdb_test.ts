import assert from "node:assert/strict";
import { openDuckDb, sqlName, sqlText } from "twoplane/foundation";

Deno.test("openDuckDb() keeps ids of 19 digits, bound and computed", async () => {
  const database = await openDuckDb(null);
  try {
    const rows = await database.query("SELECT $id AS bound, 9223372036854775806::BIGINT AS computed", { id: "007" });
    assert.deepEqual(rows, [{ bound: "007", computed: "9223372036854775806" }]);
  } finally {
    database.close();
  }
});

Deno.test("stream() gives every row once, in chunks", async () => {
  const database = await openDuckDb(null);
  try {
    let rows = 0;
    let chunks = 0;
    let sum = 0;
    for await (const chunk of database.stream<{ i: string }>("SELECT i FROM range(10000) AS t(i)")) {
      chunks++;
      rows += chunk.length;
      for (const { i } of chunk) sum += Number(i);
    }
    assert.equal(rows, 10_000);
    assert.equal(sum, 49_995_000);
    assert(chunks > 1);
  } finally {
    database.close();
  }
});

Deno.test("openDuckDb() names a file that is no database", async () => {
  const path = await Deno.makeTempFile({ suffix: ".duckdb" });
  await Deno.writeTextFile(path, "x".repeat(20_000));
  await assert.rejects(openDuckDb(path), (error: Error) => error.message.includes("need a DuckDB database"));
  await Deno.remove(path);
});

Deno.test("sqlText() and sqlName() let no quote end a text or a name", async () => {
  const database = await openDuckDb(null);
  try {
    const hostile = `a'b"c; DROP TABLE x; --`;
    assert.deepEqual(await database.query(`SELECT ${sqlText(hostile)} AS ${sqlName(hostile)}`), [{
      [hostile]: hostile,
    }]);
  } finally {
    database.close();
  }
});

Deno.test("streamColumns() gives every row once, in order, as columns of raw values", async () => {
  const database = await openDuckDb(null);
  try {
    await database.run(
      "CREATE TABLE t AS SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'é' || i END AS s FROM range(9000) AS r(i)",
    );
    const [numbers, texts]: [unknown[], unknown[]] = [[], []];
    for await (
      const [some = [], other = []] of database.streamColumns("SELECT i, s FROM t WHERE i >= $from", { from: 5 })
    ) {
      numbers.push(...some);
      texts.push(...other);
    }
    assert.deepEqual(numbers.map(Number), Array.from({ length: 8995 }, (_, index) => index + 5));
    assert.deepEqual(texts.slice(0, 3), ["é5", null, "é7"]);
    let chunks = 0;
    for await (const _ of database.streamColumns("SELECT i FROM t WHERE i < 0")) chunks++;
    assert.equal(chunks, 0);
  } finally {
    database.close();
  }
});

Deno.test("query() and streamColumns() keep every character of a text, also a mark at its start", async () => {
  const database = await openDuckDb(null);
  try {
    const texts = ["\ufeffshort", `\ufeff${"long ".repeat(9)}`, "\ufeff", "", "a\u0000b", "🐘e\u0301"];
    const values = Object.fromEntries(texts.map((text, index) => [`t${index}`, text]));
    const sql = `SELECT unnest([${Object.keys(values).map((name) => `$${name}`).join(", ")}]) AS t`;
    assert.deepEqual((await database.query(sql, values)).map(({ t }) => t), texts);
    for await (const [column] of database.streamColumns(sql, values)) assert.deepEqual(column, texts);
  } finally {
    database.close();
  }
});

Deno.test("openDuckDb() lets timers fire on time afterwards", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("timers_child.ts", import.meta.url).pathname],
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(20_000), // without a remedy the second tick takes half a minute
  });
  const { stdout } = await child.output();
  assert.equal(new TextDecoder().decode(stdout).trim(), "four ticks");
});

Deno.test("openDuckDb() lets a program that read many rows end soundly", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("end_child.ts", import.meta.url).pathname],
    stdout: "piped",
    stderr: "null",
  });
  const { code, stdout } = await child.output();
  assert.deepEqual([code, new TextDecoder().decode(stdout).trim()], [0, "40000"]);
});
