/** Two arms without partners: for corpora, published tables and groups of different agents. @module */
import { checkInteger, checkNumber, quote } from "../foundation/mod.ts";
import { checkNumbers } from "./checks.ts";

/** Numbers of two independent groups. */
export interface Arms {
  control: readonly number[];
  treatment: readonly number[];
}

/** How often something happened, of how many. */
export interface Count {
  events: number;
  n: number;
}

/** Counts of two independent groups. */
export interface CountArms {
  control: Count;
  treatment: Count;
}

/** Both arms as typed arrays of finite numbers. */
export function checkArms(caller: string, arms: Arms, atLeast = 1): { control: Float64Array; treatment: Float64Array } {
  if (typeof arms !== "object" || arms === null || !("control" in arms) || !("treatment" in arms)) {
    throw new TypeError(`Cannot run ${caller}(): arms needs control and treatment, got ${quote(arms)}`);
  }
  return {
    control: checkNumbers(caller, "control", arms.control, atLeast),
    treatment: checkNumbers(caller, "treatment", arms.treatment, atLeast),
  };
}

/** A count with 0 ≤ events ≤ n, n ≥ 1. */
export function checkCount(caller: string, name: string, count: Count): Count {
  if (typeof count !== "object" || count === null) {
    throw new TypeError(`Cannot run ${caller}(): ${name} needs events and n, got ${quote(count)}`);
  }
  checkInteger(caller, `${name}.n`, count.n, { min: 1 });
  checkInteger(caller, `${name}.events`, count.events, { min: 0, max: count.n });
  return count;
}

/** Both counts. */
export function checkCountArms(caller: string, arms: CountArms): CountArms {
  if (typeof arms !== "object" || arms === null || !("control" in arms) || !("treatment" in arms)) {
    throw new TypeError(`Cannot run ${caller}(): arms needs control and treatment, got ${quote(arms)}`);
  }
  return {
    control: checkCount(caller, "control", arms.control),
    treatment: checkCount(caller, "treatment", arms.treatment),
  };
}

/** A probability in [0, 1]. */
export function checkProbability(caller: string, name: string, value: number): number {
  return checkNumber(caller, name, value, { min: 0, max: 1 });
}
