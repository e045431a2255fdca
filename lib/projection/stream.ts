/**
 * The state of an sfc32 generator as four integers, so that a worker and an inner loop can carry the stream on.
 *
 * @param random A seeded stream.
 */
export function stateFrom(random: () => number): Int32Array {
  return Int32Array.from({ length: 4 }, () => Math.floor(random() * 4294967296) | 0);
}

/** Uniform numbers in [0, 1) from a state, which they move on. Doty-Humphrey's sfc32, as in `seededRandom()`. */
export function uniformFrom(state: Int32Array): () => number {
  return () => {
    let [a, b, c, counter] = state as unknown as [number, number, number, number];
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    state.set([a, b, c, counter]);
    return (sum >>> 0) / 4294967296;
  };
}
