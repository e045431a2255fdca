import { micromark } from "micromark";
import { markOf } from "../notebooks/extract.ts";
import { hasTag, type Notebook, type NotebookCell, textOf } from "../notebooks/notebook.ts";

/** What the report tells of a notebook beside its figures and tables. */
export interface Story {
  /** First heading, without its number sign. */
  title: string;
  /** The question, as safe HTML: the title cell up to what the reader needs. */
  questionHtml: string;
  /** What the notebook says it does not show, as safe HTML; empty where it says nothing. */
  limitsHtml: string;
  /** Source of the parameter cell. */
  settings: string;
  /** What live cells printed. */
  live: readonly string[];
}

/** Takes from a notebook what a report tells of it. */
export function storyOf(notebook: Notebook, name: string): Story {
  const texts = notebook.cells.filter((cell) => cell.cell_type === "markdown").map((cell) => textOf(cell.source));
  const first = texts[0] ?? "";
  const limits = texts.find((text) => LIMITS.test(text));
  return {
    title: /^#\s+(.+)$/m.exec(first)?.[1]?.trim() ?? name,
    questionHtml: markdownHtml(questionOf(first)),
    limitsHtml: limits === undefined ? "" : markdownHtml(limitsOf(limits)),
    settings: notebook.cells.filter((cell) => hasTag(cell, "parameters")).map((cell) => textOf(cell.source)).join("\n"),
    live: notebook.cells.filter((cell) => hasTag(cell, "live")).map(printedText).filter((text) => text !== ""),
  };
}

/** What a cell printed, without its figures and tables. */
function printedText(cell: NotebookCell): string {
  return (cell.outputs ?? [])
    .filter((output) => markOf(output) === null)
    .map((output) => (textOf(output.text) || textOf(output.data?.["text/plain"])).trimEnd())
    .join("\n").trim();
}

const AFTER_LIMITS = /^(#{1,6}\s|\W*(exercises?|next)\b|<details)/i;
const LIMITS = /^#{1,6}\s.*\b(limits?|limitations|not show)\b/im;

/** The title cell without its heading, up to "You need …". */
function questionOf(markdown: string): string {
  const blocks = markdown.replace(/^#\s+.+$/m, "").split(/\n\s*\n/);
  const end = blocks.findIndex((block) => /^\W*you (need|will|should)\b/i.test(block));
  return (end < 0 ? blocks : blocks.slice(0, end)).join("\n\n");
}

/** The section on limits, up to the next heading, the first exercise or the way to the next notebook. */
function limitsOf(markdown: string): string {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => LIMITS.test(line));
  const length = lines.slice(start + 1).findIndex((line) => AFTER_LIMITS.test(line));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join("\n");
}

/**
 * Markdown as HTML that cannot act: raw HTML is shown as text, dangerous addresses are dropped,
 * and images are left as text, since a page that loads one is not self-contained.
 */
export function markdownHtml(markdown: string): string {
  const html = micromark(markdown, { extensions: [{ disable: { null: ["labelStartImage"] } }] });
  return html.replace(/<a href="(?!https?:)[^"]*"[^>]*>(.*?)<\/a>/gs, "$1");
}

/** Seeds named in a parameter cell: `const seed = 7;` gives { seed: 7 }. */
export function seedsIn(source: string): Record<string, number> {
  const found = source.matchAll(/\b(\w*seed\w*)\s*(?::\s*number\s*)?=\s*([\d_]+)\b/gi);
  return Object.fromEntries(
    [...found].map(([, name, value]) => [name ?? "", Number((value ?? "").replaceAll("_", ""))]),
  );
}
