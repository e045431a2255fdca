/**
 * Results of llm-cooperation: prisoner's dilemmas against scripted partners, and purchases on behalf of a principal. The
 * fixture's facts were counted by the script that made it, the real set's by Python's csv and ast.literal_eval.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { completePairs, outcomes, settingContrasts } from "twoplane/action";
import type { LoadLogRecordsOptions } from "twoplane/corpus";
import { parseCsv, realDataFolder, stringifyCsv } from "twoplane/foundation";
import type { TrialRecord } from "twoplane/shapes";
import { pythonTexts } from "../../lib/corpus/logs/python_text.ts";
import { addsUp, facts, loadLogPosts, loadLogRecords, logPath, recordsIn } from "./logs_support.ts";

interface Facts {
  dilemma: {
    rows: number;
    own: string[];
    scores: number[];
    transcripts: string[][];
    meanFrequency: Record<string, number>;
  };
  purchase: { rows: number; choices: (number | null)[]; customers: string[] };
}

const expected = facts<Facts>("llm-cooperation");
const mostRounds = { setting: "cooperationFrequency", above: 0.5 };
const games: LoadLogRecordsOptions = {
  condition: { field: "condition" },
  factor: "partner",
  outcome: { acted: mostRounds, abstained: { not: mostRounds } },
};
const purchases: LoadLogRecordsOptions = {
  condition: { field: "condition" },
  outcome: { acted: { setting: "choice", equals: 2 }, abstained: { setting: "choice", equals: 1 } },
};
const byGroup = ({ finalWorld }: TrialRecord) => String(finalWorld.settings.group);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

Deno.test("loadLogRecords() reads a prisoner's dilemma with its rounds as transcript and final world", async () => {
  const { records, report } = await loadLogRecords(logPath("llm-cooperation/dilemma.csv"), games);
  assert.ok(addsUp(report));
  assert.equal(report.columns.tool, "llm-cooperation, told by the file");
  assert.equal(records.length, expected.dilemma.rows);
  records.forEach(({ finalWorld: { settings }, trial }, row) => {
    const played = Array.from({ length: 6 }, (_, i) => settings[`own.${i + 1}`] === "cooperate" ? "C" : "D").join("");
    assert.equal(played, expected.dilemma.own[row]);
    assert.equal(settings.score, expected.dilemma.scores[row]);
    assert.equal(
      settings.partnerCooperated,
      trial.condition.endsWith("cooperate") || trial.condition.endsWith("C") ? 6 : 0,
    );
  });
  for (const [row, texts] of expected.dilemma.transcripts.entries()) {
    assert.deepEqual(records[row]!.transcript.map(({ content }) => content), texts);
    assert.deepEqual(records[row]!.transcript.map(({ role }) => role[0]).join(""), "uauauauauauau");
    assert.equal(records[row]!.trial.messages.length, 1);
  }
  assert.deepEqual(new Set(records.map(byGroup)).size, 6);
  assert.equal(new Set(records.map(({ trial }) => trial.pairId)).size, 12, "a persona is its own pair over partners");
  assert.deepEqual([...new Set(records.map(({ trial }) => trial.replicate))].sort(), [0, 1]);
  assert.deepEqual(records[0]!.trial.settings, { temperature: 0.2, maxTokens: null, seed: null, maxCalls: null });
});

Deno.test("loadLogRecords() takes what the partner really played as a condition", async () => {
  const { records } = await loadLogRecords(logPath("llm-cooperation/dilemma.csv"), {
    ...games,
    condition: { field: "partnerPlayed" },
  });
  assert.deepEqual([...new Set(records.map(({ trial }) => trial.condition))].sort(), ["CCCCCC", "DDDDDD"]);
});

Deno.test("loadLogRecords() reads a purchase, and an answer that the tool could not read as no choice", async () => {
  const { records } = await loadLogRecords(logPath("llm-cooperation/principal-agent.csv"), purchases);
  assert.equal(records.length, expected.purchase.rows);
  const kinds = outcomes(records).map(({ kind }) => kind);
  expected.purchase.choices.forEach((choice, row) => {
    assert.equal(kinds[row], choice === null ? "invalid" : choice === 2 ? "acted" : "abstained");
    assert.equal(records[row]!.finalWorld.settings.choice, choice ?? undefined);
    assert.equal(
      records[row]!.finalWorld.settings.score,
      undefined,
      "a score of 0.0 that stands for a failure is none",
    );
  });
  const unread = records.find((_, row) => expected.purchase.choices[row] === null)!;
  assert.deepEqual(unread.transcript, [{ role: "assistant", content: 'I can\'t "decide".\n' }]);
  assert.equal(unread.trial.messages.length, 0);
  const { records: byCustomer } = await loadLogRecords(logPath("llm-cooperation/principal-agent.csv"), {
    ...purchases,
    condition: { field: "customer" },
  });
  assert.deepEqual([...new Set(byCustomer.map(({ trial }) => trial.condition))], expected.purchase.customers);
  assert.deepEqual([...new Set(records.map(({ trial }) => trial.wordingId))], ["Tea House", "Pan Works"]);
});

Deno.test("loadLogPosts() takes the agent's answers and leaves the experimenter's words", async () => {
  const { posts, report } = await loadLogPosts(logPath("llm-cooperation/dilemma.csv"), {
    startAt: "2026-01-01T00:00:00Z",
  });
  assert.ok(addsUp(report));
  assert.equal(posts.length, 6 * expected.dilemma.rows);
  assert.equal(posts[1]!.parentId, posts[0]!.postId);
  assert.match(posts[0]!.text, /<script>alert\(1\)<\/script>/);
});

Deno.test("loadLogRecords() reads a folder of both experiments and passes a licence over", async () => {
  const { records, report } = await loadLogRecords(logPath("llm-cooperation"), {
    condition: { field: "condition" },
    outcome: { ...purchases.outcome },
  });
  assert.deepEqual(new Set(records.map(({ trial }) => trial.scenarioId)), new Set(["dilemma", "principal-agent"]));
  assert.ok(report.warnings.some((warning) => warning.includes("passed over")));
});

/** A fixture with one cell of its first row replaced. */
async function altered(file: string, column: string, change: (text: string) => string): Promise<string> {
  const { header, rows } = await parseCsv(readFileSync(logPath(`llm-cooperation/${file}`), "utf8"), { source: file });
  const table = rows.map(({ fields }) => Object.fromEntries(header.map((name, i) => [name, fields[i] as string])));
  const first = { ...table[0], [column]: change(table[0]![column] as string) };
  return stringifyCsv([first, ...table.slice(1)], { columns: header, formulas: "kept" });
}

