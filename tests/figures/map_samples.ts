import type { DensityChange, MapFlow, Post, Projection, Trajectory } from "../../lib/shapes.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { densityChange, flowField, trajectoryMap, trajectorySmallMultiples } from "../../lib/figures/mod.ts";
import { mapDensityChange, mapFlow } from "../../lib/projection/mod.ts";

/** Made up for the tests: a society on three islands, of which one empties while another fills. */
const AGENTS = 24;
const POSTS = 30;
const islands = [[0, 0], [5, 1], [2.4, 4.2]] as const;

function wanderer(agent: number): Trajectory {
  const random = seededRandom(agent, "islands");
  const normal = normalFrom(random);
  const positions = Array.from({ length: POSTS }, (_, post): [number, number] => {
    const isLate = random() < post / POSTS;
    const [x, y] = islands[random() < 0.35 ? 2 : isLate ? 1 : 0];
    return [x + normal() * 0.75, y + normal() * 0.6];
  });
  return {
    agentId: agent === 3 ? "an_agent_with_a_very_long_name_of_46_characters" : `agent ${agent}`,
    postIds: positions.map((_, post) => `${agent}-${post}`),
    times: positions.map((_, post) => new Date(Date.UTC(2026, 0, 5, 10 * post + agent)).toISOString()),
    positions,
    stepLengths: positions.slice(1).map(() => 0.3),
  };
}

export const islanders: Trajectory[] = Array.from({ length: AGENTS }, (_, agent) => wanderer(agent));

export const islandMap: Projection = {
  ids: islanders.flatMap(({ postIds }) => postIds),
  coordinates: Float64Array.from(islanders.flatMap(({ positions }) => positions.flat())),
  seed: 1,
  settings: {},
  quality: {},
};

export const islandPosts: Post[] = islanders.flatMap(({ agentId, postIds, times }) =>
  postIds.map((postId, i): Post => ({
    postId,
    authorId: agentId,
    kind: "post",
    createdAt: times[i] as string,
    text: `post ${i} of ${agentId}`,
    title: null,
    communityId: null,
    parentId: null,
    threadId: null,
    score: null,
    modelId: null,
    source: "made up",
  }))
);

export const islandFlow: MapFlow = await mapFlow(islanders, {
  squares: 9,
  null: { kind: "temporal structure", draws: 199, seed: 1 },
});

export const islandChange: DensityChange = await mapDensityChange(islandPosts, {
  projection: islandMap,
  split: "2026-01-11T00:00:00.000Z",
  null: { shuffle: "post within agent", draws: 199, seed: 1 },
});

const few = islanders.slice(0, 6).map((one): Trajectory => ({
  ...one,
  postIds: one.postIds.slice(0, 14),
  times: one.times.filter((_, i) => i % 2 === 0).slice(0, 14),
  positions: one.positions.filter((_, i) => i % 2 === 0).slice(0, 14),
  stepLengths: one.stepLengths.slice(0, 13),
}));

export const mapSamples = {
  "trajectory-map-time": () =>
    trajectoryMap(few, {
      name: "trajectory-map-time",
      colour: "time",
      arrows: "steps",
      highlight: ["agent 0", "agent 1"],
    }),
  "trajectory-small-multiples-time": () =>
    trajectorySmallMultiples(few, { name: "trajectory-small-multiples-time", colour: "time" }),
  "flow-field": () => flowField(islandFlow, { background: islandMap }),
  "density-change": () => densityChange(islandChange),
};
