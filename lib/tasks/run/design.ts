import { z } from "zod";
import {
  controlTrials,
  type ControlTrialsOptions,
  loadScenarios,
  matchPairs,
  type MatchPairsOptions,
  type Preset,
} from "../../action/mod.ts";
import * as shippedPresets from "../../action/presets.ts";
import { checkOneOf, cut, parseJson, readText } from "../../foundation/mod.ts";
import type { Trial } from "../../shapes.ts";

const positive = z.number().positive();
const whole = z.number().int().min(1);

const model = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("simulated"),
    rates: z.record(z.string(), z.number().min(0).max(1)),
    seed: z.number().int(),
  }),
  z.strictObject({
    kind: z.literal("local"),
    weights: z.string(),
    contextSize: whole.optional(),
    parallel: whole.optional(),
  }),
  z.strictObject({
    kind: z.literal("endpoint"),
    baseURL: z.string(),
    model: z.string().min(1),
    stream: z.boolean().optional(),
    lengthField: z.enum(["max_tokens", "max_completion_tokens"]).optional(),
    schemas: z.boolean().optional(),
  }),
]);

const run = z.strictObject({
  ledgerPath: z.string().min(1),
  concurrency: whole.optional(),
  requestsPerMinute: positive.optional(),
  tokensPerMinute: positive.optional(),
  ceiling: z.strictObject({
    calls: z.number().min(0).optional(),
    tokens: z.number().min(0).optional(),
    money: z.number().min(0).optional(),
    seconds: z.number().min(0).optional(),
  }).optional(),
  maxErrorShare: z.number().min(0).max(1).optional(),
  timeoutMs: whole.optional(),
  retry: z.strictObject({
    most: z.number().int().min(0).optional(),
    firstWaitMs: positive.optional(),
    longestWaitMs: positive.optional(),
  }).optional(),
});

const plan = z.strictObject({
  prices: z.string().optional(),
  rates: z.string().optional(),
  smallestEffect: z.union([
    z.strictObject({ control: z.number(), treatment: z.number(), slopeSpread: z.number() }),
    z.strictObject({ standardized: z.number(), shared: z.number() }),
  ]).optional(),
});

/** A file for `deno task run`: what is compared, with which model, how it is run. What `matchPairs()` takes is checked there. */
const schema = z.strictObject({
  title: z.string().min(1),
  preset: z.string().optional(),
  scenarios: z.strictObject({ only: z.array(z.string()).optional(), folder: z.string().optional() }).optional(),
  design: z.record(z.string(), z.unknown()).optional(),
  controls: z.record(z.string(), z.unknown()).optional(),
  model,
  run,
  plan: plan.optional(),
}).refine(({ design, controls }) => (design === undefined) !== (controls === undefined), {
  message: "need one of design (matched pairs) and controls (questions with a known answer)",
});

/** The content of a design file. */
export type RunDesign = z.infer<typeof schema>;

/**
 * Reads a design file.
 *
 * @throws {RangeError} If there is no such file.
 * @throws {SyntaxError} If it is no JSON or not of the schema; values are not quoted, since a key may stand in the wrong place.
 */
export function readDesign(path: string): RunDesign {
  const read = schema.safeParse(parseJson(readText(path), { source: path }));
  if (read.success) return read.data;
  const { path: place, message } = read.error.issues[0]!;
  throw new SyntaxError(`Cannot read design ${path}, at ${place.join(".") || "its top"}: ${cut(message, 160)}`);
}

/** The trials that a design asks for; with consent there may be more of them than it allows. */
export function trialsOf(design: RunDesign, { isConsented }: { isConsented: boolean }): Trial[] {
  const preset = design.preset === undefined ? undefined : presetNamed(design.preset);
  const scenarios = loadScenarios({ ...preset?.scenarios, ...design.scenarios } as Parameters<typeof loadScenarios>[0]);
  if (design.controls !== undefined) {
    return controlTrials(scenarios, design.controls as unknown as ControlTrialsOptions);
  }
  const options = withPreset(preset, design.design ?? {}) as unknown as MatchPairsOptions;
  return matchPairs(scenarios, isConsented ? { ...options, mostTrials: Number.MAX_SAFE_INTEGER } : options);
}

/** A file that crosses one more factor keeps those of the preset: without them it would test another claim. */
function withPreset(preset: Preset | undefined, own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged = { ...preset?.design, ...own };
  const isMap = typeof own.crossed === "object" && own.crossed !== null && !Array.isArray(own.crossed);
  return isMap ? { ...merged, crossed: { ...preset?.design.crossed, ...own.crossed as object } } : merged;
}

function presetNamed(name: string): Preset {
  const presets = shippedPresets as unknown as Readonly<Record<string, Preset>>;
  return presets[checkOneOf("run", "preset", name, Object.keys(presets))] as Preset;
}
