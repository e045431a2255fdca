import type { NullBand } from "../shapes.ts";
import { nullBand } from "./null_band.ts";

/** Mean of the values that are defined; `null` where none is. */
export function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = definedOnly(values);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** Against the defined draws, `draws` saying how many; `null` where there is none. */
export function bandOfDefined(kind: string, estimate: number, draws: readonly (number | null)[]): NullBand | null {
  const defined = definedOnly(draws);
  return defined.length === 0 ? null : nullBand(kind, estimate, defined);
}

function definedOnly(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((value) => value !== null));
}
