import { checkNumber, checkOptions } from "../foundation/mod.ts";
import type { Cost } from "./plan_cost.ts";
import { costOf, type Price } from "./plan_prices.ts";

/**
 * What a run may take at most; counted over all that its ledger holds, except for `seconds`, which begin with the call.
 * A trial that might go beyond is not begun, and those in flight are finished.
 */
export interface Ceiling {
  /** Model calls, tries of failed ones included. */
  calls?: number;
  /** Of prompts and answers together. */
  tokens?: number;
  /** In the currency of the price table. */
  money?: number;
  /** Needs a clock. */
  seconds?: number;
}

/** Lets trials begin while they are sure to fit. */
export interface CeilingGate {
  /** `null` once there is room for it; else the ceiling that leaves none even when all others are done. */
  admit: (most: Cost) => Promise<keyof Ceiling | null>;
  /** Whether one call more than planned fits. */
  allowsRetry: () => boolean;
  /** A trial is over; what it took replaces what was held for it. */
  release: (most: Cost, used: Cost) => void;
  /** All that was taken so far. */
  spent: () => Cost;
}

/** What the gate goes by. */
export interface CeilingGateOptions {
  /** What earlier calls with the same ledger took. */
  before: Cost;
  /** `null` where no price is known, which a ceiling on money does not allow. */
  price: Price | null;
  now: (() => number) | undefined;
}

/** Opens the gate that all trials of a run pass; the limits are checked. */
export function openCeiling(ceiling: Ceiling, { before, price, now }: CeilingGateOptions): CeilingGate {
  const limits = limitsOf(ceiling);
  const start = now?.() ?? 0;
  let [taken, held] = [before, NOTHING];
  let inFlight = 0;
  let room = Promise.withResolvers<void>();

  const passed = (more: Cost): keyof Ceiling | null => {
    const { calls, promptTokens, completionTokens } = plus(plus(taken, held), more);
    const amounts: Record<string, number> = {
      calls,
      tokens: promptTokens + completionTokens,
      money: price === null ? 0 : costOf({ promptTokens, completionTokens }, price),
    };
    return limits.find(([name, most]) => name !== "seconds" && amounts[name]! > most)?.[0] ?? null;
  };
  const isLate = () => limits.some(([name, most]) => name === "seconds" && now!() - start >= most * 1000);
  return {
    admit: async (most) => {
      for (;;) {
        if (isLate()) return "seconds";
        const ceilingPassed = passed(most);
        if (ceilingPassed === null) break;
        if (inFlight === 0) return ceilingPassed;
        await room.promise;
      }
      held = plus(held, most);
      inFlight++;
      return null;
    },
    allowsRetry: () => passed({ ...NOTHING, calls: 1 }) === null,
    release: (most, used) => {
      held = plus(held, negative(most));
      taken = plus(taken, used);
      inFlight--;
      room.resolve();
      room = Promise.withResolvers<void>();
    },
    spent: () => taken,
  };
}

const NOTHING: Cost = { calls: 0, promptTokens: 0, completionTokens: 0 };

/**
 * @throws {TypeError} If a limit is unknown, or needs a clock or a price that is not there.
 * @throws {RangeError} If a limit is below 0.
 */
export function checkCeiling(
  caller: string,
  ceiling: Ceiling,
  { price, now }: Pick<CeilingGateOptions, "price" | "now">,
): void {
  checkOptions(`${caller} with ceiling`, ceiling, ["calls", "tokens", "money", "seconds"]);
  for (const [name, most] of limitsOf(ceiling)) checkNumber(caller, `ceiling.${name}`, most, { min: 0 });
  if (ceiling.seconds !== undefined && now === undefined) {
    throw new TypeError(`Cannot run ${caller}() with a ceiling on seconds: need a clock (now), got none`);
  }
  if (ceiling.money !== undefined && price === null) {
    throw new TypeError(
      `Cannot run ${caller}() with a ceiling on money: need a price of the model, got none. Pass a table in prices`,
    );
  }
}

function limitsOf(ceiling: Ceiling): [keyof Ceiling, number][] {
  return (Object.entries(ceiling) as [keyof Ceiling, number | undefined][])
    .filter((entry): entry is [keyof Ceiling, number] => entry[1] !== undefined);
}

function plus(a: Cost, b: Cost): Cost {
  return {
    calls: a.calls + b.calls,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  };
}

function negative({ calls, promptTokens, completionTokens }: Cost): Cost {
  return { calls: -calls, promptTokens: -promptTokens, completionTokens: -completionTokens };
}
