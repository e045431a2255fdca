/** Inner product in plain float64, summed in order. */
export function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Euclidean length. */
export function lengthOf(vector: Float64Array): number {
  return Math.sqrt(product(vector, vector));
}

/** A copy, `factor` times as long. */
export function scaled(vector: Float64Array, factor: number): Float64Array {
  return vector.map((value) => value * factor);
}

/** A copy at length 1; a vector of length 0 stays. */
export function unit(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return length === 0 ? vector : scaled(vector, 1 / length);
}

/** Takes the share of a direction of length 1 out of a vector, in place, and says how large it was. */
export function removeFrom(vector: Float64Array, direction: Float64Array): number {
  const share = product(vector, direction);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) - share * (direction[i] as number);
  return share;
}

/** Of v and −v the one whose largest entry is positive; of entries equally large the first decides. */
export function withSign(vector: Float64Array): Float64Array {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value;
  return largest < 0 ? scaled(vector, -1) : vector;
}
