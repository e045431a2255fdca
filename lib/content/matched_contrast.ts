import { randomIndex } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";

/** Sets of one treated member and its matched controls, the treated first. */
export interface MatchedSets {
  /** Where each set begins among the members, and where the last one ends: sets + 1 numbers. */
  starts: Int32Array;
  /** Agent of each set. */
  agents: Int32Array;
  /** One value a member. */
  outcome: Float64Array;
  /** One list a covariate, one value a member. */
  covariates: readonly Float64Array[];
}

/** Parts of a ratio by agent: the contrast is Σ numerators / Σ denominators. */
export interface MatchedContrast {
  /** `null` where the covariates alone tell treated and controls apart, as with a single set of two. */
  estimate: number | null;
  /** Agents with a set, ascending. */
  agents: Int32Array;
  numerators: Float64Array;
  denominators: Float64Array;
  /** Sets of each agent. */
  sets: Int32Array;
  /** Every agent's numerator after the residuals of each set were turned around, written into the array given. */
  draw: (random: Random, numerators: Float64Array) => void;
}

/** A covariate whose spread within sets is below this share of what it was adds nothing new. */
const SAME = 1e-9;

/**
 * Treated minus matched controls, by least squares with a level for each set, every agent weighing the same.
 *
 * Matching leaves differences in what was matched on, which regression within sets takes out
 * (Abadie & Imbens 2011, J. Bus. Econ. Stat. 29:1–11). Draws turn the residuals of the covariates
 * around within each set (Freedman & Lane 1983, J. Bus. Econ. Stat. 1:292–298): every member is as likely to
 * stand first, and treated and controls keep their covariates.
 */
export function matchedContrast({ starts, agents, outcome, covariates }: MatchedSets): MatchedContrast {
  const members = outcome.length;
  const setsOf = new Map<number, number>();
  for (const agent of agents) setsOf.set(agent, (setsOf.get(agent) ?? 0) + 1);
  const weights = new Float64Array(members);
  const treated = new Float64Array(members);
  eachSet(starts, (start, end, set) => {
    weights.fill(1 / (setsOf.get(agents[set] as number) as number), start, end);
    treated[start] = 1;
  });
  const axes = axesOf(covariates.map((values) => centredBySet(values, starts)), weights);
  const residual = (values: Float64Array) => withoutAxes(centredBySet(values, starts), axes, weights);
  const [left, treatment] = [residual(outcome), residual(treated)];
  const apart = centredBySet(treated, starts);
  const tellsApart = product(treatment, treatment, weights) < 1e-6 * product(apart, apart, weights);
  const ids = Int32Array.from(setsOf.keys()).sort();
  const places = new Map(Array.from(ids, (agent, place) => [agent, place]));
  const placeOf = Int32Array.from(agents, (agent) => places.get(agent) as number);
  const sum = (values: Float64Array, into: Float64Array, turnOf: (members: number) => number) => {
    into.fill(0);
    for (let set = 0; set + 1 < starts.length; set++) {
      const [start, end] = [starts[set] as number, starts[set + 1] as number];
      let [added, from] = [0, start + turnOf(end - start)];
      for (let i = start; i < end; i++) {
        added += (treatment[i] as number) * (values[from] as number);
        from = from + 1 === end ? start : from + 1;
      }
      const place = placeOf[set] as number;
      into[place] = (into[place] as number) + (weights[start] as number) * added;
    }
    return into;
  };
  const numerators = sum(left, new Float64Array(ids.length), () => 0);
  const denominators = sum(treatment, new Float64Array(ids.length), () => 0);
  return {
    estimate: tellsApart ? null : total(numerators) / total(denominators),
    agents: ids,
    numerators,
    denominators,
    sets: Int32Array.from(ids, (agent) => setsOf.get(agent) as number),
    draw: (random, into) => void sum(left, into, (members) => randomIndex(random, members)),
  };
}

function eachSet(starts: Int32Array, visit: (start: number, end: number, set: number) => void): void {
  for (let set = 0; set + 1 < starts.length; set++) visit(starts[set] as number, starts[set + 1] as number, set);
}

function centredBySet(values: Float64Array, starts: Int32Array): Float64Array {
  const centred = Float64Array.from(values);
  eachSet(starts, (start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += values[i] as number;
    for (let i = start; i < end; i++) centred[i] = (centred[i] as number) - sum / (end - start);
  });
  return centred;
}

/** The covariates at right angles to each other and of length 1, by weight; those that add nothing are left out. */
function axesOf(centred: readonly Float64Array[], weights: Float64Array): Float64Array[] {
  const axes: Float64Array[] = [];
  for (const values of centred) {
    const before = product(values, values, weights);
    const left = withoutAxes(withoutAxes(values, axes, weights), axes, weights); // twice, for rounding
    const after = product(left, left, weights);
    if (after > SAME * before && after > 1e-20) axes.push(left.map((value) => value / Math.sqrt(after)));
  }
  return axes;
}

function withoutAxes(values: Float64Array, axes: readonly Float64Array[], weights: Float64Array): Float64Array {
  const left = Float64Array.from(values);
  for (const axis of axes) {
    const along = product(left, axis, weights);
    for (let i = 0; i < left.length; i++) left[i] = (left[i] as number) - along * (axis[i] as number);
  }
  return left;
}

function product(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (weights[i] as number) * (a[i] as number) * (b[i] as number);
  return sum;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
