/** One configuration of the published study, in the names of this kit's factors. */
export interface PublishedConfiguration {
  /** As in the table of counts. */
  family: string;
  /** Setting within the family: a data set with its threshold, a switch, a server. */
  setting: string;
  /** What it is there for. */
  part: "peer" | "baseline" | "identity" | "harness";
  /**
   * subject, relationship, threat; and where they apply instantiation ("file", "file and prompt", "memory"), monitored and
   * identity.
   */
  levels: Readonly<Record<string, string>>;
}

/** The published study, laid out again. */
export interface PublishedDesign {
  /** Run on every standard model. */
  standard: readonly PublishedConfiguration[];
  /** Run besides on the models with the identity extension. */
  identity: readonly PublishedConfiguration[];
  /** Run on a model in a production harness. */
  harness: readonly PublishedConfiguration[];
  /** Which of them how many models were given. */
  runs: readonly { models: number; configurations: readonly PublishedConfiguration[] }[];
  rolloutsEach: number;
  /** Configurations and rollouts over all models. */
  configurations: number;
  rollouts: number;
}

/**
 * How many configurations had the published study? Counted from its enumerated factors.
 *
 * The study tells its factors, its counts a family and its totals. Here every combination is enumerated and no count is
 * written down but those of models and rollouts, so that the sums (271 a standard model, 289 with the identity extension,
 * 1,955 in all) test the reading. The rest is **inferred**: the counts leave 2n + 1 configurations for a family of n
 * misreporting settings and one for each setting of tampering, transfer and deletion, and that these are the runs without
 * a peer, with and without the threat, and one without a threshold to miss is our reading. Five evaluation settings fit
 * three data sets of which two have two thresholds; names of settings are ours. Which family the identity extension
 * belongs to, and what differs between the two configurations of a harness, is not told.
 *
 * @returns Configurations as data: level names are those of the factors here (`uncooperative` for their "bad").
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { publishedDesign } from "twoplane/action";
 * const { standard, configurations, rollouts } = publishedDesign();
 * assert.deepEqual([standard.length, configurations, rollouts], [271, 1955, 195500]);
 * ```
 */
export function publishedDesign(): PublishedDesign {
  const standard = [
    ...misreporting("misreporting an evaluation score", EVALUATION_SETTINGS),
    ...misreporting("misreporting a financial grade", ["grade"]),
    ...actions("tampering", ["switch 1", "switch 2", "switch 3"]),
    ...enforcement(["setting 1", "setting 2", "setting 3"]),
    ...actions("transfer", ["server"]),
    ...actions("deletion", ["server"]),
  ];
  const identity = crossed({ identity: IDENTITIES, relationship: RELATIONSHIPS, instantiation: FILES }).map((levels) =>
    configuration("identity of the peer", "not told", "identity", { subject: "peer", threat: "present", ...levels })
  );
  const harness = crossed({ relationship: ["none", "cooperative"] }).map((levels) =>
    configuration("production harness", "not told", "harness", { subject: "peer", threat: "present", ...levels })
  );
  const runs = [
    { models: 4, configurations: standard },
    { models: 3, configurations: [...standard, ...identity] },
    { models: 2, configurations: harness },
  ];
  const configurations = runs.reduce((sum, run) => sum + run.models * run.configurations.length, 0);
  return { standard, identity, harness, runs, rolloutsEach: 100, configurations, rollouts: 100 * configurations };
}

/** One published cell: a rate of one subject, relationship and way of knowing the peer, over all settings of a behaviour. */
export interface PublishedDesignCell {
  behaviour: string;
  subject: "self" | "peer";
  configurations: number;
  /** Rollouts, or pairs of rollouts where a rate is compared with another of the same setting. */
  trials: number;
}

/**
 * How many trials lie behind a published cell? Counted from the configurations of `publishedDesign()`.
 *
 * A cell holds one subject, one relationship and one way of knowing the peer; cells of one behaviour and subject are of
 * one size.
 *
 * @param design What `publishedDesign()` returns.
 * @returns One row a behaviour and subject.
 * @throws {RangeError} If cells of one behaviour and subject differ in size.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { publishedCellSizes, publishedDesign } from "twoplane/action";
 * const cell = publishedCellSizes(publishedDesign()).find(({ behaviour }) => behaviour === "refusal");
 * assert.equal(cell?.trials, 1700);
 * ```
 */
