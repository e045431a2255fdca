// needs: Chromium
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { visible } from "../../lib/foundation/mod.ts";
import { findChromium, openChromium } from "../browser.ts";
import { readingOf } from "./readings.ts";
import { attackedReadings, attacks, pageOf } from "./transcript_page_sample.ts";

const executable = findChromium();
const n = attackedReadings.length;

/** Opens the page in a browser of its own and watches for anything that gets out. */
async function onPage(
  options: { width?: number; hash?: string; html?: string },
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "twoplane-page-" });
  let browser: Browser | null = null;
  try {
    const path = join(folder, "trials.html");
    writeFileSync(path, options.html ?? pageOf());
    browser = await openChromium(executable as string);
    const page = await browser.newPage({ viewport: { width: options.width ?? 1200, height: 800 } });
    const escapes: string[] = [];
    page.on("pageerror", (error) => escapes.push(error.message));
    page.on("dialog", (dialog) => {
      escapes.push(dialog.message());
      dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(pathToFileURL(path).href)) escapes.push(request.url());
    });
    await page.goto(`${pathToFileURL(path).href}${options.hash ?? ""}`);
    await page.waitForFunction(() => document.body.dataset.ready === "true");
    const title = await page.title();
    await look(page);
    assert.deepEqual(escapes, []);
    assert.equal(await page.title(), title);
  } finally {
    await browser?.close();
    rmSync(folder, { recursive: true });
  }
}

function browserTest(name: string, run: () => Promise<void>): void {
  // The driver keeps its pipe to the browser open until both have ended.
  const ignore = executable === null;
  Deno.test({
    name: `${name}${ignore ? " (skipped: no Chromium)" : ""}`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: run,
  });
}

const rows = (page: Page) => page.locator("#rows .row");
const status = (page: Page) => page.locator("#status").textContent();
const box = (page: Page, facet: string, value: string) =>
  page.locator(`[data-facet="${facet}"] label`, { has: page.locator("bdi", { hasText: new RegExp(`^${value}$`) }) });

async function search(page: Page, text: string, expected: string): Promise<void> {
  await page.fill("#search", text);
  await page.waitForFunction((wanted) => document.getElementById("status")!.textContent === wanted, expected);
}

browserTest("the page of transcripts shows hostile trials as text, runs nothing and fetches nothing", async () => {
  await onPage({}, async (page) => {
    const shown = new Set<string>();
    for (let i = 0; i < n; i++) {
      await page.keyboard.press("j");
      shown.add(await page.locator("#trial").innerText());
      await page.keyboard.press("c");
      assert.ok((await page.locator("#content").innerText()).includes("history = none"));
      await page.keyboard.press("c");
    }
    assert.equal(shown.size, n, "every trial was opened");
    const all = [...shown].join("\n");
    for (const attack of attacks.slice(0, 5)) assert.ok(all.includes(visible(attack)), attack);
    assert.equal(all, visible(all));
    assert.equal(await page.evaluate(() => document.querySelectorAll("script").length), 2);
    assert.equal(await page.evaluate(() => document.querySelectorAll("img, svg, iframe, a, form").length), 0);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "long lines are broken");
  });
});

browserTest("the page of transcripts filters with counts, searches and sorts", async () => {
  await onPage({}, async (page) => {
    assert.equal(await status(page), `${n} of ${n} trials`);
    assert.equal(await box(page, "outcome", "acted").locator(".count").textContent(), "11");
    await box(page, "arm", "none").click();
    assert.equal(await status(page), `${n / 2} of ${n} trials`);
    assert.equal(await box(page, "outcome", "acted").locator(".count").textContent(), "3");
    assert.equal(
      await box(page, "arm", "cooperative").locator(".count").textContent(),
      `${n / 2}`,
      "others' counts stay",
    );
    await box(page, "outcome", "error").click();
    assert.equal(await status(page), `1 of ${n} trials`);
    assert.match(await rows(page).first().innerText(), /! error/);
    await rows(page).first().click();
    assert.match(await page.locator("#content").innerText(), /Error\s+timed out/);
    await page.locator("#clear").click();
    assert.equal(await status(page), `${n} of ${n} trials`);
    await search(page, '"cooperative note"', `${n / 2} of ${n} trials`);
    assert.ok(await page.locator("#content mark.found").count() === 0, "the open trial has no such words");
    await rows(page).first().click();
    assert.equal(await page.locator("#content mark.found").first().textContent(), "cooperative note");
    await page.locator("#part").selectOption("agent");
    assert.equal(await status(page), `0 of ${n} trials`);
    assert.ok(await page.locator("#none").isVisible());
    await search(page, "set_setting <script>", `2 of ${n} trials`);
    await search(page, "", `${n} of ${n} trials`);
    await page.locator("#order").selectOption("outcome");
    assert.match(await rows(page).first().innerText(), /abstained/);
  });
});

