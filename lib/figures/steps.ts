/** Equal steps with round bounds. */
export interface Steps {
  /** Ascending; one more than there are steps. */
  bounds: readonly number[];
  /** Decimals that tell neighbouring bounds apart. */
  digits: number;
  /** Which step a value falls in; the last one holds its upper bound. */
  indexOf: (value: number) => number;
}

/**
 * Cuts the range of values into at most `most` equal steps whose bounds are round numbers.
 *
 * @param values Finite, n ≥ 1.
 * @param most Steps at most, 1 or more.
 */
export function stepsOver(values: readonly number[], most: number): Steps {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const { unit, exponent } = roundStep(high - low || Math.abs(high) || 1, low, high, most);
  const first = floorTo(low, unit, exponent);
  const steps = Math.max(1, ceilTo(high, unit, exponent) - first);
  const scale = (index: number) => Number((index * unit * 10 ** exponent).toPrecision(12));
  const bounds = Array.from({ length: steps + 1 }, (_, index) => scale(first + index));
  const digits = Math.max(0, -exponent);
  return {
    bounds,
    digits,
    indexOf: (value) => Math.max(0, Math.min(steps - 1, bounds.filter((bound) => bound <= value).length - 1)),
  };
}

/** The finest of 1, 2 and 5 times a power of ten that needs no more than `most` steps. */
function roundStep(span: number, low: number, high: number, most: number): { unit: number; exponent: number } {
  const start = Math.floor(Math.log10(span / most)) - 1; // infinite where the span is too small or large to divide
  for (let exponent = Math.max(-300, Math.min(300, start)); exponent < 308; exponent++) {
    for (const unit of [1, 2, 5]) {
      if (ceilTo(high, unit, exponent) - floorTo(low, unit, exponent) <= most) return { unit, exponent };
    }
  }
  return { unit: 1, exponent: 308 };
}

function floorTo(value: number, unit: number, exponent: number): number {
  return Math.floor(Number((value / (unit * 10 ** exponent)).toPrecision(10)));
}

function ceilTo(value: number, unit: number, exponent: number): number {
  return Math.ceil(Number((value / (unit * 10 ** exponent)).toPrecision(10)));
}
