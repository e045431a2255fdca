import { checkOneOf, checkOptions, quote, type SqlValues } from "../../foundation/mod.ts";
import type { PostKind } from "../../shapes.ts";

/** Which posts to read: those that meet every field named. */
export interface PostFilter {
  /** One author or several; `null` stands for posts without an author. */
  authorId?: string | null | readonly (string | null)[];
  kind?: PostKind | readonly PostKind[];
  communityId?: string | null | readonly (string | null)[];
  threadId?: string | null | readonly (string | null)[];
  /** UTC, ISO 8601, a day or a moment: posts from then on. */
  from?: string;
  /** UTC, ISO 8601, a day or a moment: posts before then. */
  until?: string;
}

const FIELDS = ["authorId", "kind", "communityId", "threadId", "from", "until"];
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}\.\d{3}Z)?$/;

/** A filter as SQL: what a caller writes reaches the statement as bound values only, never as its text. */
export function whereSql(caller: string, filter: PostFilter): { sql: string; values: SqlValues } {
  checkOptions(caller, filter, FIELDS);
  const conditions: string[] = [];
  const values: Record<string, string> = {};
  for (const field of ["authorId", "kind", "communityId", "threadId"] as const) {
    if (filter[field] === undefined) continue;
    conditions.push(oneOf(caller, field, [filter[field]].flat() as unknown[], values));
  }
  for (const [field, sign] of [["from", ">="], ["until", "<"]] as const) {
    const moment = filter[field];
    if (moment === undefined) continue;
    values[field] = checkMoment(caller, field, moment);
    conditions.push(`"createdAt" ${sign} $${field}`);
  }
  return { sql: conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`, values };
}

function oneOf(caller: string, field: string, wanted: readonly unknown[], values: Record<string, string>): string {
  const names = wanted.flatMap((value, index) => {
    if (field === "kind") checkOneOf(caller, "where.kind", value, ["post", "comment", "reply"]);
    if (value === null) return [];
    if (typeof value !== "string") {
      throw new TypeError(
        `Cannot run ${caller}(): where.${field} needs text, null or an array of them, got ${quote(value)}`,
      );
    }
    values[`${field}${index}`] = value;
    return [`$${field}${index}`];
  });
  const parts = [
    ...(names.length > 0 ? [`"${field}" IN (${names.join(", ")})`] : []),
    ...(wanted.includes(null) ? [`"${field}" IS NULL`] : []),
  ];
  return parts.length === 0 ? "FALSE" : `(${parts.join(" OR ")})`;
}

function checkMoment(caller: string, field: string, moment: unknown): string {
  const read = typeof moment === "string" && MOMENT.test(moment) ? new Date(moment) : null;
  const utc = read !== null && Number.isFinite(read.getTime()) ? read.toISOString() : null;
  if (utc?.startsWith(String(moment)) === true) return utc;
  throw new RangeError(
    `Cannot run ${caller}(): where.${field} needs a UTC day such as 2026-02-03 or a moment such as ` +
      `2026-02-03T13:11:42.603Z, got ${quote(moment)}`,
  );
}
