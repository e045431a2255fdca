/**
 * `deno task bench projection_page`: how smoothly the interactive map of 100,000 posts moves. Needs a Chromium.
 *
 * @module
 */
import type { Bench } from "./harness.ts";
import { pageRows } from "./projection/page.ts";

const bench: Bench = pageRows;
export default bench;
