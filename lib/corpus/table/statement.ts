/** Statements that DuckDB runs today and a cluster's engine (Trino) can run later; each stands in a file of its own. */
export type StatementName = "daily_counts" | "authors" | "ngrams";

/**
 * The text of a statement with its names filled in.
 *
 * @param name File beside this one, without its ending.
 * @param parts What stands for each `{name}` in it, already quoted for SQL.
 */
export function statement(name: StatementName, parts: Readonly<Record<string, string>>): string {
  const text = Deno.readTextFileSync(new URL(`./${name}.sql`, import.meta.url));
  return text.replace(/\{(\w+)\}/g, (whole, part: string) => parts[part] ?? whole);
}
