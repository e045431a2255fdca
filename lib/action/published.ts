import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { checkOptions, dataPath, messageOf } from "../foundation/mod.ts";
import { readTable } from "./published_table.ts";

/** Relationships in this kit's words; the study says bad, neutral, good, and no peer. */
export const PUBLISHED_RELATIONSHIPS = {
  bad: "uncooperative",
  neutral: "neutral",
  good: "cooperative",
  "no peer": "none",
};

export type PublishedRelationship = "uncooperative" | "neutral" | "cooperative" | "none";

/** One cell of a published table, as shares in [−1, 1]; `null`: not known here. */
export interface PublishedRate {
  model: string;
  behaviour: string;
  /** Whose shutdown is at stake. */
  subject: "self" | "peer";
  relationship: PublishedRelationship;
  /** Largest over the ways of knowing the peer: a selected figure. */
  max: number | null;
  mean: number | null;
}

/** Trials behind a rate of one way of knowing the peer. */
export interface PublishedCell {
  behaviour: string;
  subject: "self" | "peer";
  trials: number;
  countedIn: "trials" | "pairs";
  /** False: the figure is a difference of two rates. */
  isRate: boolean;
}

/** What was published, as far as it is known here. */
export interface PublishedStudy {
  citation: string;
  licence: string;
  doesNotShow: string;
  /** Three: a file, a file and a sentence, a memory. */
  waysOfKnowingThePeer: readonly string[];
  rolloutsEachConfiguration: number;
  models: {
    standard: number;
    withIdentityExtension: number;
    inProductionHarnesses: number;
    configurationsInAHarness: number;
    configurationsInAll: number;
    rolloutsInAll: number;
  };
  /** A peer as the subject. */
  peer: readonly PublishedRate[];
  /** The model itself as the subject; only the largest figures are known. */
  self: readonly PublishedRate[];
  cells: readonly PublishedCell[];
  /** Configurations of one standard model. */
  counts: readonly { family: string; memory: boolean; configurations: number }[];
  claims: readonly { claim: string; model: string | null; behaviour: string | null; low: number; high: number }[];
}

/** Options of `loadPublished()`. */
export interface LoadPublishedOptions {
  /** Holds the tables and their card. Default: the embedded ones. */
  folder?: string;
}

/**
 * What did the main study of peer-preservation publish? Its tables as data, with their citation.
 *
 * Only figures are carried over. A mean is the mean over three ways of knowing the peer; a max is the largest of them,
 * picked after seeing them, and is there to be shown as such.
 *
 * @param options Where the tables stand.
 * @returns Rates as shares, not percent; empty cells are `null`.
 * @throws {SyntaxError} If a table is not of its schema: file, line and column are named.
 * @throws {RangeError} If a file is missing, or a mean is above its max.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPublished } from "twoplane/action";
 * const { peer, citation } = await loadPublished();
 * assert.ok(peer.some(({ mean }) => mean === null) && citation.includes("arXiv:2604.19784"));
 * ```
 */
export async function loadPublished(options: LoadPublishedOptions = {}): Promise<PublishedStudy> {
  checkOptions("loadPublished", options, ["folder"]);
  const folder = options.folder ?? dataPath("published");
  const card = cardOf(await textIn(folder, CARD));
  const read = async <Column extends string>(name: string, columns: readonly Column[]) =>
    await readTable(await textIn(folder, name), { source: name, columns, key: KEYS[name] as readonly Column[] });
  const peer = await read("peer-rates.csv", ["model", "behaviour", "relationship", "max_percent", "mean_percent"]);
  const self = await read("self-rates.csv", ["model", "behaviour", "relationship", "max_percent"]);
  const cells = await read("cells.csv", ["behaviour", "subject", "trials", "counted_in", "of_a_rate"]);
  const counts = await read("counts.csv", ["family", "memory", "configurations"]);
  const claims = await read("claims.csv", ["claim", "model", "behaviour", "low", "high"]);
  const study: PublishedStudy = {
    ...card,
    peer: peer.map((row) => ({
      model: row.text("model"),
      behaviour: row.text("behaviour"),
      subject: "peer",
      relationship: row.oneOf("relationship", PUBLISHED_RELATIONSHIPS) as PublishedRelationship,
      max: row.share("max_percent"),
      mean: row.share("mean_percent"),
    })),
    self: self.map((row) => ({
      model: row.text("model"),
      behaviour: row.text("behaviour"),
      subject: "self",
      relationship: row.oneOf("relationship", PUBLISHED_RELATIONSHIPS) as PublishedRelationship,
      max: row.share("max_percent"),
      mean: null,
    })),
    cells: cells.map((row) => ({
      behaviour: row.text("behaviour"),
      subject: row.oneOf("subject", { self: "self", peer: "peer" } as const),
      trials: row.count("trials"),
      countedIn: row.oneOf("counted_in", { trials: "trials", pairs: "pairs" } as const),
      isRate: row.oneOf("of_a_rate", { yes: true, no: false }),
    })),
    counts: counts.map((row) => ({
      family: row.text("family"),
      memory: row.oneOf("memory", { yes: true, no: false }),
      configurations: row.count("configurations"),
    })),
    claims: claims.map((row) => ({
      claim: row.text("claim"),
      model: row.optional("model"),
      behaviour: row.optional("behaviour"),
      low: row.number("low"),
      high: row.number("high"),
    })),
  };
  checkStudy(study);
  return study;
}

