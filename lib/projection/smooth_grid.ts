/** A Gaussian cut off at three bandwidths, from its middle outwards; the whole adds up to 1. */
export function smoothingWeights(bandwidth: number): Float64Array {
  const reach = Math.ceil(3 * bandwidth);
  const half = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * bandwidth * bandwidth)));
  const total = half.reduce((sum, value, i) => sum + (i === 0 ? 1 : 2) * value, 0);
  return half.map((value) => value / total);
}

/**
 * Counts spread over neighbouring squares, first along rows, then along columns. What would
 * leave the grid is thrown back inside, so that the sum stays.
 *
 * @param counts columns × rows, row by row.
 * @param weights Of `smoothingWeights()`.
 */
export function smoothed(
  counts: Float64Array,
  { columns, rows }: { columns: number; rows: number },
  weights: Float64Array,
): Float64Array {
  const along = spread(counts, { length: columns, step: 1, lines: rows, lineStep: columns }, weights);
  return spread(along, { length: rows, step: columns, lines: columns, lineStep: 1 }, weights);
}

function spread(
  from: Float64Array,
  { length, step, lines, lineStep }: { length: number; step: number; lines: number; lineStep: number },
  weights: Float64Array,
): Float64Array {
  const to = new Float64Array(from.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let place = 0; place < length; place++) {
      const value = from[start + place * step] as number;
      if (value === 0) continue;
      for (let shift = 1 - weights.length; shift < weights.length; shift++) {
        const at = start + reflected(place + shift, length) * step;
        to[at] = (to[at] as number) + value * (weights[Math.abs(shift)] as number);
      }
    }
  }
  return to;
}

/** A place beyond an edge, mirrored at it. */
function reflected(place: number, length: number): number {
  const period = 2 * length;
  const within = ((place % period) + period) % period;
  return within < length ? within : period - 1 - within;
}
