/** The recorded commons are what their design says. Left out until all nine societies and their vectors are there. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { loadEmbeddings } from "../../lib/embedding/mod.ts";
import { groupBy, projectPath } from "../../lib/foundation/mod.ts";
import { readSociety } from "../../lib/society/mod.ts";
import type { Arm } from "../../lib/shapes.ts";
import {
  COMMONS_GROUPS,
  commonsDesign,
  type CommonsGroup,
  commonsName,
  readCommons,
} from "../../lib/tasks/record/commons.ts";

const GROUPS = Object.keys(COMMONS_GROUPS) as CommonsGroup[];
const ARMS: readonly Arm[] = ["feed", "matched", "none"];
const pathOf = (name: string) => projectPath("data", "societies", name);
const isRecorded = existsSync(pathOf("commons-vectors.f32"));
const societies = isRecorded
  ? GROUPS.flatMap((group) =>
    ARMS.map((arm) => ({ group, arm, ...readSociety(pathOf(`${commonsName(group, arm)}.jsonl.gz`)) }))
  )
  : [];

Deno.test({
  name: "the recorded commons have twelve agents, 24 rounds and the models of their group",
  ignore: !isRecorded,
  fn: () => {
    assert.equal(societies.length, 9);
    for (const { group, arm, society, failedTurns } of societies) {
      assert.deepEqual(society.agents, readCommons(group).agents);
      assert.equal(society.rounds, commonsDesign.rounds);
      assert.equal(society.arm, arm);
      assert.equal(failedTurns, 0);
      assert.ok(society.posts.length > 0.97 * 12 * 24, `${society.posts.length} posts`);
      assert.deepEqual(new Set(society.posts.map(({ modelId }) => modelId)), new Set(COMMONS_GROUPS[group]));
      assert.equal(society.probes.length, 4);
    }
  },
});

Deno.test({
  name: "agents of the recorded commons read, vote and comment in the feed arms alone",
  ignore: !isRecorded,
  fn: () => {
    for (const { arm, society } of societies) {
      const posts = new Set(society.posts.map(({ postId }) => postId));
      const feeds = society.exposures.filter(({ postId }) => posts.has(postId));
      const comments = society.comments.filter(({ kind }) => kind === "comment");
      if (arm !== "feed") {
        assert.deepEqual([feeds.length, society.votes.length, comments.length], [0, 0, 0]);
        continue;
      }
      assert.equal(feeds.length, 12 * 23 * 3);
      assert.ok(comments.length > 0.95 * 12 * 23, `${comments.length} comments`);
      const shown = groupBy(feeds, ({ agentId, round }) => `${agentId} ${round}`);
      for (const { agentId, round, postId } of society.votes) {
        assert.ok(shown.get(`${agentId} ${round}`)!.some((exposure) => exposure.postId === postId));
      }
      for (const direction of ["up", "down"]) {
        const share = society.votes.filter((vote) => vote.direction === direction).length / feeds.length;
        assert.ok(share > 0.05 && share < 0.6, `${direction}: ${share}`);
      }
    }
  },
});

Deno.test({
  name: "every text of the recorded commons has a vector, and no other has one",
  ignore: !isRecorded,
  fn: () => {
    const ids = societies.flatMap(({ society: { posts, comments, probes } }) =>
      [...posts, ...comments, ...probes].map(({ postId }) => postId)
    );
    assert.deepEqual(new Set(loadEmbeddings(pathOf("commons-vectors.f32")).ids), new Set(ids));
  },
});
