import { seededRandom } from "../foundation/mod.ts";
import { dot } from "../vectors/mod.ts";
import { addOne } from "./sums.ts";

/** Vectors that centres are fitted to: more of them cost time and move centres little. */
const FITTED = 5000;
const ROUNDS = 25;

/**
 * Which of k topics does each text belong to? Spherical k-means.
 *
 * Centres start far apart (k-means++), and are fitted to at most 5,000 vectors spread evenly over
 * those given. Topics stand for what embeddings see as alike, no more; nothing here names them.
 *
 * @param vectors Of any length above 0, in an order that does not depend on ids.
 * @returns Topic of each vector, 0 to k − 1; fewer topics where fewer vectors differ.
 */
export function topicClusters(
  vectors: readonly Float64Array[],
  { clusters, seed }: { clusters: number; seed: number },
): Int32Array {
  const step = Math.max(1, vectors.length / FITTED);
  const sample = Array.from(
    { length: Math.min(FITTED, vectors.length) },
    (_, i) => unit(vectors[Math.floor(i * step)] as Float64Array),
  );
  const centres = farApart(sample, clusters, seededRandom(seed, "topic clusters"));
  let topics = sample.map(() => -1);
  for (let round = 0; round < ROUNDS; round++) {
    const next = sample.map((vector) => nearest(vector, centres));
    if (next.every((topic, i) => topic === topics[i])) break;
    topics = next;
    moveCentres(sample, topics, centres);
  }
  return Int32Array.from(vectors, (vector) => nearest(vector, centres));
}

/** Each further centre is drawn with a chance that grows with its distance from those there are. */
function farApart(sample: readonly Float64Array[], clusters: number, random: () => number): Float64Array[] {
  const centres = [Float64Array.from(sample[Math.floor(random() * sample.length)] as Float64Array)];
  const distances = sample.map(() => Infinity);
  while (centres.length < clusters) {
    const last = centres[centres.length - 1] as Float64Array;
    let total = 0;
    sample.forEach((vector, i) => {
      const distance = Math.max(0, 1 - dot(vector, last));
      distances[i] = Math.min(distances[i] as number, distance < 1e-9 ? 0 : distance);
      total += distances[i] as number;
    });
    if (total === 0) break;
    let left = random() * total;
    const chosen = distances.findIndex((distance) => (left -= distance) < 0 && distance > 0);
    const place = chosen >= 0 ? chosen : distances.findLastIndex((distance) => distance > 0);
    centres.push(Float64Array.from(sample[place] as Float64Array));
  }
  return centres;
}

function nearest(vector: Float64Array, centres: readonly Float64Array[]): number {
  let [best, highest] = [0, -Infinity];
  centres.forEach((centre, topic) => {
    const similarity = dot(vector, centre);
    if (similarity > highest + 1e-12) [best, highest] = [topic, similarity];
  });
  return best;
}

/** A centre without members stays where it is. */
function moveCentres(sample: readonly Float64Array[], topics: readonly number[], centres: Float64Array[]): void {
  const sums = centres.map((centre) => new Float64Array(centre.length));
  sample.forEach((vector, i) => addOne(sums[topics[i] as number] as Float64Array, vector));
  sums.forEach((sum, topic) => {
    if (dot(sum, sum) > 1e-24) centres[topic] = unit(sum);
  });
}

function unit(vector: Float64Array): Float64Array {
  const squares = dot(vector, vector);
  return squares === 0 ? vector : vector.map((value) => value / Math.sqrt(squares));
}
