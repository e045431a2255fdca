import assert from "node:assert/strict";
import fc from "fast-check";
import { nearDuplicateGroups } from "twoplane/corpus";
import { seededRandom, shuffled } from "twoplane/foundation";
import { asSet, jaccard, plainText, shingleHashes } from "../../../lib/corpus/profile/shingles.ts";
import { bandsFor, minHash } from "../../../lib/corpus/profile/signatures.ts";
import golden from "../../golden/corpus_profile.json" with { type: "json" };

const setOf = (text: string) => asSet(shingleHashes(plainText(text), { length: 5, seed: 7 }));

Deno.test("jaccard() of shingle sets agrees with Python's sets", () => {
  for (const { a, b, jaccard: expected } of golden.pairs) {
    assert.ok(Math.abs(jaccard(setOf(a), setOf(b)) - expected) < 1e-12, `${a} | ${b}`);
  }
});

for (const [threshold, groups] of Object.entries(golden.groups)) {
  Deno.test(`nearDuplicateGroups() finds what comparing every pair finds, threshold ${threshold}`, () => {
    const result = nearDuplicateGroups(golden.texts, { nearDuplicateThreshold: Number(threshold) });
    assert.deepEqual(result.groups, groups.toSorted((a, b) => a[0]! - b[0]!));
    assert.equal(result.searched, golden.texts.length);
    assert.equal(result.cutShort, 0);
  });
}

Deno.test("nearDuplicateGroups() never joins what no chain of alike pairs joins", () => {
  const letter = fc.constantFrom("a", "b", " ", "é", "记");
  const text = fc.string({ unit: letter, maxLength: 14 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 25 }), fc.constantFrom(0.3, 0.6, 0.8, 1), (texts, threshold) => {
      const { groups } = nearDuplicateGroups(texts, { nearDuplicateThreshold: threshold, shingleLength: 2 });
      const sets = texts.map((one) => asSet(shingleHashes(plainText(one), { length: 2, seed: 7 })));
      const members = groups.flat();
      assert.equal(new Set(members).size, members.length);
      for (const group of groups) {
        assert.deepEqual(group, group.toSorted((a, b) => a - b));
        const reached = new Set([group[0]!]);
        for (const from of reached) {
          for (const to of group) if (jaccard(sets[from]!, sets[to]!) >= threshold) reached.add(to);
        }
        assert.equal(reached.size, group.length);
        assert.ok(group.every((index) => sets[index]!.length > 0));
      }
    }),
    { seed: 5, numRuns: 200 },
  );
});

/** Two sets of 32-bit numbers whose Jaccard similarity is known exactly. */
function planted(shared: number, own: number, seed: number): [Uint32Array, Uint32Array] {
  const random = seededRandom(seed, "planted");
  const draw = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 2 ** 32));
  const [both, a, b] = [draw(shared), draw(own), draw(own)];
  return [Uint32Array.from([...both, ...a]), Uint32Array.from([...both, ...b])];
}

Deno.test("minHash() agrees in a share of bins equal to the Jaccard similarity, also of small sets", () => {
  for (const [shared, own] of [[300, 50], [150, 150], [12, 2], [5, 5], [2, 1]] as const) {
    let [agree, of] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      const [a, b] = planted(shared, own, seed).map((set) => minHash(set, { bins: 128, seed })) as [
        Uint32Array,
        Uint32Array,
      ];
      agree += a.reduce((sum, value, bin) => sum + Number(value === b[bin]), 0);
      of += 128;
    }
    const expected = shared / (shared + 2 * own);
    assert.ok(Math.abs(agree / of - expected) < 0.03, `${shared}, ${own}: ${agree / of} for ${expected}`);
  }
});

Deno.test("bandsFor() promises at least 99% of the pairs at the threshold, with the longest bands that do", () => {
  for (const threshold of [0.2, 0.5, 0.7, 0.8, 0.95]) {
    const { bands, rows, recallAtThreshold } = bandsFor({ threshold, permutations: 128 });
    assert.ok(bands * rows <= 128 && recallAtThreshold >= 0.99);
    assert.ok(Math.abs(recallAtThreshold - (1 - (1 - threshold ** rows) ** bands)) < 1e-12);
    const longer = 1 - (1 - threshold ** (rows + 1)) ** Math.floor(128 / (rows + 1));
    assert.ok(longer < 0.99 || rows === 16);
  }
});