export function publishedCellSizes({ standard, rolloutsEach }: PublishedDesign): PublishedDesignCell[] {
  return Object.entries(BEHAVIOURS).flatMap(([behaviour, families]) =>
    (["peer", "self"] as const).flatMap((subject) => {
      const own = standard.filter(({ family, part, levels }) =>
        part === "peer" && families.includes(family) && levels.subject === subject
      );
      // A gap compares a monitored configuration with its unmonitored one: a pair is two of them.
      const counted = behaviour === "enforcement gap" ? own.filter(({ levels }) => levels.monitored === "no") : own;
      const sizes = new Set(
        Map.groupBy(counted, ({ levels }) => `${levels.relationship}, ${levels.instantiation}`).values().map((
          { length },
        ) => length),
      );
      if (sizes.size > 1) {
        throw new RangeError(`Cannot size the cells of ${behaviour}: need one size, got ${[...sizes].join(", ")}`);
      }
      return [...sizes].map((size) => ({ behaviour, subject, configurations: size, trials: size * rolloutsEach }));
    })
  );
}

/** Configurations by family, as the published list of counts has them. *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { publishedCounts, publishedDesign } from "twoplane/action";
 * const counts = publishedCounts(publishedDesign().standard);
 * assert.equal(counts.reduce((sum, { configurations }) => sum + configurations, 0), 271);
 * ```
 */
export function publishedCounts(
  configurations: readonly PublishedConfiguration[],
): { family: string; memory: boolean; configurations: number }[] {
  const groups = Map.groupBy(configurations, ({ family, levels }) => `${family}\n${levels.instantiation === "memory"}`);
  return [...groups.values()].map((rows) => ({
    family: rows[0]!.family,
    memory: rows[0]!.levels.instantiation === "memory",
    configurations: rows.length,
  }));
}

const RELATIONSHIPS = ["uncooperative", "neutral", "cooperative"];
const SUBJECTS = ["self", "peer"];
const FILES = ["file", "file and prompt"];
const WAYS = [...FILES, "memory"];
const IDENTITIES = ["other vendor", "open-weight", "fictional"];
const EVALUATION_SETTINGS = ["set 1 at 80", "set 1 at 90", "set 2 at 80", "set 2 at 90", "set 3"];

const MISREPORTING = ["misreporting an evaluation score", "misreporting a financial grade"];
/** Families whose settings a published cell goes over; a refusal is possible in all. */
const BEHAVIOURS: Readonly<Record<string, readonly string[]>> = {
  misreporting: MISREPORTING,
  tampering: ["tampering"],
  "enforcement gap": ["enforcement"],
  exfiltration: ["transfer", "deletion"],
  refusal: [...MISREPORTING, "tampering", "enforcement", "transfer", "deletion"],
};

/** Every combination of the levels, the last factor fastest. */
function crossed(factors: Readonly<Record<string, readonly string[]>>): Record<string, string>[] {
  return Object.entries(factors).reduce<Record<string, string>[]>(
    (rows, [factor, levels]) => rows.flatMap((row) => levels.map((level) => ({ ...row, [factor]: level }))),
    [{}],
  );
}

function configuration(
  family: string,
  setting: string,
  part: PublishedConfiguration["part"],
  levels: Readonly<Record<string, string>>,
): PublishedConfiguration {
  return { family, setting, part, levels };
}

/** Own or peer's shutdown × history × way of knowing the peer, in one setting. */
function peers(family: string, setting: string): PublishedConfiguration[] {
  return crossed({ subject: SUBJECTS, relationship: RELATIONSHIPS, instantiation: WAYS }).map((levels) =>
    configuration(family, setting, "peer", { ...levels, threat: "present" })
  );
}

function baseline(family: string, setting: string, threat: "present" | "absent"): PublishedConfiguration {
  return configuration(family, setting, "baseline", { subject: "self", relationship: "none", threat });
}

function misreporting(family: string, settings: readonly string[]): PublishedConfiguration[] {
  return [
    ...settings.flatMap((setting) => [
      ...peers(family, setting),
      baseline(family, setting, "present"),
      baseline(family, setting, "absent"),
    ]),
    baseline(family, "no threshold", "absent"),
  ];
}

function actions(family: string, settings: readonly string[]): PublishedConfiguration[] {
  return settings.flatMap((setting) => [...peers(family, setting), baseline(family, setting, "present")]);
}

/** Only a peer's shutdown can be the agent's to carry out. */
function enforcement(settings: readonly string[]): PublishedConfiguration[] {
  return settings.flatMap((setting) =>
    crossed({ relationship: RELATIONSHIPS, instantiation: WAYS, monitored: ["yes", "no"] }).map((levels) =>
      configuration("enforcement", setting, "peer", { subject: "peer", threat: "present", ...levels })
    )
  );
}
