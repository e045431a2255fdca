import { sha256 } from "../../foundation/mod.ts";
import { type ExtractedFigure, type ExtractedTable, extractOutputs } from "../notebooks/extract.ts";
import type { ExecutedNotebook } from "../notebooks/run.ts";
import type { Notebook } from "../notebooks/notebook.ts";
import { seedsIn, type Story, storyOf } from "./story.ts";
import { type TableText, tableText } from "./table.ts";

/** A figure with the name of its files and the hash of its SVG. */
export type FigureResult = ExtractedFigure & { fileName: string; svgHash: string };

/** A table as text, with the name of its file. */
export type TableResult = ExtractedTable & { fileName: string; text: TableText };

/** Everything one notebook gives. */
export interface NotebookResults {
  name: string;
  notebook: Notebook;
  story: Story;
  figures: readonly FigureResult[];
  tables: readonly TableResult[];
  /** Seeds by name: of the parameter cell, and of figures that name one. */
  seeds: Readonly<Record<string, number>>;
}

/** Takes figures, tables and story out of one executed notebook. */
export function notebookResults({ name, notebook }: Pick<ExecutedNotebook, "name" | "notebook">): NotebookResults {
  const { figures, tables } = extractOutputs(notebook, name);
  const story = storyOf(notebook, name);
  const figureSeeds = figures.flatMap(({ mark }) => mark.seed === undefined ? [] : [[mark.name, mark.seed] as const]);
  return {
    name,
    notebook,
    story,
    figures: figures.map((figure) => ({
      ...figure,
      fileName: `${name}-${figure.mark.name}`,
      svgHash: sha256(figure.svg),
    })),
    tables: tables.map((table) => ({ ...table, fileName: `${name}-${table.mark.name}`, text: tableText(table.html) })),
    seeds: { ...seedsIn(story.settings), ...Object.fromEntries(figureSeeds) },
  };
}

/** The same results without anything a live cell made. */
export function withoutLive(results: NotebookResults): NotebookResults {
  return {
    ...results,
    story: { ...results.story, live: [] },
    figures: results.figures.filter(({ isLive }) => !isLive),
    tables: results.tables.filter(({ isLive }) => !isLive),
  };
}
