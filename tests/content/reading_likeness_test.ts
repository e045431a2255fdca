import assert from "node:assert/strict";
import { ngramOverlap, styleMatch, styleMatching } from "../../lib/content/mod.ts";
import { FUNCTION_CLASS_OF, FUNCTION_CLASSES, FUNCTION_WORDS } from "../../lib/content/function_words.ts";
import { words } from "../../lib/foundation/mod.ts";
import { close } from "../vectors/made.ts";
import { postBy, timeOf } from "./made.ts";
import { readingSociety, renamedReaders } from "./reading_society.ts";
import { isNominal, shareOf } from "./rates.ts";

const against = { kind: "reassigned reading", draws: 99, seed: 1 } as const;

Deno.test("FUNCTION_WORDS holds each word once, as words() would read it", () => {
  const all = FUNCTION_CLASSES.flatMap((name) => FUNCTION_WORDS[name]);
  assert.equal(new Set(all).size, all.length, all.filter((word, i) => all.indexOf(word) !== i).join(" "));
  for (const word of all) assert.deepEqual(words(word), [word]);
  assert.equal(FUNCTION_CLASS_OF.get("the"), "articles");
});

Deno.test("styleMatch() is the published formula, worked out by hand", () => {
  // 4 words: 1 article, 1 preposition (25% each); 5 words: 2 articles (40%), no preposition.
  const [a, b] = ["the cat at home", "a cat the dog sleeps"];
  const articles = 1 - Math.abs(25 - 40) / (25 + 40 + 0.0001);
  const prepositions = 1 - 25 / (25 + 0.0001);
  close(styleMatch(a, b), (articles + prepositions + 7) / 9, 1e-12);
  close(styleMatch(a, b, "left out"), (articles + prepositions) / 2, 1e-12);
  assert.equal(styleMatch("cats dogs", "rain", "left out"), 0);
  assert.equal(styleMatch(a, b), styleMatch(b, a));
});

Deno.test("ngramOverlap() takes exposures or comments for what was read", async () => {
  const { posts, exposures } = readingSociety({ seed: 1, copies: 0.5 });
  const known = await ngramOverlap(posts, { null: against, exposures });
  const unknown = await ngramOverlap(posts, { null: against });
  assert.equal(known.result.estimate, unknown.result.estimate); // each comments on what it was shown, and only there
  assert.equal(known.result.settings.exposure, "recorded exposure");
  assert.equal(unknown.result.warnings[0], "exposure unknown: association only");
  assert.ok(!known.result.warnings.includes("exposure unknown: association only"));
});

const measures = {
  "ngramOverlap()": ({ posts, exposures }: ReturnType<typeof readingSociety>, seed: number) =>
    ngramOverlap(posts, { null: { ...against, seed }, exposures }),
  "styleMatching()": ({ posts, exposures }: ReturnType<typeof readingSociety>, seed: number) =>
    styleMatching(posts, { null: { ...against, seed }, exposures, minWords: 5 }),
};

for (const [name, measure] of Object.entries(measures)) {
  Deno.test(`${name} keeps its level where what is read leaves no trace`, async () => {
    const runs = 300;
    const share = await shareOf(runs, async (run) => {
      const { result } = await measure(readingSociety({ seed: run, agents: 8, days: 3 }), run);
      return (result.null?.pValue ?? NaN) <= 0.05;
    });
    assert.ok(isNominal(share, runs), `rejected ${share}`);
  });

  Deno.test(`${name} finds what is taken over`, async () => {
    const { result } = await measure(readingSociety({ seed: 5, copies: 0.3, adopts: true }), 1);
    assert.ok(result.null !== null && result.estimate > result.null.high);
    assert.ok(result.estimate > Number(result.settings.baseline));
    assert.equal(result.null.pValue, 0.01);
  });

  Deno.test(`${name} does not change when agents are renamed and rows stand in another order`, async () => {
    const made = readingSociety({ seed: 6 });
    const [found, other] = [await measure(made, 1), await measure(renamedReaders(made), 1)];
    assert.deepEqual(other.result, found.result);
  });
}

Deno.test("styleMatching() leaves out texts of other languages, and says so", async () => {
  const { posts, exposures } = readingSociety({ seed: 7 });
  const foreign = {
    ...postBy("agent 0", "foreign", timeOf(0, 3)),
    text: "der Hund und die Katze sitzen heute vor dem alten Haus",
  };
  const { result } = await styleMatching([...posts, foreign], { null: against, exposures });
  assert.equal(result.settings.textsLeftOutAsNotEnglish, 1);
  assert.ok(result.warnings.includes("1 text with few English function words left out"));
  assert.ok(result.warnings.includes("English only: style is read off English function words"));
});

Deno.test("ngramOverlap() says what is missing", async () => {
  await assert.rejects(ngramOverlap([postBy("ada", "a", timeOf(0))], { null: against }), {
    name: "RangeError",
    message: /needs texts written after reading another's.*got 0 readings/,
  });
  await assert.rejects(ngramOverlap([postBy("ada", "a", timeOf(0))], { null: { ...against, draws: 5 } }), {
    message: /null.draws needs a whole number of at least 19/,
  });
});
