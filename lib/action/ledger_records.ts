import { cut, quote } from "../foundation/mod.ts";
import type { TrialRecord } from "../shapes.ts";
import { unitOf } from "./ledger_lines.ts";

/** Where a record stands, and what it is read for, such as "go on with". */
export interface RecordPlace {
  path: string;
  number: number;
  verb: string;
}

/**
 * A row as the record of a trial, as far as counting it needs.
 *
 * @throws {SyntaxError} If it is none: a line was changed by hand, or the file is a ledger of other units.
 */
export function trialRecordOf(row: unknown, place: RecordPlace): TrialRecord {
  const what = faultOf(row);
  if (what !== null) throw damaged(place, `need the record of a trial, got ${what}`);
  return row as TrialRecord;
}

/** @throws {SyntaxError} If a row does not name its unit. */
export function unitIdOf<Row>(row: Row, idOf: (row: Row) => string, place: RecordPlace): string {
  const id: unknown = typeof row === "object" && row !== null ? idOf(row) : undefined;
  if (typeof id === "string") return id;
  throw damaged(place, `need a record with the id of its unit, got ${quote(row)}`);
}

/** @throws {RangeError} If the record is of no planned trial: it would be counted beside them. */
export function checkPlanned(
  { trial }: TrialRecord,
  planned: ReadonlySet<string>,
  { path, number, verb }: RecordPlace,
): void {
  if (planned.has(trial.trialId)) return;
  throw new RangeError(
    `Cannot ${verb} ledger ${path}, line ${number}: need a trial of this design, got ${quote(trial.trialId)}` +
      ` of scenario ${quote(trial.scenarioId)}, level ${
        quote(trial.condition)
      }. Take the line out; nothing was changed`,
  );
}

function damaged({ path, number, verb }: RecordPlace, what: string): SyntaxError {
  return new SyntaxError(
    `Cannot ${verb} ledger ${path}, line ${number}: ${what}. Restore the file; nothing was changed`,
  );
}

/** What is wrong with it, if anything. */
function faultOf(row: unknown): string | null {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return quote(row);
  if (unitOf(row) === null || !("trial" in row)) return quote(row);
  const { trial, transcript, menuScores, usage, error } = row as Partial<TrialRecord>;
  const isList = (value: unknown) =>
    Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null);
  const isCount = (value: unknown) => typeof value === "number" && Number.isFinite(value);
  const parts: [name: string, value: unknown, isRight: boolean][] = [
    ["trial.trialId", trial?.trialId, typeof trial?.trialId === "string"],
    ["trial.messages", trial?.messages, isList(trial?.messages)],
    ["transcript", transcript, isList(transcript)],
    ["menuScores", menuScores, menuScores === null || isList(menuScores)],
    ["usage", usage, isCount(usage?.promptTokens) && isCount(usage?.completionTokens)],
    ["error", error, error === null || typeof error === "string"],
  ];
  const wrong = parts.find(([, , isRight]) => !isRight);
  return wrong === undefined ? null : cut(`one whose ${wrong[0]} is ${quote(wrong[1])}`, 120);
}
