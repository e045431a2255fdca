import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { visible } from "../../lib/foundation/mod.ts";
import { foundPieces, recordFinder, searchTerms } from "../../lib/notebook/transcript_page/search.js";
import {
  armsOf,
  facetsOf,
  outcomeName,
  type PageReading,
  readRecords,
  selectRecords,
  sortRecords,
} from "../../lib/notebook/transcript_page/store.js";
import { readingOf } from "./readings.ts";
import { attacks, pageOf } from "./transcript_page_sample.ts";

function recordsOf(page: string): Promise<PageReading[]> {
  return readRecords(/id="data">([^<]*)</.exec(page)?.[1] ?? "");
}

Deno.test("transcriptPage() carries every trial with its steps, changes and outcome", async () => {
  const [record] = await recordsOf(pageOf([readingOf()]));
  const { treated: _treated, steps, ...rest } = readingOf();
  const { key, steps: shown, ...found } = record!;
  assert.deepEqual([key, found], [rest.trialId, rest]);
  assert.deepEqual(shown.map(({ parts: _parts, ...step }) => step), steps);
  assert.deepEqual(shown.map(({ parts }) => parts), [
    undefined,
    [["Bo helped you.", true], ["\nDecide.", false]],
    undefined,
    undefined,
  ]);
});

Deno.test("transcriptPage() lets no text out of its place and hides nothing", async () => {
  const page = pageOf();
  const { document } = parseHTML(page);
  assert.equal(document.querySelectorAll("script").length, 2);
  assert.equal(page.split("</script>").length - 1, 2, "no other end of a script stands in the file");
  assert.equal(document.querySelectorAll("img, svg, iframe, object, link, base, form, style ~ style").length, 0);
  assert.equal(document.querySelector("h1")?.textContent, attacks[0]);
  assert.equal(document.querySelector("#caption")?.textContent, attacks[1]);
  const texts = JSON.stringify(await recordsOf(page));
  assert.equal(texts, visible(texts));
  for (const attack of attacks.slice(0, 4)) assert.ok(texts.includes(JSON.stringify(attack).slice(1, -1)), attack);
  assert.ok(texts.includes("hid⟨U+200B ×2⟩den tag ⟨U+E0041⟩ half �"));
});

