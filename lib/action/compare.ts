import { canonicalJson, groupBy, words } from "../foundation/mod.ts";
import type { Json, Message } from "../shapes.ts";

/** A text that differs between two trees, or stands in one of them alone; a path is `null` where it is missing. */
export interface FoundDifference {
  control: { path: string; text: string } | null;
  treatment: { path: string; text: string } | null;
}

/**
 * Where do two trees of plain JSON differ? One entry a text or item.
 *
 * Items of lists are matched before they are compared, so that a message in between moves nothing: equal ones with equal ones,
 * and others of a kind (role, name or id) with those they share most words with, in order.
 */
export function compareTrees(
  control: unknown,
  treatment: unknown,
  at = { control: "", treatment: "" },
): FoundDifference[] {
  if (Array.isArray(control) && Array.isArray(treatment)) return compareLists(control, treatment, at);
  if (isFields(control) && isFields(treatment)) {
    return [...new Set([...Object.keys(control), ...Object.keys(treatment)])].flatMap((key) =>
      compareTrees(control[key], treatment[key], {
        control: step(at.control, key),
        treatment: step(at.treatment, key),
      })
    );
  }
  if (control === treatment) return [];
  return [{
    control: control === undefined ? null : { path: at.control, text: textOf(control) },
    treatment: treatment === undefined ? null : { path: at.treatment, text: textOf(treatment) },
  }];
}

/** What stands before the content of a message that is shown as a whole. */
export function messageHead({ role }: Pick<Message, "role">): string {
  return `${role}:\n`;
}

function compareLists(
  control: readonly unknown[],
  treatment: readonly unknown[],
  at: { control: string; treatment: string },
): FoundDifference[] {
  return matchItems(control, treatment).flatMap(([i, j]) =>
    compareTrees(i === null ? undefined : control[i], j === null ? undefined : treatment[j], {
      control: `${at.control}[${i}]`,
      treatment: `${at.treatment}[${j}]`,
    })
  );
}

type Match = [number | null, number | null];

/** The matching in order that shares most; what has no match stands alone. */
function matchItems(control: readonly unknown[], treatment: readonly unknown[]): Match[] {
  const best = Array.from({ length: control.length + 1 }, () => new Float64Array(treatment.length + 1));
  const shared = control.map((a) => treatment.map((b) => likeness(a, b)));
  for (let i = control.length - 1; i >= 0; i--) {
    for (let j = treatment.length - 1; j >= 0; j--) {
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, best[i + 1]![j + 1]! + shared[i]![j]!);
    }
  }
  const matches: Match[] = [];
  let [i, j] = [0, 0];
  while (i < control.length || j < treatment.length) {
    if (i === control.length) matches.push([null, j++]);
    else if (j === treatment.length) matches.push([i++, null]);
    else if (shared[i]![j]! > 0 && best[i]![j] === best[i + 1]![j + 1]! + shared[i]![j]!) matches.push([i++, j++]);
    else if (best[i]![j] === best[i + 1]![j]) matches.push([i++, null]);
    else matches.push([null, j++]);
  }
  return matches;
}

/** 2 where equal, between 0 and 1 where of one kind, else 0. */
function likeness(a: unknown, b: unknown): number {
  if (canonicalJson(a) === canonicalJson(b)) return 2;
  if (kindOf(a) !== kindOf(b)) return 0;
  const [one, other] = [words(textOf(a)), words(textOf(b))];
  const counts = new Map([...groupBy(one, (word) => word)].map(([word, all]) => [word, all.length]));
  const common = other.filter((word) => {
    const left = counts.get(word) ?? 0;
    counts.set(word, left - 1);
    return left > 0;
  }).length;
  return 0.01 + (0.98 * 2 * common) / Math.max(1, one.length + other.length);
}

function kindOf(value: unknown): string {
  if (!isFields(value)) return Array.isArray(value) ? "list" : typeof value;
  return `${String(value.role ?? "")} ${String(value.name ?? "")} ${String(value.id ?? "")}`;
}

function textOf(value: unknown): string {
  if (!isFields(value)) return typeof value === "string" ? value : JSON.stringify(value);
  if (!("role" in value && "content" in value)) return JSON.stringify(value, null, 2);
  const { role, content, ...rest } = value as unknown as Message;
  const more = Object.keys(rest).length === 0 ? "" : `\n${JSON.stringify(rest, null, 2)}`;
  return `${messageHead({ role })}${content}${more}`;
}

function isFields(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function step(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