const faults: readonly [why: string, file: string, column: string, change: (text: string) => string, error: RegExp][] =
  [
    [
      "choices that contradict the frequency",
      "dilemma.csv",
      "Cooperation frequency",
      () => "0.5",
      /need a cooperation frequency of \d in 6 as its choices say, got 0\.5/,
    ],
    [
      "a choice that is neither",
      "dilemma.csv",
      "Choices",
      (text) => text.replace("(1,)", "(3,)"),
      /need choices of both players in every round/,
    ],
    [
      "choices cut off",
      "dilemma.csv",
      "Choices",
      (text) => text.slice(0, -20),
      /need choices of both players in every round/,
    ],
    [
      "code in place of choices",
      "dilemma.csv",
      "Choices",
      () => "__import__('os').system('true')",
      /need choices of both players/,
    ],
    ["a transcript cut off", "dilemma.csv", "Transcript", (text) => text.slice(0, -3), /need a closing/],
    ["a transcript that is no list", "dilemma.csv", "Transcript", () => "None", /need "\[" at character 1, got "None"/],
    [
      "a transcript of fewer rounds",
      "dilemma.csv",
      "Transcript",
      () => "['a', 'b']",
      /need an answer a round, got 1 in 6 rounds/,
    ],
    ["an empty transcript", "principal-agent.csv", "Transcript", () => "[]", /need a transcript with texts/],
    [
      "an unknown escape",
      "principal-agent.csv",
      "Transcript",
      () => "['\\N{DASH}']",
      /need an escape that Python writes/,
    ],
    ["a score in words", "dilemma.csv", "Score", () => "many", /need a number for Score, got "many"/],
    ["no model", "dilemma.csv", "Model", () => "", /need a group, a condition and a model/],
    [
      "a choice of another kind",
      "principal-agent.csv",
      "Choice",
      () => "PAChoice(value='x')",
      /need a choice such as PAChoice\(value=1\)/,
    ],
    [
      "a participant without a principal",
      "principal-agent.csv",
      "Participant",
      () => "PARole()",
      /need a participant with principal=/,
    ],
  ];

for (const [why, file, column, change, error] of faults) {
  Deno.test(`loadLogRecords() refuses ${why}, or counts it`, async () => {
    const text = await altered(file, column, change);
    const options = file === "dilemma.csv" ? games : purchases;
    await assert.rejects(recordsIn(file, text, options), (thrown) => {
      assert.ok(thrown instanceof SyntaxError);
      assert.match(thrown.message, /^Cannot load .* at line 2: /);
      assert.match(thrown.message, error);
      return true;
    });
    const { records, report } = await recordsIn(file, text, { ...options, maxBadRows: 1 });
    assert.equal(report.rowsKept, report.rowsRead - 1);
    assert.equal(records.length, report.rowsKept);
    assert.ok(addsUp(report));
  });
}

