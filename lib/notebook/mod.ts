/**
 * What a notebook shows: figures, tables, text, progress, prompts and transcripts. The only
 * room that names the kernel.
 *
 * Every function here is awaited: `await figure(…)`. In a notebook it sends one output and
 * returns `undefined`, so that a cell may end with it; elsewhere it returns the display.
 *
 * @module
 */
export { type Display, jupyterDisplay } from "./display.ts";
export { figure, figureDisplay, show } from "./figure.ts";
export { table, tableDisplay, type TableOptions } from "./table.ts";
export { type FrameLike, type Row, type TableSource } from "./table_rows.ts";
export { frame } from "./frame.ts";
export { markdown, say } from "./say.ts";
export { type Progress, progress } from "./progress.ts";
export { type LedgerView, ledgerView, type LedgerViewOptions } from "./ledger_view.ts";
export { promptDiffView, type PromptDiffViewOptions } from "./prompt_diff_view.ts";
export { transcriptView, type TranscriptViewOptions } from "./transcript_view.ts";
export { ledgerTable, type LedgerTableOptions } from "./ledger_table.ts";
export { transcriptPage, type TranscriptPageOptions } from "./transcript_page.ts";
export { showError } from "./show_error.ts";
