import type { Post, Projection, Trajectory } from "../shapes.ts";
import { checkInteger, checkOptions, inertJson, sealedPage } from "../foundation/mod.ts";
import { packMap } from "./map_page_data.ts";
import { pageBody, pageScript, pageStyle } from "./map_page_parts.ts";
import { agentColours, ink, timeColours } from "./theme.ts";

/** Options of `mapPage()`. */
export interface MapPageOptions {
  /** Where each post stands. */
  projection: Projection;
  /** One line above the map. */
  title: string;
  /** Sentences below it: how the map was made, and how far it can be believed. */
  caption: string;
  /** Paths to draw for picked agents, such as smoothed ones. Default: each agent's posts in order of time. */
  trajectories?: readonly Trajectory[];
  /** Characters of a post that the page carries, 0 to 10,000. Default 280. */
  maxTextLength?: number;
}

/**
 * A map to explore: which posts stand where, when, by whom, and what do they say?
 *
 * One HTML file that works from a disk or a mail: it loads nothing, and a content security
 * policy forbids its script to. Move and zoom with mouse, fingers or keys, pick agents to see
 * their paths, narrow the time, read a post by pointing at it. Made for 100,000 posts and more.
 * Texts travel as compressed bytes and are shown as text only, without controls and marks that
 * turn text around. Same input, same bytes.
 *
 * @param posts 1 to 2,000,000, distinct, each with a point on the map; posts without author are shown as such.
 * @param options See `MapPageOptions`.
 * @returns A complete HTML document.
 * @throws {RangeError} If there is no post, or one has no finite point on the map or stands twice.
 * @throws {SyntaxError} If a time is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mapPage } from "twoplane/figures";
 * const post = {
 *   postId: "1", authorId: "ada", kind: "post", text: "<b>Hello</b>", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up", createdAt: "2026-02-01T00:00:00.000Z",
 * } as const;
 * const projection = { ids: ["1"], coordinates: Float64Array.of(0, 0), seed: 1, settings: {}, quality: {} };
 * const page = mapPage([post], { projection, title: "One post", caption: "Made by hand." });
 * assert.ok(page.startsWith("<!doctype html>") && !page.includes("<b>Hello"));
 * ```
 */
export function mapPage(posts: readonly Post[], options: MapPageOptions): string {
  checkOptions("mapPage", options, ["projection", "title", "caption", "trajectories", "maxTextLength"]);
  const { projection, title, caption, trajectories = [] } = options;
  const maxTextLength = checkInteger("mapPage", "maxTextLength", options.maxTextLength ?? 280, { min: 0, max: 10_000 });
  const data = packMap(posts, { projection, trajectories, maxTextLength });
  const config = inertJson({ ramp: timeColours, picks: agentColours, dim: ink.faint });
  const words = { title, caption, posts: posts.length.toLocaleString("en") };
  return sealedPage({ title, style: pageStyle, body: pageBody(words), data: { config, data }, script: pageScript });
}
