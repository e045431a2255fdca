import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { mapPage } from "../../lib/figures/mod.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import type { Post, Projection } from "../../lib/shapes.ts";
import { findChromium, openChromium } from "../../tests/browser.ts";
import { type BenchRow, benchRow } from "../harness.ts";

const POSTS = 100_000;
const SECONDS = 3;

/** Posts of 500 agents in thirty clouds; a few write most. */
export function madePosts(n: number): { posts: Post[]; projection: Projection } {
  const random = seededRandom(1, "page");
  const normal = normalFrom(random);
  const clouds = Array.from({ length: 30 }, () => [random() * 40, random() * 28, 0.4 + 2 * random()] as const);
  const coordinates = new Float64Array(2 * n);
  const posts = Array.from({ length: n }, (_, i): Post => {
    const agent = Math.floor(random() ** 2 * 500);
    const [x, y, spread] = clouds[(agent * 7 + Math.floor(random() * 6)) % 30] as readonly [number, number, number];
    coordinates.set([x + spread * normal(), y + spread * normal()], 2 * i);
    return {
      postId: `p${i}`,
      authorId: `agent ${agent}`,
      kind: "post",
      createdAt: new Date(Date.UTC(2026, 0, 26) + Math.floor(i * 12 * 86_400_000 / n)).toISOString(),
      text: `Post ${i}: what agent ${agent} had to say that day, at some length, with a number: ${random()}.`,
      title: null,
      communityId: null,
      parentId: null,
      threadId: null,
      score: null,
      modelId: null,
      source: "made up",
    };
  });
  return {
    posts,
    projection: { ids: posts.map(({ postId }) => postId), coordinates, seed: 1, settings: {}, quality: {} },
  };
}

/**
 * Frames a second while the page with 100,000 posts is dragged, in headless Chromium: with WebGL, without it, and with
 * three agents picked. Empty where there is no Chromium.
 */
export async function pageRows(report: (line: string) => void): Promise<BenchRow[]> {
  const executable = findChromium();
  if (executable === null) {
    report("no Chromium found: the page is not measured; set TWOPLANE_CHROMIUM");
    return [];
  }
  const { posts, projection } = madePosts(POSTS);
  const start = performance.now();
  const html = mapPage(posts, { projection, title: "Bench", caption: "Made up." });
  const seconds = (performance.now() - start) / 1000;
  const folder = Deno.makeTempDirSync({ prefix: "twoplane-bench-" });
  const browser = await openChromium(executable);
  try {
    const path = join(folder, "page.html");
    writeFileSync(path, html);
    const rows = [
      benchRow({ name: `write the page of ${POSTS} posts`, value: seconds, unit: "s" }),
      benchRow({ name: `its size`, value: html.length / 1e6, unit: "MB" }),
    ];
    for (const { name, hash, picks } of WAYS) {
      const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
      const opened = performance.now();
      await page.goto(`${pathToFileURL(path).href}${hash}`);
      await page.waitForFunction(() => document.body.dataset.ready === "true");
      report(`${name}: open after ${((performance.now() - opened) / 1000).toFixed(2)} s`);
      for (let pick = 0; pick < picks; pick++) await page.locator("#agents input").nth(pick).click();
      const rate = await framesWhileDragged(page);
      report(`${name}: ${rate.toFixed(1)} frames/s`);
      rows.push(benchRow({
        name: `drag ${POSTS} posts, ${name}`,
        value: rate,
        unit: "frames/s",
        ...(hash === "" ? { bar: { of: "value", atLeast: 30 } } : {}),
      }));
      await page.close();
    }
    return rows;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** Without a graphics processor the page draws pixel by pixel of its own accord. */
const WAYS = [
  { name: "as opened", hash: "", picks: 0 },
  { name: "as opened, 3 busiest agents picked", hash: "", picks: 3 },
  { name: "imitated WebGL", hash: "#webgl", picks: 0 },
] as const;

/** One movement of the pointer a frame, in circles; each repaints the whole map. */
function framesWhileDragged(page: Page): Promise<number> {
  return page.evaluate(async (seconds) => {
    const marks = document.getElementById("marks") as HTMLCanvasElement;
    const { left, top } = marks.getBoundingClientRect();
    const send = (kind: string, angle: number) =>
      marks.dispatchEvent(
        new PointerEvent(kind, {
          pointerId: 7,
          button: kind === "pointermove" ? -1 : 0,
          clientX: left + 400 + 120 * Math.cos(angle),
          clientY: top + 300 + 120 * Math.sin(angle),
          bubbles: true,
        }),
      );
    const nextFrame = () => new Promise<number>((resume) => requestAnimationFrame(resume));
    send("pointerdown", 0);
    let frames = 0;
    for (let warm = 0; warm < 10; warm++) {
      send("pointermove", 0.1 * warm);
      await nextFrame();
    }
    const start = await nextFrame();
    let now = start;
    while (now - start < seconds * 1000) {
      send("pointermove", 0.1 * frames++);
      now = await nextFrame();
    }
    send("pointerup", 0);
    return frames / ((now - start) / 1000);
  }, SECONDS);
}
