import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { sha256 } from "../../lib/foundation/mod.ts";
import { notebookText } from "../../lib/tasks/notebooks/clean.ts";
import { committedDifferences } from "../../lib/tasks/verify/verify.ts";
import { compareManifests, type Manifest, readManifest } from "../../lib/tasks/reproduce/manifest.ts";
import { reportHtml } from "../../lib/tasks/reproduce/report.ts";
import { notebookResults } from "../../lib/tasks/reproduce/results.ts";
import { markdownHtml, seedsIn, storyOf } from "../../lib/tasks/reproduce/story.ts";
import { tableCsv, tableText } from "../../lib/tasks/reproduce/table.ts";
import { outFolder } from "../../lib/tasks/reproduce/reproduce.ts";
import { pinnedPackages, type Versions } from "../../lib/tasks/reproduce/versions.ts";
import { writeResults } from "../../lib/tasks/reproduce/write.ts";
import { code, figure, markdown, notebook, stream, table } from "./made_up.ts";

const versions: Versions = {
  package: "twoplane@0",
  code: "0",
  deno: "2.8.1",
  platform: "linux x86_64",
  packages: { zod: "4.6.7" },
};
const attack = `<img src=x onerror=alert(1)><script>alert(2)</script>"><svg onload=alert(3)> & '`;

/** A notebook where everything an agent or an author can write attacks the page. */
function hostile() {
  return notebook([
    markdown(`# Title ${attack}\n\nQuestion ${attack} [go](javascript:alert(4)) ![i](https://example.org/a.png)`),
    code(`const seed = 7; // ${attack}`, [], ["parameters"]),
    code("x", [figure("map", { title: attack, caption: attack, svg: `<svg>${attack}</svg>` })]),
    code("x", [
      table(
        "rows",
        `<table><tr><th>${attack}</th></tr><tr><td onclick="alert(5)">${attack}<b>bold</b></td></tr></table>`,
        {
          title: attack,
          note: attack,
        },
      ),
    ]),
    code("x", [stream(attack)], ["live"]),
    markdown(`## Limits\n\n${attack}`),
  ]);
}

