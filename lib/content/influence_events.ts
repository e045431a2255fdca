import { seededRandom } from "../foundation/mod.ts";
import type { Embeddings, Exposure, Post } from "../shapes.ts";
import { collectSets, type SetCollector } from "./influence_matching.ts";
import { type LikenessAround, likenessIn } from "./influence_likeness.ts";
import { CALLER, type InfluencePlan } from "./influence_options.ts";
import { textsAround } from "./influence_windows.ts";
import { type Interaction, type InteractionsFound, interactionsOf } from "./interactions.ts";
import { type PlacedPost, placePosts } from "./placed.ts";
import { type CandidateDraw, sameDayCandidates } from "./same_day_posts.ts";
import { visibleCandidates } from "./same_moment_visible.ts";

/** Posts, comments and the draws of what else could have been commented on. */
export interface InfluenceEvents {
  found: InteractionsFound;
  /** Likeness around a comment, or before it by one window; `null` where a side has no text. */
  around: (interaction: Interaction, lead: boolean) => LikenessAround | null;
  baseline: CandidateDraw;
  visible: CandidateDraw;
  sets: () => SetCollector;
}

/** Reads a corpus into comments and what surrounds them. */
export function influenceEvents(
  posts: readonly Post[],
  embeddings: Embeddings,
  { plan, exposures }: { plan: InfluencePlan; exposures: readonly Exposure[] | undefined },
): InfluenceEvents {
  const byId = new Map(posts.map((post) => [post.postId, post]));
  const postOf = ({ postId }: PlacedPost) => byId.get(postId) as Post;
  const needed = plan.outcome === "posts" && plan.target === "thread" ? posts.filter(isPost) : posts;
  const placed = placePosts(CALLER, needed, embeddings);
  const texts = plan.outcome === "posts" ? placed.filter((post) => isPost(postOf(post))) : placed;
  const targets = plan.target === "thread" ? placed.filter((post) => isPost(postOf(post))) : placed;
  const found = interactionsOf(texts, posts.filter((post) => !isPost(post)), {
    target: plan.target,
    placedById: new Map(targets.map((post) => [post.postId, post])),
  });
  const opened = likenessIn(plan.variant, { wordsPerGram: plan.wordsPerGram, postOf });
  return {
    found,
    around: ({ agent, target, at }, lead) => {
      const thread = threadOf(postOf(target));
      const own = found.agents[agent] as InteractionsFound["agents"][number];
      const isUnderTarget = (text: PlacedPost) => plan.outcome === "all texts" && threadOf(postOf(text)) === thread;
      const around = textsAround(own, { at, window: plan.window, lead, isUnderTarget });
      return around === null ? null : opened(around);
    },
    baseline: sameDayCandidates(targets, {
      candidates: plan.baseline,
      random: seededRandom(plan.seed, "candidates of the same day"),
    }),
    visible: visibleCandidates(targets, {
      ...plan.control,
      exposures,
      communityOf: (post) => postOf(post).communityId,
      random: seededRandom(plan.seed, "candidates visible at that moment"),
    }),
    sets: () => collectSets({ controls: plan.control.controls, lengthOf: (post) => postOf(post).text.length }),
  };
}

function isPost({ kind }: Post): boolean {
  return kind === "post";
}

function threadOf({ postId, threadId }: Post): string {
  return threadId ?? postId;
}