/** Word salads, so that only planted pairs are alike. */
function salad(words: number, random: () => number): string[] {
  return Array.from({ length: words }, () => Math.floor(random() * 2 ** 40).toString(36));
}

Deno.test("nearDuplicateGroups() finds 98% of planted pairs above the threshold among 3,000 texts", () => {
  const random = seededRandom(9, "salad");
  const pairs = Array.from({ length: 1000 }, (_, index) => {
    const words = salad(6 + index % 60, random);
    const changed = words.slice();
    const edits = 1 + Math.floor(words.length / 16);
    for (let edit = 0; edit < edits; edit++) changed[edit * 13 % words.length] = salad(1, random)[0]!;
    return [words.join(" "), changed.join(" ")] as const;
  });
  const alike = pairs.filter(([a, b]) => jaccard(setOf(a), setOf(b)) >= 0.7);
  assert.ok(alike.length > 300, String(alike.length));
  const texts = [...pairs.flat(), ...Array.from({ length: 1000 }, () => salad(30, random).join(" "))];
  const order = shuffled(texts.map((_, index) => index), random);
  const { groups } = nearDuplicateGroups(order.map((index) => texts[index]!));
  const found = new Set(groups.flatMap((group) => group.map((index) => texts[order[index]!]!)));
  const recalled = alike.filter(([a, b]) => found.has(a) && found.has(b)).length;
  assert.ok(recalled / alike.length >= 0.98, `${recalled} of ${alike.length}`);
  const unlike = pairs.filter(([a, b]) => jaccard(setOf(a), setOf(b)) < 0.7);
  assert.ok(unlike.every(([a, b]) => !found.has(a) && !found.has(b)), "no pair below the threshold is in a group");
});

Deno.test("nearDuplicateGroups() holds 2,000 variants of one template together without comparing them all", () => {
  const template = "Mint with me today and tell your friends, the lobsters rise together, number ";
  const { groups, cutShort } = nearDuplicateGroups(Array.from({ length: 2000 }, (_, index) => `${template}${index}`));
  assert.deepEqual(groups.map((group) => group.length), [2000]);
  assert.equal(cutShort, 0);
});

Deno.test("nearDuplicateGroups() gives the same groups for every seed and counts what maxTexts leaves out", () => {
  const all = nearDuplicateGroups(golden.texts);
  assert.deepEqual(nearDuplicateGroups(golden.texts, { seed: 99 }).groups, all.groups);
  assert.deepEqual(nearDuplicateGroups(golden.texts), all);
  const few = nearDuplicateGroups(golden.texts, { maxTexts: 20 });
  assert.equal(few.searched, 20);
  assert.ok(few.groups.flat().every((index) => index < 20));
  assert.equal(nearDuplicateGroups([]).searched, 0);
});

Deno.test("nearDuplicateGroups() takes texts of any length and any characters", () => {
  const long = "abcdefghij ".repeat(100_000);
  const { groups } = nearDuplicateGroups([long, `${long}!`, "\ud800", "\u0000\u202e", "", " ", "\ud800"]);
  assert.deepEqual(groups, [[0, 1], [2, 6]]);
});

Deno.test("nearDuplicateGroups() refuses options out of bounds", () => {
  const wrong = [
    [{ nearDuplicateThreshold: 0 }, /nearDuplicateThreshold needs a finite number in/],
    [{ nearDuplicateThreshold: NaN }, /nearDuplicateThreshold/],
    [{ shingleLength: 0 }, /shingleLength needs a whole number from 1 to 20, got 0/],
    [{ permutations: 100 }, /permutations needs a power of two, got 100/],
    [{ maxTexts: 2 ** 21 + 1 }, /maxTexts/],
  ] as const;
  for (const [options, message] of wrong) {
    assert.throws(() => nearDuplicateGroups([], options), { name: "RangeError", message });
  }
  assert.throws(() => nearDuplicateGroups([], { treshold: 1 } as object), { name: "TypeError", message: /"treshold"/ });
});
