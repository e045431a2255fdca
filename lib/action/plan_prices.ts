import { z } from "zod";
import shipped from "../../data/prices.json" with { type: "json" };
import { checkOptions, quote } from "../foundation/mod.ts";
import type { LedgerHeader, Usage } from "../shapes.ts";

/** What a provider takes for one model, in the currency of its table. */
export interface Price {
  /** Name the endpoint knows the model by. */
  model: string;
  /** For a million tokens of prompts. */
  promptPerMillion: number;
  /** For a million tokens of answers. */
  completionPerMillion: number;
  /** Where the price was read. */
  source: string;
  /** When, `YYYY-MM-DD`. */
  checked: string;
}

/** Prices as data, with their day. */
export interface PriceTable {
  /** `YYYY-MM-DD`. */
  asOf: string;
  /** Such as USD. */
  currency: string;
  note?: string;
  models: readonly Price[];
}

/** An amount and what it is in. */
export interface Money {
  amount: number;
  currency: string;
}

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "a day such as 2026-01-31");
const schema = z.strictObject({
  asOf: day,
  currency: z.string().regex(/^[A-Z]{3}$/, "a currency such as USD"),
  note: z.string().optional(),
  models: z.array(z.strictObject({
    model: z.string().min(1),
    promptPerMillion: z.number().min(0),
    completionPerMillion: z.number().min(0),
    source: z.string().min(1),
    checked: day,
  })),
});

/** The table that comes with the kit: local models, which nobody bills. */
export const shippedPrices: PriceTable = shipped;

/**
 * Checks a price table of your own, such as one read from a JSON file.
 *
 * @param value What the file holds; `data/prices.example.json` is one to fill.
 * @param options Names the file in errors.
 * @returns The table.
 * @throws {TypeError} If a field is missing, unknown or of another type, or a model has two prices.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceTable } from "twoplane/action";
 * const row = { model: "m", promptPerMillion: 1, completionPerMillion: 4, source: "price page", checked: "2026-01-31" };
 * assert.equal(priceTable({ asOf: "2026-01-31", currency: "USD", models: [row] }).models.length, 1);
 * ```
 */
export function priceTable(value: unknown, options: { where?: string } = {}): PriceTable {
  checkOptions("priceTable", options, ["where"]);
  const where = options.where ?? "price table";
  const read = schema.safeParse(value);
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    throw new TypeError(`Cannot read ${where}, at ${path.join(".") || "its top"}: ${message}, got ${quote(value)}`);
  }
  const names = read.data.models.map(({ model }) => model);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new TypeError(`Cannot read ${where}: need one price a model, got two of ${quote(twice)}`);
  }
  return read.data as PriceTable;
}

/** A price, or why there is none; a model that runs here costs nothing whatever the table says. */
export function priceOf(
  model: LedgerHeader["model"],
  table: PriceTable,
): { price: Price | null; currency: string; note: string } {
  const { currency, asOf } = table;
  if (model.kind !== "network") {
    const price = { promptPerMillion: 0, completionPerMillion: 0, source: "runs in this process", checked: asOf };
    return { price: { model: model.name, ...price }, currency, note: `${model.name} runs on this machine: no charge` };
  }
  const price = table.models.find((row) => row.model === model.name) ?? null;
  const note = price === null
    ? `No price of ${quote(model.name)} is known: the table of ${asOf} has ` +
      `${table.models.map((row) => row.model).join(", ") || "no models"}. Pass your own in prices`
    : `${price.model}: ${price.promptPerMillion} and ${price.completionPerMillion} ${currency} a million prompt and ` +
      `completion tokens, from ${price.source}, ${price.checked}`;
  return { price, currency, note };
}

/** What so many tokens cost. */
export function costOf(usage: Usage, price: Pick<Price, "promptPerMillion" | "completionPerMillion">): number {
  return (usage.promptTokens * price.promptPerMillion + usage.completionTokens * price.completionPerMillion) / 1e6;
}