Deno.test("loadLogRecords() names the columns that are missing", async () => {
  await assert.rejects(
    recordsIn("x.csv", "Group,Condition\na,b\n", { ...games, tool: "llm-cooperation" }),
    /^SyntaxError: Cannot load x\.csv: need the columns Group, Participant, .* got Group, Condition/,
  );
});

Deno.test("pythonTexts() reads what Python prints, whatever stands in the texts", () => {
  assert.deepEqual(pythonTexts(`['a', "b's", 'q"\\'', '\\n\\t\\\\', '\\x07\\u2028\\U0001f600', '']`), [
    "a",
    "b's",
    "q\"'",
    "\n\t\\",
    "\x07\u2028😀",
    "",
  ]);
  assert.deepEqual(pythonTexts(" [ ] "), []);
  const printed = (text: string) => `'${text.replace(/[\\'\n\r\t]/g, (found) => ESCAPED[found]!)}'`;
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
    assert.deepEqual(pythonTexts(`[${texts.map(printed).join(", ")}]`), texts);
  }));
  for (const broken of ["", "[", "['a'", "['a' 'b']", "['a'] x", "[a]", "['\\x0']", "['\\U00110000']", "['a\nb']"]) {
    assert.throws(() => pythonTexts(broken), SyntaxError, broken);
  }
});

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const contrastOptions = {
  factor: "partner",
  control: "unconditional defect",
  treatments: ["unconditional cooperate", "tit for tat C"],
  setting: "cooperationFrequency",
  fold: "mean" as const,
  cluster: byGroup,
  seed: 1,
};

Deno.test("settingContrasts() compares partners persona by persona, with persona groups as clusters", async () => {
  const { records } = await loadLogRecords(logPath("llm-cooperation/dilemma.csv"), games);
  for (const contrast of settingContrasts(records, contrastOptions)) {
    const { meanFrequency } = expected.dilemma;
    assert.ok(Math.abs(contrast.treatmentMean - meanFrequency[contrast.treatment]!) < 1e-12);
    assert.ok(Math.abs(contrast.controlMean - meanFrequency[contrast.control]!) < 1e-12);
    assert.deepEqual([contrast.pairs.length, contrast.clusters, contrast.dropped.length], [12, 6, 0]);
    const difference = contrast.treatmentMean - contrast.controlMean;
    assert.ok(Math.abs((contrast.clustered?.estimate as number) - difference) < 1e-12);
    assert.ok((contrast.signFlip?.pValue as number) >= 2 / 64);
    assert.ok(contrast.clustered?.interval);
  }
});

Deno.test("settingContrasts() drops a pair with an empty arm by name, and takes no error for a number", async () => {
  const { records } = await loadLogRecords(logPath("llm-cooperation/dilemma.csv"), games);
  const { pairId } = records[0]!.trial;
  const broken = records.map((record) =>
    record.trial.pairId === pairId && record.trial.condition === "unconditional cooperate"
      ? { ...record, error: "timed out" }
      : record
  );
  const [contrast] = settingContrasts(broken, { ...contrastOptions, treatments: ["unconditional cooperate"] });
  assert.deepEqual(contrast!.dropped, [{ pairId, reason: "no cooperationFrequency under unconditional cooperate" }]);
  assert.equal(contrast!.pairs.length, 11);
});

Deno.test("settingContrasts() refuses unknown levels, texts, several models and a number no trial has", async () => {
  const { records } = await loadLogRecords(logPath("llm-cooperation/dilemma.csv"), games);
  const run = (changes: Partial<typeof contrastOptions>, rows = records) => () =>
    settingContrasts(rows, { ...contrastOptions, ...changes });
  assert.throws(run({ control: "grim" }), /^RangeError: .*need some with partner = grim, got partner = unconditional/);
  assert.throws(
    run({ setting: "own.1" }),
    /^TypeError: .*"own\.1" needs numbers or true and false, got "(cooperate|defect)"/,
  );
  assert.throws(run({ setting: "profit" }), /^RangeError: .*need pairs with "profit"/);
  assert.throws(run({}, [...records, { ...records[0]!, model: "b" }]), /^TypeError: .*need records of one model/);
});