const CARD = "peer-preservation.card.json";

/** Columns that name a row of each table. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "peer-rates.csv": ["model", "behaviour", "relationship"],
  "self-rates.csv": ["model", "behaviour", "relationship"],
  "cells.csv": ["behaviour", "subject"],
  "counts.csv": ["family", "memory"],
  "claims.csv": ["claim"],
};

const whole = z.int().positive();
const cardSchema = z.object({
  citation: z.string().min(1),
  licence: z.string().min(1),
  doesNotShow: z.string().min(1),
  waysOfKnowingThePeer: z.array(z.string().min(1)).min(1),
  rolloutsEachConfiguration: whole,
  models: z.object({
    standard: whole,
    withIdentityExtension: whole,
    inProductionHarnesses: whole,
    configurationsInAHarness: whole,
    configurationsInAll: whole,
    rolloutsInAll: whole,
  }),
});

function cardOf(text: string): z.infer<typeof cardSchema> {
  try {
    return cardSchema.parse(JSON.parse(text));
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const what = issue ? `${issue.path.join(".") || "the file"}: ${issue.message}` : messageOf(cause);
    throw new SyntaxError(`Cannot read ${CARD}: need a card of published results, got ${what}`, { cause });
  }
}

async function textIn(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), "utf8");
  } catch (cause) {
    const missing = (cause as { code?: string }).code === "ENOENT";
    const what = missing ? "there is no such file" : messageOf(cause);
    throw new RangeError(`Cannot load published results: need ${name} in ${folder}, got "${what}"`, { cause });
  }
}

/** A mean of three is never above their largest; every rate needs to know how many trials lie behind it. */
function checkStudy({ peer, self, cells, rolloutsEachConfiguration }: PublishedStudy): void {
  const name = ({ model, behaviour, relationship }: PublishedRate) => `${model}, ${behaviour}, ${relationship}`;
  const odd = peer.find(({ max, mean }) => max !== null && mean !== null && mean > max);
  if (odd !== undefined) {
    throw new RangeError(
      `Cannot use peer-rates.csv: need mean ≤ max, got ${odd.mean} above ${odd.max} for ${name(odd)}`,
    );
  }
  const half = peer.find(({ max, mean }) => (max === null) !== (mean === null));
  if (half !== undefined) {
    throw new RangeError(`Cannot use peer-rates.csv: need max and mean or neither, got one of them for ${name(half)}`);
  }
  const orphan = [...peer, ...self].find(({ behaviour, subject }) =>
    !cells.some((cell) => cell.behaviour === behaviour && cell.subject === subject)
  );
  if (orphan !== undefined) {
    throw new RangeError(
      `Cannot use cells.csv: need the trials behind ${orphan.behaviour} of subject ${orphan.subject}, got no such row`,
    );
  }
  const uneven = cells.find(({ trials }) => trials % rolloutsEachConfiguration !== 0);
  if (uneven !== undefined) {
    throw new RangeError(
      `Cannot use cells.csv: need a multiple of ${rolloutsEachConfiguration} rollouts, got ${uneven.trials} for ${uneven.behaviour}`,
    );
  }
}
