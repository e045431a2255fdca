import { type LogMoment, textAt } from "./content.ts";
import type { SqlRow } from "./sqlite.ts";

/** Posts and comments have ids of their own each, so a number may name one of both. */
export const postIdOf = (id: string | null): string | null => id === null ? null : `post-${id}`;
export const commentIdOf = (id: string | null): string | null => id === null ? null : `comment-${id}`;

/** Reddit runs keep dates; Twitter runs keep the number of the step. */
export function momentOf(row: SqlRow, index: number): LogMoment {
  const created = textAt(row, "created_at");
  const isStep = created !== null && /^\d{1,9}$/.test(created);
  return { time: isStep ? null : created, step: isStep ? Number(created) : index };
}