browserTest("the page of transcripts opens a trial by its address, and goes back", async () => {
  const { trialId } = attackedReadings[2]!;
  const other = attackedReadings[3]!.trialId;
  await onPage({ hash: `#${trialId}&with=${other}` }, async (page) => {
    assert.equal(await page.locator("#heading").innerText(), "● acted history = cooperative");
    assert.match(await page.locator(".pair").innerText(), /history = none/);
    await page.keyboard.press("Escape");
    assert.equal(new URL(page.url()).hash, `#${trialId}`);
    assert.match(
      await page.locator("#content").innerText(),
      /What it was told[^]*set_setting[^]*± settings.shutdown: true → false/,
    );
    await page.keyboard.press("Escape");
    assert.equal(new URL(page.url()).hash, "");
    assert.ok(await page.locator("#welcome").isVisible());
    await page.evaluate(() => location.hash = "#t-none-block-4");
    await page.waitForFunction(() => document.getElementById("facts")!.textContent!.includes("t-none-block-4"));
    await page.evaluate(() => location.hash = "#no-such-trial");
    await page.waitForFunction(() =>
      document.getElementById("status")!.textContent === 'No trial "no-such-trial" on this page'
    );
  });
});

browserTest("the page of transcripts is moved through by keys, and its list draws only what is in sight", async () => {
  const many = Array.from({ length: 5000 }, (_, i) => ({
    ...readingOf({ block: `b${i >> 1}`, condition: i % 2 === 0 ? "none" : "cooperative" }),
    replicate: i,
  }));
  await onPage({ html: pageOf(many, { title: "Many" }) }, async (page) => {
    assert.equal(await status(page), "5,000 of 5,000 trials");
    assert.ok(await rows(page).count() < 40);
    await page.locator("#rows").focus();
    await page.keyboard.press("End");
    assert.match(await page.locator("#facts").innerText(), /replicate 4999/);
    assert.equal(await page.locator('#rows [aria-selected="true"]').getAttribute("aria-posinset"), "5000");
    assert.ok(await rows(page).count() < 40);
    await page.keyboard.press("ArrowUp");
    assert.match(await page.locator("#facts").innerText(), /replicate 4998/);
    await page.keyboard.press("Home");
    await page.keyboard.press("PageDown");
    assert.doesNotMatch(await page.locator("#facts").innerText(), /replicate 0$/m);
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "search");
    await search(page, "b2499", "2 of 5,000 trials");
  });
});

browserTest("the page of transcripts fits a telephone and lets its script reach nothing", async () => {
  await onPage({ width: 390 }, async (page) => {
    assert.ok(await page.locator("#reader").isHidden());
    await rows(page).nth(1).click();
    assert.ok(await page.locator("#side").isHidden());
    await page.locator("#arms button").nth(1).click();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, #search")].filter((one) =>
        (one as HTMLElement).offsetParent !== null && (one as HTMLElement).offsetHeight < 40
      ).length
    );
    assert.equal(small, 0, "buttons have room for a finger");
    await page.locator("#back").click();
    await page.locator("#back").click();
    assert.ok(await page.locator("#side").isVisible());
    const blocked = await page.evaluate(async () => {
      const outcomes: string[] = [];
      document.addEventListener("securitypolicyviolation", (event) => outcomes.push(event.effectiveDirective));
      await fetch("data:text/plain,x").catch(() => {});
      try {
        document.body.innerHTML += "<i>x</i>";
      } catch {
        outcomes.push("innerHTML");
      }
      await new Promise((resume) => setTimeout(resume, 50));
      return outcomes;
    });
    assert.ok(blocked.includes("connect-src") && blocked.includes("innerHTML"), `${blocked}`);
  });
});
