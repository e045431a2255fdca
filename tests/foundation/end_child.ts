import { openDuckDb } from "twoplane/foundation";

const database = await openDuckDb(null);
await database.run(
  "CREATE TABLE t AS SELECT 'author number ' || (i % 40000) AS a, 'a longer text ' || i AS b FROM range(100000) AS r(i)",
);
await database.query("SELECT $value AS value", { value: "bound" });
const rows = await database.query("SELECT a, count(*) AS n, min(b) AS low, max(b) AS high FROM t GROUP BY a");
database.close();
console.log(rows.length);
