import type { CleaningStep, Json } from "../../shapes.ts";
import { cut } from "../../foundation/mod.ts";
import type { Cleaned } from "./cleaned.ts";

/** A line of the cleaning report as `table()` of twoplane/notebook shows it. */
export interface CleaningRow {
  step: string;
  settings: string;
  kept: number;
  dropped: number;
  reasons: string;
  /** Ids of the first five dropped. */
  first: string;
}

/**
 * How did cleaning get from the posts loaded to the posts measured? One step after the other, with what each dropped.
 *
 * @param results What the steps gave, in the order in which they were run: each began with what the one before kept.
 * @returns The first entry is "as loaded"; from there `kept` and `dropped` of each sum to `kept` of the one before.
 * @throws {RangeError} If a step did not begin with what the one before kept, or there is no step.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cleaningSteps, dropDeletedAuthors, keepActiveAuthors } from "twoplane/corpus";
 * const named = dropDeletedAuthors([]);
 * const active = keepActiveAuthors(named.kept, { minPosts: 4 });
 * assert.equal(cleaningSteps([named, active]).length, 3);
 * ```
 */
export function cleaningSteps(results: readonly Cleaned[]): CleaningStep[] {
  const [first] = results;
  if (first === undefined) throw new RangeError("Cannot run cleaningSteps(): need at least 1 step, got 0");
  let before = first.kept.length + first.dropped.length;
  const steps: CleaningStep[] = [{ step: "as loaded", settings: "", kept: before, dropped: 0, reasons: [], first: [] }];
  for (const [index, { step, settings, kept, dropped }] of results.entries()) {
    if (kept.length + dropped.length !== before) {
      throw new RangeError(
        `Cannot run cleaningSteps() at ${step} (step ${
          index + 1
        }): it needs the ${before} posts that the step before ` +
          `kept, got ${kept.length + dropped.length}. Pass each step the kept of the one before`,
      );
    }
    before = kept.length;
    steps.push({
      step,
      settings: settingsShown(settings),
      kept: kept.length,
      dropped: dropped.length,
      reasons: [...Map.groupBy(dropped, ({ reason }) => reason)]
        .map(([reason, { length }]) => ({ reason, count: length }))
        .sort((a, b) => b.count - a.count),
      first: dropped.slice(0, 5).map(({ post }) => post.postId),
    });
  }
  return steps;
}

/**
 * The steps of cleaning as lines for a table, reasons and ids as text.
 *
 * @param results As `cleaningSteps()`.
 * @throws {RangeError} As `cleaningSteps()`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cleaningTable, dropDeletedAuthors } from "twoplane/corpus";
 * assert.deepEqual(cleaningTable([dropDeletedAuthors([])]).map(({ step }) => step), ["as loaded", "dropDeletedAuthors"]);
 * ```
 */
export function cleaningTable(results: readonly Cleaned[]): CleaningRow[] {
  return cleaningSteps(results).map(({ reasons, first, ...step }) => ({
    ...step,
    reasons: [
      ...reasons.slice(0, 4).map(({ reason, count }) => `${cut(reason, 60)}: ${count}`),
      ...(reasons.length > 4 ? [`${reasons.length - 4} more`] : []),
    ].join("; "),
    first: first.map((id) => cut(id)).join(", "),
  }));
}

function settingsShown(settings: Readonly<Record<string, Json>>): string {
  return Object.entries(settings).map(([name, value]) => `${name}: ${cut(wordsOf(value), 60)}`).join(", ");
}

function wordsOf(value: Json): string {
  if (Array.isArray(value) && value.length > 3) return `${value.length} of them`;
  if (Array.isArray(value)) return value.map(wordsOf).join(" | ");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
