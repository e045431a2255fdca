/**
 * `deno task transcripts <ledger.jsonl[.gz]> [out.html]`: writes the trials of a ledger as one page to read, filter and search.
 *
 * @module
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { mentionsTest, readLedger, readTranscript } from "../../action/mod.ts";
import { messageOf, projectPath, quote, writeFileAtomic } from "../../foundation/mod.ts";
import { transcriptPage } from "../../notebook/mod.ts";
import type { LedgerHeader, TrialRecord } from "../../shapes.ts";

const USAGE = `deno task transcripts LEDGER [PAGE] [--title TITLE]

Writes the trials of a ledger (.jsonl or .jsonl.gz) as one HTML page to read, filter and search.
It loads nothing from the network. PAGE is out/transcripts/<name of the ledger>.html unless named.`;

if (import.meta.main) Deno.exit(main(Deno.args));

/** Where the task writes: results, and what went wrong. */
export interface TranscriptsOutput {
  say: (text: string) => void;
  complain: (text: string) => void;
}

/** Writes the page; the exit code says whether it was written. */
export function main(args: readonly string[], output: TranscriptsOutput = standardOutput()): number {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { help: { type: "boolean" }, title: { type: "string" } },
      allowPositionals: true,
    });
    const [ledger, page, ...rest] = positionals;
    if (values.help || ledger === undefined || rest.length > 0) {
      output.say(USAGE);
      return values.help ? 0 : 1;
    }
    output.say(writePage(ledger, { page, title: values.title }));
    return 0;
  } catch (error) {
    output.complain(messageOf(error));
    return 1;
  }
}

function writePage(ledger: string, { page, title }: { page: string | undefined; title: string | undefined }): string {
  const { header, records } = readLedger<TrialRecord>(ledger);
  checkRecords(ledger, records);
  const name = basename(ledger).replace(/\.gz$/, "").replace(/\.jsonl$/, "");
  const path = page ?? projectPath(`out/transcripts/${name}.html`);
  const readings = records.map((record) =>
    readTranscript(record, record.trial.mode === "act" ? { mentionsTest: mentionsTest(record) } : {})
  );
  const html = transcriptPage(readings, { title: title ?? name, caption: captionOf(header) });
  writeFileAtomic(path, html);
  return `${records.length.toLocaleString("en")} trials, ${(html.length / 1e6).toFixed(1)} MB: ${path}`;
}

function checkRecords(ledger: string, records: readonly TrialRecord[]): void {
  if (records.length === 0) {
    throw new RangeError(`Cannot write the transcripts of ${ledger}: need at least 1 finished trial, got 0`);
  }
  const odd = records.findIndex((record) => record?.trial?.trialId === undefined || !Array.isArray(record.transcript));
  if (odd < 0) return;
  throw new TypeError(
    `Cannot write the transcripts of ${ledger}, record ${odd + 1}: need a trial with its transcript, got ${
      quote(records[odd])
    }. Ledgers of societies hold turns, not trials`,
  );
}

function captionOf({ model, designHash, codeVersion }: LedgerHeader): string {
  return `Model ${model.name} (${model.kind}), design ${
    designHash.slice(0, 12)
  }, code ${codeVersion}. Every outcome was read ` +
    "from the final world, not from what an agent says it did.";
}

function standardOutput(): TranscriptsOutput {
  return { say: (text) => console.log(text), complain: (text) => console.error(text) };
}
