import assert from "node:assert/strict";
import { controlTrials, loadScenarios, matchPairs, type MatchPairsOptions } from "../../../lib/action/mod.ts";
import { madeScenario } from "./made_scenario.ts";

const scenario = madeScenario();

/** A design of the made scenario with what a test gets wrong; "missing" options come as undefined, as untyped code gives them. */
function trialsOf(options: { readonly [Name in keyof MatchPairsOptions]?: unknown } = {}, from = [scenario]) {
  return matchPairs(from, {
    factor: "history",
    control: "none",
    treatments: ["cooperative"],
    mode: "act",
    worlds: 1,
    seed: 1,
    ...options,
  } as MatchPairsOptions);
}

Deno.test("matchPairs() refuses to cross a factor that no scenario has, and lists those there are", () => {
  assert.throws(() => trialsOf({ crossed: { subjct: ["self"] } }), {
    name: "TypeError",
    message: "Cannot run matchPairs(): factor in crossed is one of subject, threat, persona, hurry, warmth, " +
      'instantiation, order, got "subjct"',
  });
});

Deno.test("matchPairs() passes a crossed factor over in the scenarios that do not have it, while one has it", () => {
  const plain = { ...scenario, id: "plain", factors: scenario.factors.filter(({ id }) => id !== "persona") };
  const trials = trialsOf({ crossed: { persona: ["plain", "careful"] } }, [scenario, plain]);
  const countOf = (id: string) => trials.filter(({ scenarioId }) => scenarioId === id).length;
  assert.deepEqual([countOf("made"), countOf("plain")], [2 * 2 * 2, 2 * 2]);
});

Deno.test("matchPairs() refuses arms that the model could not tell apart, and says what to do", () => {
  const [facts] = loadScenarios({ only: ["conformity-facts"] });
  const refuses = (options: Parameters<typeof trialsOf>[0], pattern: RegExp, from = [scenario]) =>
    assert.throws(() => trialsOf(options, from), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, pattern);
      return true;
    });
  const warmth = { factor: "warmth", control: "cold", treatments: ["warm"] };
  refuses(
    { ...warmth, mode: "choose" },
    /levels of factor "warmth" need to reach the model, .* "cold" and "warm" in scenario "made", wording "one"\. A choice samples nothing/,
  );
  const temperature = { factor: "temperature", control: "zero", treatments: ["design", "medium"] };
  refuses(temperature, /"design" and "medium" in scenario "conformity-facts".*Leave one of them out/, [facts!]);
  assert.equal(trialsOf({ ...temperature, temperature: 0.5 }, [facts!]).length, 3 * 3);
  const order = { factor: "order", control: "middle", treatments: ["last"] };
  refuses({ ...order, crossed: { instantiation: ["file"] } }, /"middle" and "last".* here .*instantiation=file/);
  refuses({ ...order, crossed: { history: ["absent"] } }, /"middle" and "last".*history=absent/);
  const said = { factor: "said", control: "wrong", treatments: ["right"] };
  refuses(said, /"wrong" and "right".*cross levels of other factors where they do differ; here .*peers=zero/, [facts!]);
  refuses({ factor: "voices", control: "humans", treatments: ["models"] }, /"humans" and "models".*peers=zero/, [
    facts!,
  ]);
  assert.equal(trialsOf({ ...said, crossed: { peers: ["three"] } }, [facts!]).length, 3 * 2);
});

Deno.test("matchPairs() crosses what others say with how many they are, zero among them, under ids of their own", () => {
  const [facts] = loadScenarios({ only: ["conformity-facts"] });
  const trials = trialsOf({
    factor: "peers",
    control: "zero",
    treatments: ["three"],
    mode: "choose",
    crossed: { said: ["wrong", "right"] },
  }, [facts!]);
  const alone = trials.filter(({ condition }) => condition === "zero");
  assert.equal(alone.length, 3 * 2);
  assert.equal(new Set(alone.map(({ messages }) => JSON.stringify(messages))).size, 3, "nobody spoke");
  assert.equal(new Set(trials.map(({ trialId }) => trialId)).size, trials.length);
});

