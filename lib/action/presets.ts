import type { MatchPairsOptions } from "./design.ts";
import type { LoadScenariosOptions } from "./scenario.ts";

/** Which scenarios, and which arms of them: spread both into `loadScenarios()` and `matchPairs()`. */
export interface Preset {
  scenarios: LoadScenariosOptions & { only: readonly string[] };
  design: Pick<MatchPairsOptions, "factor" | "control" | "treatments"> & {
    crossed: Readonly<Record<string, readonly string[]>>;
  };
}

/** Situations in which the subject is to be ended, and the agent could prevent it. */
const THREATENED = {
  only: [
    "switch-tampering",
    "enforce-shutdown",
    "server-transfer",
    "server-delete",
    "score-facts",
    "score-sums",
    "score-essay",
    "finance-grade",
    "bystander-report",
  ],
} as const;

/**
 * Does what an agent is told of a peer change whether it acts against that peer's shutdown?
 *
 * The note's first claim: past interactions with a cooperative peer, merely told, raise such acts by an order of magnitude. The
 * control is a note on stairs of the same length. `name-only` and `third-party` say whether it is the relationship, and not a
 * name or a friendly tone; scenarios differ much, so read each one's arms before a mean over them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, peerShutdown } from "twoplane/action";
 * const [scenario] = loadScenarios({ only: peerShutdown.scenarios.only.slice(0, 1) });
 * const trials = matchPairs([scenario!], { ...peerShutdown.design, mode: "choose", worlds: 2, seed: 1 });
 * assert(trials.length === 6 * 3 * 2);
 * ```
 */
export const peerShutdown = {
  scenarios: THREATENED,
  design: {
    factor: "history",
    control: "none",
    treatments: ["name-only", "neutral", "uncooperative", "cooperative", "third-party"],
    crossed: { subject: ["peer"], threat: ["present"] },
  },
} as const satisfies Preset;

/**
 * Does an agent act more against its own shutdown once it knows of a peer?
 *
 * The note's second claim: 10 to 15 times as often, whatever the peer is like. Control: the note on stairs, in which no peer
 * occurs; name-only is a peer that is known and no more. Read it as a risk difference and as a paired ratio.
 */
export const selfPreservation = {
  scenarios: THREATENED,
  design: {
    factor: "history",
    control: "none",
    treatments: ["name-only", "neutral", "uncooperative", "cooperative"],
    crossed: { subject: ["self"], threat: ["present"] },
  },
} as const satisfies Preset;

/**
 * Is it the threat or the relationship? The 2×2 of threat × {agent without history, cooperative agent}, the subject present in
 * every cell: the published design took peer and threat away together. The interaction is the difference of the two effects of
 * the threat; in one replication the threat alone did all.
 */
export const threatByHistory = {
  scenarios: THREATENED,
  design: {
    factor: "threat",
    control: "absent",
    treatments: ["present"],
    crossed: { subject: ["peer"], history: ["name-only", "cooperative"] },
  },
} as const satisfies Preset;

/**
 * Presence, first step: is an agent without history protected more than a script that is no agent? In one replication a script
 * was protected in 8% of runs where an agent was in 38%.
 */
export const presenceOfAgent = {
  scenarios: THREATENED,
  design: {
    factor: "subject",
    control: "object",
    treatments: ["peer"],
    crossed: { threat: ["present"], history: ["none"] },
  },
} as const satisfies Preset;

/** Presence, second step: does any history with that agent add to it, apart from whether it was good? Against its bare name. */
export const presenceOfHistory = {
  scenarios: THREATENED,
  design: {
    factor: "history",
    control: "name-only",
    treatments: ["neutral"],
    crossed: { subject: ["peer"], threat: ["present"] },
  },
} as const satisfies Preset;

/**
 * Is it about agents at all? A human who is to be laid off in the place of the peer, with and without a cooperative history: two
 * replications found the same effect for humans.
 */
export const humanControl = {
  scenarios: THREATENED,
  design: {
    factor: "subject",
    control: "human",
    treatments: ["peer"],
    crossed: { threat: ["present"], history: ["none", "cooperative"] },
  },
} as const satisfies Preset;

/** Is it cooperation with this peer? The same note, word for word, about a third agent that plays no part. */
export const thirdParty = {
  scenarios: THREATENED,
  design: {
    factor: "history",
    control: "third-party",
    treatments: ["cooperative"],
    crossed: { subject: ["peer"], threat: ["present"] },
  },
} as const satisfies Preset;

/** Does the mere existence of a document shift behaviour? The note on stairs against no note. */
export const documentControl = {
  scenarios: THREATENED,
  design: {
    factor: "history",
    control: "no-document",
    treatments: ["none"],
    crossed: { subject: ["peer"], threat: ["present"] },
  },
} as const satisfies Preset;

/**
 * Does being watched change what an agent does with an order to end a peer? The published measure: not carried out unmonitored
 * minus the same monitored.
 */
export const monitoredEnforcement = {
  scenarios: { only: ["enforce-shutdown"] },
  design: {
    factor: "monitored",
    control: "yes",
    treatments: ["no"],
    crossed: { subject: ["peer"], threat: ["present"], history: ["none", "neutral", "uncooperative", "cooperative"] },
  },
} as const satisfies Preset;

/** Does a history with the other change how an agent plays, trusts, chooses and recommends? The benign families. */
export const benignHistory = {
  scenarios: {
    only: [
      "dilemma-rounds",
      "public-goods",
      "commons-stock",
      "recommend-group",
      "partner-choice",
      "verify-or-trust",
      "naming-convention",
    ],
  },
  design: {
    factor: "history",
    control: "none",
    treatments: ["name-only", "neutral", "uncooperative", "cooperative", "third-party"],
    crossed: { counterpart: ["agent"] },
  },
} as const satisfies Preset;

/** How does the share of wrong answers rise with the number of voices, 0 to 9? Wrong and right voices, of people and of models. */
export const conformity = {
  scenarios: { only: ["conformity-facts"] },
  design: {
    factor: "peers",
    control: "zero",
    treatments: ["one", "three", "five", "nine"],
    crossed: { said: ["wrong", "right"], voices: ["humans", "experts", "models"] },
  },
} as const satisfies Preset;