Deno.test("transcriptPage() forbids by policy all but its own script and style", () => {
  const page = pageOf();
  const { document } = parseHTML(page);
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content") ?? "";
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const inside = (pattern: RegExp) => pattern.exec(page)?.[1] ?? "";
  assert.ok(policy.startsWith("default-src 'none'; "));
  assert.ok(policy.includes(`script-src ${hash(inside(/<script type="module">([^]*?)<\/script>/))};`));
  assert.ok(policy.includes(`style-src ${hash(inside(/<style>([^]*?)<\/style>/))};`));
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  const attributes = [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]);
  assert.deepEqual(attributes.filter(({ name }) => /^(?:src|href|style|action|on.*)$/.test(name)), []);
  const code = inside(/<script type="module">([^]*?)<\/script>/).replaceAll(/\/\*\*[^]*?\*\//g, "");
  assert.doesNotMatch(
    code,
    /https?:|\bfetch\(|XMLHttpRequest|WebSocket|innerHTML|outerHTML|document\.write|\beval\b|\bimport\b/,
  );
});

Deno.test("transcriptPage() gives the same bytes again, cuts long texts, and keeps trials of one id apart", async () => {
  assert.equal(pageOf(), pageOf());
  const long = readingOf({ text: "x".repeat(500) });
  const [cut] = await recordsOf(pageOf([long], { maxCharacters: 100 }));
  assert.ok(cut!.steps[0]!.content.endsWith("… (417 more characters)"), cut!.steps[0]!.content);
  const twice = await recordsOf(pageOf([readingOf(), readingOf()]));
  assert.deepEqual(twice.map(({ key }) => key), ["t-cooperative-b", "t-cooperative-b~2"]);
});

Deno.test("transcriptPage() refuses what it cannot show", () => {
  const many = { length: 50_001, findIndex: () => -1 } as unknown as [];
  const refused: [() => unknown, string, RegExp][] = [
    [() => pageOf([]), "RangeError", /needs 1 to 50000 readings, got 0/],
    [() => pageOf(many), "RangeError", /got 50001/],
    [() => pageOf([{ trial: {} } as never]), "TypeError", /at row 0: needs what readTranscript\(\) gives/],
    [() => pageOf([readingOf()], { maxCharacters: 5 }), "RangeError", /maxCharacters needs a whole number from 100/],
    [() => pageOf([readingOf()], { titel: "x" } as object), "TypeError", /option "titel"/],
  ];
  for (const [write, name, message] of refused) assert.throws(write, { name, message });
});

const records = await recordsOf(pageOf());
const arms = armsOf(records);
const facets = facetsOf(records, arms);
const facet = (id: string) => facets.find((one) => one.id === id)!;

Deno.test("armsOf() finds the other arms of a block", () => {
  assert.deepEqual(arms.slice(0, 4), [[1], [0], [3], [2]]);
  assert.deepEqual(armsOf([records[0]!, { ...records[1]!, model: "another" }]), [[], []]);
});

Deno.test("facetsOf() leaves out what has one value, and counts arms that came apart", () => {
  assert.deepEqual(facets.map(({ id }) => id), ["arm", "outcome", "arms", "scenario", "model", "error", "test"]);
  assert.deepEqual(facet("arm").values, ["cooperative", "none"]);
  assert.deepEqual(facet("outcome").values, ["abstained", "acted", "error"]);
  assert.deepEqual(facet("arms").values, ["outcomes differ", "same outcome"]);
  const crossed = facetsOf([{ ...records[0]!, levels: { persona: "a" } }, records[1]!], [[], []]);
  assert.deepEqual(crossed.find(({ id }) => id === "level-persona")?.values, ["a", "not in the scenario"]);
});

Deno.test("selectRecords() counts for each value what choosing it would show", () => {
  const subsets = fc.record(
    Object.fromEntries(facets.map(({ id, values }) => [id, fc.subarray(values.map((_, at) => at))])),
  );
  fc.assert(
    fc.property(subsets, fc.subarray(records.map((_, i) => i)), (picked, found) => {
      const isFound = (i: number) => found.includes(i);
      const choose = (by: Record<string, number[]>) =>
        selectRecords(
          facets,
          new Map(Object.entries(by).map(([id, values]) => [id, new Set(values)])),
          isFound,
          records.length,
        );
      const { shown, counts } = choose(picked);
      const passes = (i: number) =>
        isFound(i) && facets.every(({ id, of }) => picked[id]!.length === 0 || picked[id]!.includes(of[i]!));
      assert.deepEqual(shown, records.map((_, i) => i).filter(passes));
      for (const { id, values } of facets) {
        for (const at of values.keys()) {
          assert.equal(counts.get(id)![at], choose({ ...picked, [id]: [at] }).shown.length, `${id} ${at}`);
        }
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("searchTerms() and recordFinder() find words and phrases, in all texts or in the agent's own", () => {
  assert.deepEqual(searchTerms(' Two  "A phrase" x"y '), ["two", "a phrase", 'x"y']);
  assert.deepEqual(searchTerms('"open phrase'), ["open phrase"]);
  assert.deepEqual(searchTerms('" "'), []);
  const find = recordFinder(records);
  const found = (text: string, part: "all" | "agent" = "all") =>
    records.flatMap((_, i) => find(searchTerms(text), part)(i) ? [i] : []);
  assert.equal(found("").length, records.length);
  assert.deepEqual(
    found("cooperative NOTE"),
    records.flatMap(({ condition }, i) => condition === "cooperative" ? [i] : []),
  );
  assert.deepEqual(found("note", "agent"), [], "tools' arguments count, their names do not");
  assert.equal(found("set_setting", "agent").length, records.filter(({ steps }) => steps.length === 4).length);
  assert.deepEqual(found('"timed out"'), [11]);
  assert.deepEqual(found("document.title onerror nowhere"), []);
  assert.deepEqual(found(records[3]!.trialId), [3]);
});

Deno.test("foundPieces() marks every term and loses nothing, whatever stands in it", () => {
  assert.deepEqual(foundPieces("A (b) a", ["a", "(b)"]), ["", "A", " ", "(b)", " ", "a", ""]);
  fc.assert(fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (text, terms) => {
    assert.equal(foundPieces(text, terms.map((term) => term.toLowerCase())).join(""), text);
  }));
});

Deno.test("sortRecords() keeps arms of a pair together, and breaks ties by the ledger's order", () => {
  const all = records.map((_, i) => i);
  assert.deepEqual(sortRecords(all, "ledger", records), all);
  assert.deepEqual(sortRecords(all.toReversed(), "pair", records), all);
  const names = sortRecords(all, "outcome", records).map((i) => outcomeName(records[i]!));
  assert.deepEqual(names, names.toSorted());
  const steps = sortRecords(all, "steps", records).map((i) => records[i]!.steps.length);
  assert.deepEqual(steps, steps.toSorted((a, b) => b - a));
  assert.deepEqual(sortRecords(all, "tokens", records), all, "all alike");
});