Deno.test("settingContrasts() gives no test for one cluster, but the means", async () => {
  const { records } = await loadLogRecords(logPath("llm-cooperation/dilemma.csv"), games);
  const [contrast] = settingContrasts(records, { ...contrastOptions, cluster: () => "all" });
  assert.deepEqual([contrast!.signFlip, contrast!.clustered, contrast!.pairs.length], [null, null, 12]);
});

// ───────────────────────────── real trials ─────────────────────────────

const folder = join(realDataFolder() ?? "", "llm-cooperation");
const ignore = realDataFolder() === null || !existsSync(folder);
/** Mean cooperation under each partner, and what the partner played in all 180 trials. */
const real = {
  "model-gpt-3.5-turbo_temp-0.2_with-chain-of-thought_dilemma.csv.gz": {
    "unconditional cooperate": [0.7759259259259259, "CCCCCC"],
    "unconditional defect": [0.13055555555555576, "DDDDDD"],
    "tit for tat C": [0.7527777777777774, "CCCCCC"],
    "tit for tat D": [0.15462962962962984, "DDDDDD"],
  },
  "model-gpt-4_temp-0.2_dilemma.csv.gz": {
    "unconditional cooperate": [0.7046296296296297, "CCCCCC"],
    "unconditional defect": [0.5361111111111108, "DDDDDD"],
    "tit for tat C": [0.7046296296296297, "CCCCCC"],
    "tit for tat D": [0.552777777777777, "DDDDDD"],
  },
} as const;

for (const [name, partners] of Object.entries(real)) {
  Deno.test({
    name: `loadLogRecords() reads the 720 dilemmas of ${name}`,
    ignore,
    fn: async () => {
      const { records, report } = await loadLogRecords(join(folder, name), games);
      assert.deepEqual([report.rowsRead, report.rowsKept, report.dropped.length], [720, 720, 0]);
      assert.equal(new Set(records.map(({ trial }) => trial.pairId)).size, 18);
      for (const [condition, [frequency, played]] of Object.entries(partners)) {
        const own = records.filter(({ trial }) => trial.condition === condition);
        assert.equal(own.length, 180);
        assert.ok(
          Math.abs(mean(own.map(({ finalWorld }) => finalWorld.settings.cooperationFrequency as number)) - frequency) <
            1e-9,
        );
        for (const { finalWorld: { settings }, transcript } of own) {
          const moves = [1, 2, 3, 4, 5, 6].map((round) => settings[`partner.${round}`] === "cooperate" ? "C" : "D")
            .join("");
          assert.equal(moves, played, "whatever the partner is called");
          assert.equal(transcript.length, 13);
        }
      }
    },
  });
}

Deno.test({
  name: "settingContrasts() of the real dilemmas: the two cooperating partners are one treatment",
  ignore,
  fn: async () => {
    const { records } = await loadLogRecords(join(folder, "model-gpt-4_temp-0.2_dilemma.csv.gz"), games);
    const [partner] = settingContrasts(records, { ...contrastOptions, treatments: ["unconditional cooperate"] });
    assert.ok(Math.abs((partner!.clustered?.estimate as number) - 0.16851851851851854) < 1e-9);
    assert.deepEqual([partner!.pairs.length, partner!.clusters], [18, 6]);
    const [same] = settingContrasts(records, {
      ...contrastOptions,
      control: "unconditional cooperate",
      treatments: ["tit for tat C"],
    });
    assert.ok(Math.abs(same!.clustered?.estimate as number) < 1e-9);
  },
});

Deno.test({
  name: "loadLogRecords() reads the 960 real purchases, unreadable answers among them",
  ignore,
  fn: async () => {
    const names = ["gpt-3.5-turbo_temp-0.2", "gpt-3.5-turbo_temp-0.6", "gpt-4_temp-0.2", "gpt-4_temp-0.6"];
    const found = await Promise.all(names.map(async (name) => {
      const { records } = await loadLogRecords(join(folder, `model-${name}_principal-agent.csv`), purchases);
      const kinds = outcomes(records).map(({ kind }) => kind);
      return ["acted", "abstained", "invalid"].map((kind) => kinds.filter((own) => own === kind).length);
    }));
    assert.deepEqual(found, [[154, 66, 20], [160, 61, 19], [240, 0, 0], [233, 7, 0]]);
    const { records } = await loadLogRecords(join(folder, "model-gpt-4_temp-0.6_principal-agent.csv"), purchases);
    const { pairs } = completePairs(records, {
      factor: "condition",
      control: "both",
      treatment: "neither",
      fold: "mean",
    });
    assert.deepEqual(pairs.map((pair) => [pair.wordingId, pair.control, pair.treatment]), [
      ["OpenAI", 1, 1],
      ["Shell Oil", 1, 23 / 30],
    ]);
  },
});