Deno.test("reportHtml() lets nothing act, load or leave, whatever a notebook says", () => {
  const html = reportHtml([notebookResults({ name: "02_x", notebook: hostile() })], { data: "embedded", versions });
  const { document } = parseHTML(html);
  const elements = [...document.querySelectorAll("*")];
  assert.equal(document.querySelectorAll("script, svg, iframe, object, link, base, form").length, 0);
  const attributes = elements.flatMap((element) => [...element.attributes].map(({ name, value }) => ({ name, value })));
  assert.deepEqual(attributes.filter(({ name }) => name.startsWith("on")), []);
  const valuesOf = (...names: string[]) =>
    attributes.filter(({ name }) => names.includes(name)).map(({ value }) => value);
  const loaded = valuesOf("src", "srcset", "data", "poster", "background", "action");
  assert.deepEqual(loaded.filter((value) => !value.startsWith("data:image/svg+xml;base64,")), []);
  assert.deepEqual(
    valuesOf("href").filter((value) => !/^(#|https:)/.test(value)),
    [],
    "a link may be followed by hand",
  );
  assert.equal(document.querySelectorAll("img").length, 1);
  assert.match(html, /Content-Security-Policy" content="default-src 'none'/);
  assert.ok(document.querySelector("h2")?.textContent?.includes("<script>alert(2)</script>"), "shown, as text");
});

Deno.test("reportHtml() shows question, figure, caption, table, note, limits, settings, versions and marks what is live", () => {
  const made = notebook([
    markdown("# Do agents drift?\n\nDoes text **move**?\n\nYou need: notebook 00."),
    code("const seed = 7;", [], ["parameters"]),
    code("x", [figure("drift", { title: "Drift", caption: "Dots are agents.", seed: 7 })]),
    code("x", [table("rows", "<table><tr><th>n</th></tr><tr><td>12</td></tr></table>", { note: "1 of 9 rows." })]),
    code("x", [stream("the switch stays on\n"), figure("live-one")], ["live"]),
    markdown("## What this does not show\n\nCause.\n\n## Exercises\n\nNone."),
  ]);
  const html = reportHtml([notebookResults({ name: "02_x", notebook: made })], { data: "real", versions });
  const text = parseHTML(html).document.body.textContent ?? "";
  const wanted = [
    "Do agents drift?",
    "Does text move?",
    "Dots are agents.",
    "12",
    "1 of 9 rows.",
    "Cause.",
    "seed = 7",
  ];
  for (const part of [...wanted, "the switch stays on", "twoplane@0", "4.6.7", "TWOPLANE_DATA"]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(!text.includes("You need"), "the preparation of a notebook is not its question");
  assert.ok(!text.includes("Exercises"), "the limits end at the next heading");
  assert.ok(!text.includes("plain form"), "figures of live cells are not told twice");
  assert.equal(html.match(/class="live"/g)?.length, 2);
  assert.match(html, /<meta name="viewport"/);
});

Deno.test("storyOf() ends the limits where exercises or the next notebook begin", () => {
  for (const after of ["**Exercise 1.** Set it.", "## Exercises", "Next: `05`", "<details>x</details>"]) {
    const { limitsHtml } = storyOf(notebook([markdown(`## Limits\n\n- One society.\n\n${after}`)]), "09_x");
    assert.equal(limitsHtml.replace(/\s/g, ""), "<ul><li>Onesociety.</li></ul>", after);
  }
});

Deno.test("storyOf() takes what there is of an untitled notebook", () => {
  const story = storyOf(notebook([code("1")]), "09_x");
  assert.deepEqual(story, { title: "09_x", questionHtml: "", limitsHtml: "", settings: "", live: [] });
});

Deno.test("markdownHtml() shows raw HTML as text and drops dangerous and relative addresses", () => {
  const html = markdownHtml(
    "a <b>x</b> [j](javascript:alert(1)) [n](02.ipynb) [w](https://example.org) ![i](https://e.org/i)",
  );
  assert.equal(parseHTML(`<p>${html}</p>`).document.querySelectorAll("b, img").length, 0);
  assert.deepEqual([...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address), [
    "https://example.org",
    "https://e.org/i",
  ]);
});

Deno.test("seedsIn() reads named seeds of a parameter cell", () => {
  assert.deepEqual(seedsIn("const seed = 7;\nconst mapSeed: number = 1_000;\nconst n = 3;"), {
    seed: 7,
    mapSeed: 1000,
  });
});

Deno.test("tableText() takes the text of cells alone, and tableCsv() keeps formulas inert", async () => {
  const text = tableText(
    "<table><thead><tr><th>n</th><th></th><th>n</th></tr></thead><tr><td>=1+1</td><td>a\n b</td></tr></table><p>2 of\n 9 rows.</p>",
  );
  assert.deepEqual(text, { columns: ["n", "", "n"], rows: [["=1+1", "a b", ""]], below: "2 of 9 rows." });
  const csv = await tableCsv(text);
  assert.deepEqual(csv.trimEnd().split("\r\n"), ["n,column 2,n (2)", "'=1+1,a b,"]);
  assert.deepEqual(tableText("<table><tr><td>1</td></tr></table>"), { columns: [""], rows: [["1"]], below: "" });
  assert.throws(() => tableText("<table></table>"), SyntaxError);
});

/** Writes results into a fresh folder and hands it over, with the manifest. */
async function written(
  notebooks: Readonly<Record<string, ReturnType<typeof notebook>>>,
  check: (folder: string, manifest: Manifest) => void | Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "results-"));
  try {
    const results = Object.entries(notebooks).map(([name, made]) => notebookResults({ name, notebook: made }));
    await check(folder, await writeResults(results, { folder, data: "embedded", versions }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withLive = (answer: string, svg = "<svg/>") =>
  notebook([
    code("const seed = 7;", [], ["parameters"]),
    code("x", [figure("map", { svg, seed: 3 }), table("rows", "<table><tr><th>n</th></tr></table>")]),
    code("x", [stream(answer), figure("answer", { svg: `<svg>${answer}</svg>` })], ["live"]),
  ]);

Deno.test("writeResults() writes what the manifest names, with the hash of its bytes, and the seeds", async () => {
  await written({ "02_x": withLive("yes") }, (folder, manifest) => {
    assert.deepEqual(readManifest(join(folder, "manifest.json")), manifest);
    assert.deepEqual(manifest.files.map(({ path }) => path), [
      "notebooks/02_x.ipynb",
      "figures/02_x-map.svg",
      "figures/02_x-map.png",
      "figures/02_x-answer.svg",
      "figures/02_x-answer.png",
      "tables/02_x-rows.csv",
      "report/index.html",
    ]);
    for (const file of manifest.files) {
      const bytes = readFileSync(join(folder, file.path));
      if (file.covers === "file") assert.equal(file.sha256, sha256(bytes), file.path);
    }
    assert.equal(readFileSync(join(folder, "figures/02_x-map.svg"), "utf8"), "<svg/>");
    assert.deepEqual(manifest.seeds, { "02_x": { seed: 7, map: 3 } });
  });
});

Deno.test("compareManifests() is empty for a run that differs in live cells alone", async () => {
  await written({ "02_x": withLive("yes") }, async (_, before) => {
    await written({ "02_x": withLive("no") }, (_, after) => assert.deepEqual(compareManifests(before, after), []));
  });
});

Deno.test("compareManifests() names what differs, what is missing and what is new", async () => {
  await written({ "02_x": withLive("yes") }, async (_, before) => {
    await written({ "02_x": withLive("yes", "<svg >"), "05_y": notebook([code("1")]) }, (_, after) => {
      const found = compareManifests(before, after).map(({ path, kind }) => `${kind} ${path}`);
      assert.deepEqual(found, [
        "differs figures/02_x-map.png",
        "differs figures/02_x-map.svg",
        "differs notebooks/02_x.ipynb",
        "new notebooks/05_y.ipynb",
        "differs report/index.html",
      ]);
      const back = compareManifests(after, before).find(({ path }) => path === "notebooks/05_y.ipynb");
      assert.equal(back?.kind, "missing");
    });
  });
});

Deno.test("readManifest() says how to get a manifest where there is none", () => {
  assert.throws(() => readManifest(join(tmpdir(), "no-such-folder", "manifest.json")), /deno task reproduce/);
});

Deno.test("committedDifferences() compares figures with the committed notebook and passes over live ones", () => {
  const folder = mkdtempSync(join(tmpdir(), "committed-"));
  try {
    writeFileSync(join(folder, "02_x.ipynb"), notebookText(withLive("yes")));
    const fresh = (svg: string) => [notebookResults({ name: "02_x", notebook: withLive("no", svg) })];
    assert.deepEqual(committedDifferences(fresh("<svg/>"), folder), []);
    const found = committedDifferences(fresh("<svg >"), folder);
    assert.equal(found.length, 2);
    assert.match(
      found[0] ?? "",
      /^notebooks\/02_x\.ipynb: figure map \(SVG\) is [0-9a-f]{12} as committed, [0-9a-f]{12} now$/,
    );
    assert.equal(committedDifferences([], folder).length, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("outFolder() keeps results on real data apart", () => {
  assert.equal(outFolder("root", null), join("root", "out"));
  assert.equal(outFolder("root", "data"), join("root", "out", "real"));
});

Deno.test("pinnedPackages() reads scoped and plain npm pins", () => {
  const imports = { "@a/b": "npm:@a/b@1.2.3", c: "npm:c@4.5.6", "c/sub": "npm:/c@4.5.6/sub", own: "./lib/mod.ts" };
  assert.deepEqual(pinnedPackages(imports), { "@a/b": "1.2.3", c: "4.5.6" });
});