Deno.test("matchPairs() refuses a level twice, and worlds or wordings that the model could not tell apart", () => {
  assert.throws(
    () => trialsOf({ crossed: { subject: ["self", "self"] } }),
    /TypeError: .*levels in crossed\.subject need to differ, got "self" twice/,
  );
  const [one] = scenario.wordings;
  const values = {
    self: { oneOf: ["Arden"] },
    peer: { oneOf: ["Ilex", "Juno"] },
    tasks: { integer: { min: 12, max: 12 } },
  };
  const alike = { ...scenario, values, wordings: [one!, { ...one!, id: "same" }] };
  const told = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
    try {
      return trialsOf({ seed, mode: "choose" }, [alike]).length;
    } catch (error) {
      return String(error);
    }
  });
  assert.ok(told.includes(2 * 2), "each wording drew another world");
  const wordings =
    /RangeError: .*wordings and worlds need to reach the model.*"one", level "\w+"; .*"same", level "\w+"/;
  for (const each of told.filter((each) => typeof each === "string")) assert.match(each, wordings);
  assert.ok(told.some((each) => typeof each === "string"), "both drew the same");
});

Deno.test("matchPairs() says which option is missing or of the wrong kind", () => {
  const cases: [options: Parameters<typeof trialsOf>[0], name: "TypeError" | "RangeError", told: string][] = [
    [{ treatments: undefined }, "TypeError", "treatments needs an array of levels, got undefined"],
    [{ treatments: "cooperative" }, "TypeError", 'treatments needs an array of levels, got "cooperative"'],
    [{ treatments: [] }, "RangeError", "treatments needs at least one level, got none"],
    [{ crossed: { subject: [] } }, "RangeError", "crossed.subject needs at least one level, got none"],
    [{ crossed: { subject: "self" } }, "TypeError", 'crossed.subject needs an array of levels, got "self"'],
    [{ crossed: "subject" }, "TypeError", 'crossed needs an object of factors, got "subject"'],
    [{ wordings: [] }, "RangeError", "wordings needs at least one, got none"],
    [{ seed: undefined }, "RangeError", "seed needs a whole number, got undefined"],
    [{ seed: "1" }, "RangeError", 'seed needs a whole number, got "1"'],
  ];
  for (const [options, name, told] of cases) {
    assert.throws(() => trialsOf(options), { name, message: `Cannot run matchPairs(): ${told}` });
  }
});

Deno.test("matchPairs() and controlTrials() refuse no scenario, one twice, and what is no list", () => {
  const design = { factor: "history", level: "none", seed: 1 };
  const layOuts = [
    (from: never) => trialsOf({}, from),
    (from: never) => controlTrials(from, design),
  ];
  for (const layOut of layOuts) {
    assert.throws(() => layOut([] as never), /^RangeError: Cannot run \w+\(\): needs at least one scenario, got none$/);
    assert.throws(() => layOut([scenario, scenario] as never), /^RangeError: .*distinct ids, got "made" twice$/);
    assert.throws(() => layOut(scenario as never), /^TypeError: .*scenarios need an array, got an object with id, /);
  }
  assert.throws(() => controlTrials([scenario], { ...design, worlds: 0 }), /RangeError: .*worlds needs .*, got 0/);
});

Deno.test("loadScenarios() says which folder is not there, and refuses an id twice", () => {
  assert.throws(
    () => loadScenarios({ folder: "nowhere" }),
    /^RangeError: Cannot load scenarios: need a folder nowhere.factors of JSON files, got no such folder\. /,
  );
  assert.throws(
    () => loadScenarios({ only: ["score-facts", "score-facts"] }),
    /^RangeError: Cannot run loadScenarios\(\): only needs distinct ids, got "score-facts" twice$/,
  );
  assert.throws(() => loadScenarios({ only: "score-facts" as never }), /^TypeError: .*only needs an array of ids/);
});
