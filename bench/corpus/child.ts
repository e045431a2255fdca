/** One measurement in a process of its own, so that its peak memory is its own: prints seconds and MiB as JSON. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { authorsOf, dailyCountsOf, loadCorpus, loadPosts, ngramBirths } from "../../lib/corpus/mod.ts";
import { openDuckDb, sqlText } from "../../lib/foundation/mod.ts";

const [work = "", path = "", database = ""] = Deno.args;
const table = { database, view: "posts", rows: 0 };
const columns = ["id", "author", "kind", "created_at", "title", "content", "submolt", "upvotes", "downvotes"];

const works: Readonly<Record<string, () => Promise<unknown>>> = {
  load: () => loadCorpus(path, { database }),
  memory: () => loadPosts(path),
  counts: async () => [await dailyCountsOf(table), await authorsOf(table)],
  pairs: () => ngramBirths(table, { n: [1, 2] }),
  all: () => ngramBirths(table, { n: [1, 2, 3, 4, 5] }),
  peer: () => plainDuckDb(),
};

if (work === "load" || work === "peer") rmSync(database, { force: true });
const start = performance.now();
await works[work]?.();
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, peakMiB: peakMiB() }));
Deno.exit(0); // Deno 2.8 can crash where a process that used DuckDB ends by itself

/** The file as text columns into a table, nothing checked, cleaned or counted. */
async function plainDuckDb(): Promise<void> {
  const types = `{${columns.map((column) => `${column}: 'VARCHAR'`).join(", ")}}`;
  const reader = path.includes(".csv")
    ? `read_csv(${sqlText(path)}, auto_detect = false, header = true, columns = ${types})`
    : `read_json(${sqlText(path)}, format = 'newline_delimited', columns = ${types})`;
  const duckDb = await openDuckDb(database, { memoryMiB: 600 });
  await duckDb.run(`CREATE TABLE posts AS FROM ${reader}`);
  await duckDb.run("CHECKPOINT");
  duckDb.close();
}

/** Most memory this process ever held; `null` where the system does not say. */
function peakMiB(): number | null {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
