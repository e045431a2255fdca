// needs: Chromium
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { printable } from "../../lib/foundation/mod.ts";
import { findChromium, openChromium } from "../browser.ts";
import { attackedPosts, attacks, pageOf } from "./map_page_sample.ts";

const executable = findChromium();
const posts = attackedPosts.length;

/** Opens the page in a browser of its own and watches for anything that gets out. */
async function onPage(
  options: { width?: number; hash?: string },
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "twoplane-page-" });
  let browser: Browser | null = null;
  try {
    const path = join(folder, "map.html");
    writeFileSync(path, pageOf());
    browser = await openChromium(executable as string);
    const page = await browser.newPage({ viewport: { width: options.width ?? 1000, height: 800 } });
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
    await look(page);
    assert.deepEqual(escapes, []);
    assert.equal(await page.title(), attacks[0]);
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

/** Waits until what was asked for has been drawn. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise((resume) => requestAnimationFrame(resume));
  });
}

/** Share of the map's pixels that are not white. */
function inked(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
    const points = document.getElementById("points") as HTMLCanvasElement;
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [points.width, points.height];
    const context = copy.getContext("2d")!;
    await new Promise<void>((resume) => {
      dispatchEvent(new Event("resize"));
      document.getElementById("marks")!.dispatchEvent(new KeyboardEvent("keydown", { key: "0" }));
      requestAnimationFrame(() => {
        context.drawImage(points, 0, 0);
        resume();
      });
    });
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) dark += Number(data[at]! < 250 || data[at + 1]! < 250);
    return dark / (data.length / 4);
  });
}

browserTest("the map's page draws its posts, with WebGL and without", async () => {
  for (const hash of ["#webgl", "#canvas"]) {
    await onPage({ hash }, async (page) => {
      const share = await inked(page);
      assert.ok(share > 0.005 && share < 0.2, `${hash}: ${share}`);
      const status = await page.locator("#status").textContent();
      assert.equal(status, `${posts} of ${posts} posts shown${hash === "#canvas" ? ", without WebGL" : ""}`);
    });
  }
});

browserTest("the map's page shows hostile text as text, by pointer and by key", async () => {
  await onPage({}, async (page) => {
    await page.locator("#marks").focus();
    await page.keyboard.press("Enter");
    const card = page.locator("#card");
    await card.waitFor({ state: "visible" });
    const shown = new Set<string>();
    for (const name of attacks.slice(0, 4)) {
      await page.fill("#search", printable(name).slice(0, 12));
      await page.locator("#agents input:not(:checked)").first().click();
      await page.locator("#marks").focus();
      for (let key = 0; key < 12; key++) {
        await page.keyboard.press(key % 2 === 0 ? "n" : "p");
        await drawn(page);
        shown.add(await card.locator(".text").textContent() ?? "");
      }
      await page.keyboard.press("Escape");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("+");
      await page.keyboard.press("Enter");
    }
    assert.ok([...shown].every((text) => text === printable(text)));
    assert.ok(attacks.some((attack) => shown.has(printable(attack))), `no attack among ${[...shown].length} texts`);
    assert.equal(await page.evaluate(() => document.querySelectorAll("script").length), 3);
    assert.equal(await page.evaluate(() => document.querySelectorAll("img, svg").length), 0);
  });
});

browserTest("the map's page hovers, pins, zooms and goes back to the whole", async () => {
  await onPage({ hash: "#canvas" }, async (page) => {
    const box = (await page.locator("#marks").boundingBox())!;
    const card = page.locator("#card");
    let [x, y] = [0, 0];
    for (let step = 0; step < 400 && !(await card.isVisible()); step++) {
      [x, y] = [
        box.x + 40 + (step % 20) * (box.width - 80) / 20,
        box.y + 40 + Math.floor(step / 20) * (box.height - 80) / 20,
      ];
      await page.mouse.move(x, y);
      await page.evaluate(() => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume))));
    }
    assert.ok(await card.isVisible(), "some post is under the pointer");
    const text = await card.textContent();
    await page.mouse.click(x, y);
    await page.mouse.move(box.x + 2, box.y + box.height - 2);
    assert.equal(await card.textContent(), text);
    const before = await inked(page);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -600);
    await page.locator("#whole").click();
    assert.equal(await inked(page), before);
  });
});

browserTest("the map's page narrows the time and picks agents by name", async () => {
  await onPage({}, async (page) => {
    await page.locator("#to").focus();
    for (let key = 0; key < 6; key++) await page.keyboard.press("PageDown");
    const shown = Number((await page.locator("#status").textContent())?.split(" ")[0]);
    assert.ok(shown > 0 && shown < posts, `${shown}`);
    await page.fill("#search", "AGENT 1");
    const names = await page.locator("#agents .name").allTextContents();
    assert.ok(names.length > 0 && names.every((name) => name.toLowerCase().includes("agent 1")));
    await page.locator("#agents input").first().check();
    assert.equal(await page.locator("#agents input:checked").count(), 1);
    await page.fill("#search", "no such agent");
    assert.equal(await page.locator("#agents li").count(), 1, "picked ones stay");
    await page.locator("#clear").click();
    assert.equal(await page.locator("#agents li").count(), 0);
    assert.equal(await page.locator("#found").textContent(), "No agent has this in its name.");
  });
});

browserTest("the map's page plays through time, and goes on without WebGL where it is lost", async () => {
  await onPage({ hash: "#webgl" }, async (page) => {
    const status = () => page.locator("#status").textContent();
    const all = await status();
    await page.locator("#play").click();
    await page.waitForFunction((before) => document.getElementById("status")!.textContent !== before, all);
    assert.equal(await page.locator("#play").textContent(), "Pause");
    await page.locator("#play").click();
    await page.locator("#from").fill("0");
    await page.locator("#to").fill("1000");
    await page.evaluate(() => {
      const points = document.getElementById("points") as HTMLCanvasElement;
      points.getContext("webgl2")!.getExtension("WEBGL_lose_context")!.loseContext();
    });
    await page.waitForFunction(() => document.getElementById("status")!.textContent!.endsWith(", without WebGL"));
    assert.equal(await status(), `${all}, without WebGL`);
    assert.ok(await inked(page) > 0.005);
  });
});

browserTest("the map's page takes two fingers for zooming", async () => {
  await onPage({ hash: "#canvas" }, async (page) => {
    const before = await page.evaluate(() => (document.getElementById("points") as HTMLCanvasElement).toDataURL());
    const after = await page.evaluate(async () => {
      const marks = document.getElementById("marks")!;
      const { left, top } = marks.getBoundingClientRect();
      const send = (kind: string, pointerId: number, x: number) =>
        marks.dispatchEvent(new PointerEvent(kind, { pointerId, button: 0, clientX: left + x, clientY: top + 200 }));
      send("pointerdown", 1, 200);
      send("pointerdown", 2, 260);
      send("pointermove", 2, 380);
      send("pointerup", 1, 200);
      send("pointerup", 2, 380);
      await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
      return (document.getElementById("points") as HTMLCanvasElement).toDataURL();
    });
    assert.notEqual(after, before);
    assert.ok(await page.locator("#card").isHidden(), "two fingers pin nothing");
  });
});

browserTest("the map's page fits a telephone and lets its script reach nothing", async () => {
  await onPage({ width: 390 }, async (page) => {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button")].filter((button) => button.offsetWidth < 40 || button.offsetHeight < 40)
        .length
    );
    assert.equal(small, 0, "buttons have room for a finger");
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
