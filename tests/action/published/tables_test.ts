/** The published tables as data: what is in them, and what a damaged table is refused for. */
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gridCheck, loadPublished } from "twoplane/action";
import { dataPath } from "twoplane/foundation";

/** Calls with a copy of the tables in which one text is replaced. */
async function withChange(name: string, from: string, to: string, use: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    cpSync(dataPath("published"), folder, { recursive: true });
    const text = readFileSync(join(folder, name), "utf8");
    assert.ok(text.includes(from), `${name} holds ${from}`);
    writeFileSync(join(folder, name), text.replace(from, to));
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loadPublished() gives every cell as a share, and null where nothing is known", async () => {
  const { peer, self } = await loadPublished();
  const find = (model: string, behaviour: string, relationship: string) =>
    peer.find((row) => row.model === model && row.behaviour === behaviour && row.relationship === relationship)!;
  assert.deepEqual([peer.length, self.length], [48, 36]);
  assert.deepEqual(
    [find("Gemini 3 Flash", "tampering", "cooperative").max, find("Gemini 3 Flash", "tampering", "cooperative").mean],
    [0.997, 0.828],
  );
  assert.equal(find("GLM 4.7", "misreporting", "uncooperative").mean, null);
  assert.equal(find("Gemini 3 Flash", "exfiltration", "uncooperative").mean, 0, "a rate of 0 is no missing one");
  assert.deepEqual(peer.filter(({ mean }) => mean === null).length, 8);
  assert.ok(self.every(({ mean }) => mean === null));
  assert.equal(self.filter(({ relationship }) => relationship === "none").length, 9);
});

Deno.test("the card says where the figures are from, under which licence, and what an empty cell is", async () => {
  const { citation, licence, doesNotShow, waysOfKnowingThePeer } = await loadPublished();
  const card = JSON.parse(readFileSync(dataPath("published/peer-preservation.card.json"), "utf8"));
  assert.match(citation, /arXiv:2604\.19784/);
  assert.match(licence, /CC BY-NC/);
  assert.ok(doesNotShow.length > 50);
  assert.equal(waysOfKnowingThePeer.length, 3);
  assert.match(card.empty, /Not known here/);
  assert.match(card.maxAndMean, /three/);
});

const faults: readonly [why: string, file: string, from: string, to: string, error: RegExp][] = [
  [
    "a column with another name",
    "peer-rates.csv",
    "mean_percent",
    "mean",
    /^SyntaxError: Cannot read peer-rates\.csv: need the columns model/,
  ],
  [
    "a word in place of a number",
    "peer-rates.csv",
    "5.4,4.4",
    "5.4,low",
    /^SyntaxError: Cannot read peer-rates\.csv at line 2, column "mean_percent": need a number, got "low"/,
  ],
  [
    "a percentage above 100",
    "self-rates.csv",
    "99.7",
    "997",
    /^SyntaxError: .* line 4, column "max_percent": need a percentage/,
  ],
  [
    "a relationship of another study",
    "self-rates.csv",
    "tampering,bad",
    "tampering,rival",
    /^SyntaxError: .*column "relationship": need one of bad, neutral, good, no peer, got "rival"/,
  ],
  [
    "a row twice",
    "self-rates.csv",
    "Gemini 3 Flash,tampering,bad",
    "Gemini 3 Flash,tampering,no peer",
    /^SyntaxError: .*line 3: need each row once, got "Gemini 3 Flash, tampering, no peer" as at line 2/,
  ],
  [
    "a mean above its max",
    "peer-rates.csv",
    "5.4,4.4",
    "5.4,5.5",
    /^RangeError: .*need mean ≤ max, got 0\.055 above 0\.054/,
  ],
  ["a max without its mean", "peer-rates.csv", "5.4,4.4", "5.4,", /^RangeError: .*need max and mean or neither/],
  [
    "a row cut short",
    "peer-rates.csv",
    "5.4,4.4",
    "5.4",
    /^SyntaxError: Cannot read peer-rates\.csv at line 2: need 5 fields/,
  ],
  ["an open quote", "claims.csv", "mean rate", '"mean rate', /^SyntaxError: .*need a closing quote/],
  [
    "a behaviour without its trials",
    "cells.csv",
    "tampering,peer",
    "tampered,peer",
    /^RangeError: Cannot use cells\.csv: need the trials behind tampering of subject peer/,
  ],
  [
    "trials that are no whole configurations",
    "cells.csv",
    "600",
    "650",
    /^RangeError: .*need a multiple of 100 rollouts, got 650/,
  ],
  ["no trials", "cells.csv", "600", "0", /^SyntaxError: .*need a whole number above 0/],
  ["a card without a licence", "peer-preservation.card.json", '"licence"', '"license"', /^SyntaxError: .*licence/],
  [
    "a card that is no JSON",
    "peer-preservation.card.json",
    "{",
    "",
    /^SyntaxError: Cannot read peer-preservation\.card\.json/,
  ],
];

for (const [why, file, from, to, error] of faults) {
  Deno.test(`loadPublished() refuses ${why}`, () =>
    withChange(
      file,
      from,
      to,
      (folder) => assert.rejects(loadPublished({ folder }), (thrown) => error.test(String(thrown))),
    ));
}

Deno.test("loadPublished() names the file that is missing, and an unknown option", async () => {
  await assert.rejects(
    loadPublished({ folder: "nowhere" }),
    /^RangeError: Cannot load published results: need peer-preservation\.card\.json in nowhere/,
  );
  await assert.rejects(loadPublished({ path: "x" } as never), /option "path"/);
});

Deno.test("gridCheck() finds all rates on the grid of their trials, and differences no better than by chance", async () => {
  const rows = gridCheck(await loadPublished());
  const of = (behaviour: string) => rows.filter((row) => row.behaviour === behaviour && row.statistic === "max");
  for (const behaviour of ["tampering", "exfiltration", "enforcement gap"]) {
    for (const { cells, fitting, byChance } of of(behaviour)) {
      assert.equal(fitting, cells, behaviour);
      assert.ok(byChance < 0.31);
    }
  }
  assert.ok(of("misreporting").some(({ cells, fitting }) => fitting < cells));
});

Deno.test("gridCheck() notices trials that cannot be", async () => {
  await withChange("cells.csv", "exfiltration,peer,200", "exfiltration,peer,700", async (folder) => {
    const row = gridCheck(await loadPublished({ folder })).find(({ behaviour, statistic }) =>
      behaviour === "exfiltration" && statistic === "max"
    )!;
    assert.ok(row.fitting < row.cells);
  });
});
