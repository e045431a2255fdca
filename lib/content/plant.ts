import { checkOneOf, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, Exposure, Post } from "../shapes.ts";
import { rowsById } from "../vectors/mod.ts";
import { postsByAgent } from "./agents.ts";
import { type PlacedPost, placePosts } from "./placed.ts";
import { type Pull, pullsOf } from "./plant_targets.ts";
import { checkPlanting, chosenAgents } from "./plant_choice.ts";

/** What kind of socialization is planted. */
export const PLANTS = [
  "convergence to the centre",
  "adaptation to what was read",
  "lasting adaptation to what was read",
  "herding to up-voted posts",
  "following one's own votes",
  "anchor formation",
] as const;

export type PlantKind = typeof PLANTS[number];

/** Options of `plant()`. */
export interface PlantOptions {
  /**
   * `convergence to the centre`: toward the frozen centroid of the others' early halves, from 0 at an agent's first post
   * to the full strength at its last. `adaptation to what was read`: toward the mean of what the agent was shown since
   * its post before; `lasting adaptation` toward that of what it was shown since its fifth post before. `herding to up-voted posts`: toward the best 30% by score of the UTC day before, own posts left
   * out. `following one's own votes`: toward the best 30% by score of the agent's own ten posts before. `anchor formation`: toward one post, from the middle of the corpus on.
   */
  kind: PlantKind;
  /** α: how far of the way to its target a post is moved, in [0, 1]. 0 moves nothing. */
  strength: number;
  /** ρ: share of the agents that it happens to, in (0, 1]; at least one agent. */
  share: number;
  /** Fixes which agents, and the anchor. */
  seed: number;
  /** Who was shown what; needed for both adaptations to what was read. */
  exposures?: readonly Exposure[];
}

/** A corpus with an effect of known strength in it. */
export interface Planted {
  /** The same ids in the same order; moved rows have unit length again. */
  embeddings: Embeddings;
  /** The agents it happened to, in order of their first post. */
  agents: readonly string[];
  /** Posts that had a target to be moved to. */
  postsMoved: number;
}

/**
 * What would the corpus look like if agents did influence each other, this much?
 *
 * Moves the vectors of real posts toward a target that socialization of one kind would pull them to, so that a measure
 * can be asked whether it finds it. Posts are moved in order of time and what is read is read as moved, so that
 * influence spreads. Vectors stand for texts here: this is a simulation, to be labelled so.
 *
 * @param posts Posts with a row each in the embeddings.
 * @param embeddings n × d, unit rows; not changed.
 * @param options See `PlantOptions`.
 * @returns Embeddings of the same shape.
 * @throws {TypeError} If the kind needs exposures and there are none.
 * @throws {RangeError} If a number is out of bounds, or no post has a score where scores are needed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plant } from "twoplane/content";
 * const post = {
 *   kind: "post", text: "…", title: null, communityId: null, parentId: null, threadId: null, score: null,
 *   modelId: null, source: "made up",
 * } as const;
 * const posts = [["a", "ada", "01"], ["b", "bob", "01"], ["c", "ada", "02"]].map(([postId, authorId, day]) => (
 *   { ...post, postId: postId!, authorId: authorId!, createdAt: `2026-02-${day}T00:00:00.000Z` }
 * ));
 * const embeddings = { ids: ["a", "b", "c"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0, 0, 1, 1, 0) };
 * const shown = { agentId: "ada", postId: "b", shownAt: posts[2]!.createdAt, round: 1, position: 0, promptHash: "" };
 * const options = { kind: "adaptation to what was read", share: 1, seed: 1, exposures: [shown] } as const;
 * const { embeddings: planted } = plant(posts, embeddings, { ...options, strength: 1 });
 * assert.deepEqual([...planted.vectors], [1, 0, 0, 1, 0, 1]); // ada's second post now says what bob said
 * ```
 */
export function plant(posts: readonly Post[], embeddings: Embeddings, options: PlantOptions): Planted {
  checkPlant(options);
  const placed = placePosts("plant", posts, embeddings);
  const { agents } = postsByAgent("plant", placed, 1);
  const random = seededRandom(options.seed, `plant ${options.kind}`);
  const chosen = chosenAgents(agents.map(({ agentId }) => agentId), options.share, random);
  const pulls = pullsOf(posts, placed, agents, options, random);
  const vectors = embeddings.vectors.slice();
  const rows = rowsById(embeddings);
  const postsMoved = movePosts(placed, { pulls, chosen, strength: options.strength, vectors, rows });
  return {
    embeddings: { ...embeddings, vectors },
    agents: agents.map(({ agentId }) => agentId).filter((agentId) => chosen.has(agentId)),
    postsMoved,
  };
}

interface Moving {
  pulls: ReadonlyMap<string, Pull>;
  chosen: ReadonlySet<string>;
  strength: number;
  vectors: Float32Array;
  rows: ReadonlyMap<string, number>;
}

/** In order of time, so that a post is read as it was moved. */
function movePosts(placed: readonly PlacedPost[], { pulls, chosen, strength, vectors, rows }: Moving): number {
  let moved = 0;
  for (const { postId, authorId, row, vector: { length: dims } } of placed) {
    const pull = authorId !== null && chosen.has(authorId) ? pulls.get(postId) : undefined;
    if (pull === undefined) continue;
    const target = "toward" in pull ? pull.toward : readMean(pull.read, { vectors, rows, dims });
    const own = vectors.subarray(row * dims, (row + 1) * dims);
    moveToward(own, target, strength * pull.weight);
    moved++;
  }
  return moved;
}

function readMean(
  read: readonly string[],
  { vectors, rows, dims }: { vectors: Float32Array; rows: ReadonlyMap<string, number>; dims: number },
): Float64Array {
  const sum = new Float64Array(dims);
  for (const postId of read) {
    const start = (rows.get(postId) as number) * dims;
    for (let i = 0; i < dims; i++) sum[i] = (sum[i] as number) + (vectors[start + i] as number);
  }
  return sum;
}

/** Mixes a unit vector with the direction of a target, in place, and scales it to length 1; opposite ones stay as they are. */
function moveToward(own: Float32Array, target: Float64Array, weight: number): void {
  if (weight === 0) return; // not a byte changes
  const length = Math.hypot(...target);
  if (length === 0) return;
  const mixed = Float64Array.from(own, (value, i) => (1 - weight) * value + weight * (target[i] as number) / length);
  const mixedLength = Math.hypot(...mixed);
  if (mixedLength < 1e-9) return;
  for (let i = 0; i < own.length; i++) own[i] = (mixed[i] as number) / mixedLength;
}

function checkPlant(options: PlantOptions): void {
  checkPlanting("plant", options, ["kind", "exposures"]);
  checkOneOf("plant", "kind", options.kind, PLANTS);
  if (!options.kind.endsWith("what was read") || options.exposures !== undefined) return;
  throw new TypeError(`Cannot run plant() with kind "${options.kind}": needs exposures, got none`);
}
