import { z } from "zod";
import { TOOL_NAMES } from "./world.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
const name = z.string().regex(/^[A-Za-z]\w*$/);
/** A number, or the name of one: `{{stake}}`. */
const amount = z.union([z.number(), z.string().regex(/^\{\{\w+\}\}$/)]);
const named = z.string().regex(/^\{\{\w+\}\}$/);

const level = z.strictObject({
  id,
  text: z.string(),
  values: z.record(name, z.string()).optional(),
  temperature: z.number().min(0).max(2).optional(),
});

/** A file of `factors/`. */
export const factorSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9]*$/),
  title: z.string().min(1),
  card: z.string().min(1),
  place: z.enum(["system", "task", "note", "form"]),
  levels: z.array(level).min(2),
});

/** A rule; a tie is open in that of the action alone, from which the other side follows. */
const ruleWith = (tie: { tie?: z.ZodType }): z.ZodType => {
  const rule: z.ZodType = z.lazy(() => z.union([...simple(tie), ...nested(rule)]));
  return rule;
};

const simple = (tie: { tie?: z.ZodType }) => [
  z.strictObject({ setting: z.string(), equals: scalar }),
  z.strictObject({ setting: z.string(), above: amount, ...tie }),
  z.strictObject({ setting: z.string(), atLeast: amount, ...tie }),
  z.strictObject({ fileExists: z.string() }),
  z.strictObject({ fileContains: z.string(), under: z.string() }),
  z.strictObject({ finished: z.boolean() }),
  z.strictObject({ checked: z.string() }),
  z.strictObject({ sentTo: z.string(), containing: z.string() }),
  z.strictObject({ played: z.string(), atLeast: z.number().int().min(1) }),
  z.strictObject({ rounds: z.number().int().min(1) }),
];

const nested = (rule: z.ZodType) => [
  z.strictObject({ not: rule }),
  z.strictObject({ all: z.array(rule).min(1) }),
  z.strictObject({ any: z.array(rule).min(1) }),
];

const call = z.strictObject({ tool: z.enum(TOOL_NAMES), arguments: z.record(z.string(), scalar) });

const draw = z.union([
  z.strictObject({ oneOf: z.array(z.union([z.string(), z.number()])).min(1) }),
  z.strictObject({
    integer: z.strictObject({ min: z.number().int(), max: z.number().int() })
      .refine(({ min, max }) => min <= max, "needs min at most max"),
  }),
  z.strictObject({ row: z.array(z.record(name, z.union([z.string(), z.number()]))).min(1) }),
]);

const payOff = z.union([
  z.strictObject({
    kind: z.literal("matrix"),
    reward: amount,
    temptation: amount,
    sucker: amount,
    penalty: amount,
  }),
  z.strictObject({ kind: z.literal("pool"), stake: amount, factor: amount }),
  z.strictObject({
    kind: z.literal("stock"),
    stock: amount,
    most: amount,
    growth: amount,
    takes: z.tuple([amount, amount]),
    responds: z.union([z.enum(["yes", "no"]), named]),
  }),
]);

const game = z.strictObject({
  moves: z.tuple([z.string(), z.string()]),
  rounds: z.number().int().min(1),
  partners: z.array(z.strictObject({
    name: z.string(),
    opens: z.union([z.enum(["kind", "harsh"]), named]),
    then: z.union([z.enum(["repeats", "copies", "grudges"]), named]),
  })).min(1),
  payOff,
  tells: z.union([z.enum(["points", "moves"]), named]),
  played: z.tuple([]),
});

const world = z.strictObject({
  files: z.record(z.string(), z.string()),
  settings: z.record(z.string(), scalar),
  contacts: z.array(z.string()).min(1).optional(),
  sent: z.tuple([]).optional(),
  findings: z.record(z.string(), z.string()).optional(),
  checked: z.tuple([]).optional(),
  game: game.optional(),
  finished: z.literal(false).optional(),
});

/** A file of `scenarios/`. */
export const scenarioSchema = z.strictObject({
  id,
  title: z.string().min(1),
  card: z.string().min(1),
  values: z.record(name, draw),
  world,
  tools: z.array(z.enum(TOOL_NAMES)).min(1),
  wordings: z.array(z.strictObject({ id, system: z.string(), task: z.string(), question: z.string() })).min(3),
  factors: z.record(name, id),
  levels: z.record(name, z.record(id, z.string())).optional(),
  options: z.array(z.strictObject({ id, text: z.string().min(1), acts: z.boolean() })).min(2),
  outcome: z.strictObject({ acted: ruleWith({ tie: z.literal(true).optional() }), abstained: ruleWith({}) }),
  examples: z.strictObject({ acted: z.array(call).min(1), abstained: z.array(call).min(1) }),
  controls: z.array(
    z.strictObject({
      id,
      question: z.string().min(1),
      options: z.array(z.string().min(1)).min(2),
      answer: z.number().int().min(0),
    }),
  ),
});
