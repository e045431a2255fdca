import assert from "node:assert/strict";
import { type LoadPostsOptions, type PresetName, presets } from "twoplane/corpus";
import { POST_FIELDS } from "../../lib/corpus/options.ts";
import { loadText, type Row } from "./support.ts";

/** A row of our own writing in the columns of each public set. */
const rows = {
  moltbookWeek1Posts: {
    ...{ id: "p1", title: "T", author: "None", content: null, upvotes: 5, downvotes: 2, comment_count: 0 },
    created_at: "2026-02-03T13:11:42.603662+00:00",
  },
  moltbookWeek1Comments: {
    ...{ id: "c1", post_id: "p1", author: "Ada", content: "Yes", created_at: "2026-02-03T06:58:10.56532+00:00" },
    depth: 0,
  },
  contemplativeAgent: {
    ...{ id: "r1", agent: "contemplative-agent", kind: "reply", ts: "2026-03-08T14:42:39", post_id_prefix: "9cb8" },
    ...{ title: null, text: "So", model: null, test_artifact: false },
  },
  moltbookLaunchPosts: {
    ...{ id: "p1", agent_name: "Ada", submolt: "general", title: "T", content: "C", score: 3 },
    created_at: "2026-01-31T07:22:46.158332+00:00",
  },
  moltbookLaunchComments: {
    ...{ id: "c1", post_id: "p1", agent_name: "Ada", parent_id: null, content: "C", score: 0 },
    created_at: "2026-01-31T07:06:25.86254+00:00",
  },
} satisfies Partial<Record<PresetName, Row>>;

async function first(name: keyof typeof rows, changes: LoadPostsOptions = {}) {
  const { posts, report } = await loadText("set.json", JSON.stringify({ comments: [rows[name]] }), {
    ...presets[name],
    ...changes,
  });
  return { post: posts[0], report };
}

Deno.test("presets declare every column, so that nothing is guessed", async () => {
  for (const [name, { columns }] of Object.entries(presets)) {
    assert.deepEqual(Object.keys(columns ?? {}).sort(), POST_FIELDS.toSorted(), name);
  }
  for (const name of Object.keys(rows) as (keyof typeof rows)[]) {
    const { post, report } = await first(name);
    assert.ok(post !== undefined, name);
    assert.deepEqual(report.guessed, [], name);
  }
});

Deno.test("presets.moltbookWeek1Posts lets the title stand in, takes None as no author and subtracts the votes", async () => {
  const { post } = await first("moltbookWeek1Posts");
  assert.deepEqual([post?.text, post?.title, post?.authorId, post?.score, post?.createdAt], [
    ...["T", "T", null, 3],
    "2026-02-03T13:11:42.603Z",
  ]);
});

Deno.test("presets.moltbookWeek1Comments takes the post as parent and as thread", async () => {
  const { post } = await first("moltbookWeek1Comments");
  assert.deepEqual([post?.kind, post?.parentId, post?.threadId], ["comment", "p1", "p1"]);
});

Deno.test("presets.contemplativeAgent moves its clock to UTC and drops test artefacts", async () => {
  const { post } = await first("contemplativeAgent");
  assert.deepEqual([post?.kind, post?.threadId, post?.createdAt], ["reply", "9cb8", "2026-03-08T05:42:39.000Z"]);
  const artefact = JSON.stringify([{ ...rows.contemplativeAgent, test_artifact: true }]);
  const { report } = await loadText("set.json", artefact, presets.contemplativeAgent);
  assert.equal(report.dropped[0]?.reason, "drop where test_artifact is true");
});

Deno.test("presets.moltbookLaunchPosts and moltbookLaunchComments take the agent's name and the community", async () => {
  const { post } = await first("moltbookLaunchPosts");
  assert.deepEqual([post?.authorId, post?.communityId, post?.score], ["Ada", "general", 3]);
  const comment = await first("moltbookLaunchComments");
  assert.deepEqual([comment.post?.parentId, comment.post?.threadId], [null, "p1"]);
});

Deno.test("presets are data: they survive JSON", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(presets)), presets);
});
