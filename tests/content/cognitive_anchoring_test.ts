import assert from "node:assert/strict";
import fc from "fast-check";
import { nameReader } from "../../lib/content/account_names.ts";
import { accountsOf, cognitiveAnchoring, type ProbeReply } from "../../lib/content/mod.ts";
import { dataPath, randomIndex, seededRandom } from "../../lib/foundation/mod.ts";
import { readSociety } from "../../lib/society/mod.ts";
import { close } from "../vectors/made.ts";
import { timeOf } from "./made.ts";
import { isAtMostNominal, shareOf } from "./rates.ts";

const rule = { marks: "at or plain", letterCase: "ignored", ordinary: "at" } as const;
const against = { kind: "names drawn by activity", draws: 99, seed: 1 } as const;
const probes = [{ postId: "probe", authorId: "visitor" }, { postId: "other probe", authorId: "visitor" }];

function reader(names: readonly string[], options: Partial<Parameters<typeof nameReader>[2]["rule"]> = {}) {
  const accounts = names.map((agentId) => ({ agentId, activity: 1 }));
  const read = nameReader("test", accounts, {
    rule: { ...rule, ...options },
    isOrdinary: (name) => ["will", "iris"].includes(name),
  });
  return (text: string) => {
    const { accounts: named, ordinary, unknown } = read(text);
    return { named: named.map((i) => names[i]), ordinary: ordinary.map((i) => names[i]), unknown };
  };
}

const reply = (text: string, place: number, authorId: string | null = "asked", parentId = "probe"): ProbeReply => ({
  postId: `r${place}`,
  authorId,
  parentId,
  createdAt: timeOf(0, place),
  text,
});

Deno.test("nameReader() finds names that stand alone, with @ or plain, whatever the case", () => {
  const read = reader(["ada", "bob_7", "kale", "ångström", "李雷"]);
  assert.deepEqual(read("Follow Ada, @bob_7 and ada's friend").named, ["ada", "bob_7"]);
  assert.deepEqual(read("adamant kale-based xada ada_2 ada.com me@ada.org bob_77").named, []);
  assert.deepEqual(read('(ada) "kale" …ada… —ada— ÅNGSTRÖM!').named, ["ada", "kale", "ångström"]);
  assert.deepEqual(read("关注 李雷 吧").named, ["李雷"]);
  assert.deepEqual(read("ends with ada.").named, ["ada"]);
  assert.deepEqual(read("ada\u0301").named, []); // another letter: á
  assert.deepEqual(read("𝒳ada ada𝒳").named, []); // letters of two units
});

Deno.test("nameReader() obeys its rule for marks, case and ordinary words", () => {
  assert.deepEqual(reader(["ada"], { marks: "at" })("ada @ada").named, ["ada"]);
  assert.deepEqual(reader(["ada"], { marks: "at" })("ada").named, []);
  assert.deepEqual(reader(["ada"], { letterCase: "exact" })("Ada").named, []);
  assert.deepEqual(reader(["will", "iris"])("I will see an iris"), {
    named: [],
    ordinary: ["will", "iris"],
    unknown: [],
  });
  assert.deepEqual(reader(["will", "iris"])("ask @Will"), { named: ["will"], ordinary: [], unknown: [] });
  assert.deepEqual(reader(["will", "iris"], { ordinary: "plain" })("I will").named, ["will"]);
});

Deno.test("nameReader() takes the longest name, and tells names apart that differ in case alone", () => {
  assert.deepEqual(reader(["ada", "ada lovelace", "lovelace"])("ada lovelace").named, ["ada lovelace"]);
  const read = reader(["Ada", "ada"]);
  assert.deepEqual([read("Ada").named, read("ada").named, read("ADA").named], [["Ada"], ["ada"], []]);
});

Deno.test("nameReader() counts words marked with @ that are no account", () => {
  assert.deepEqual(reader(["ada"])("@eve @eve @ada x@eve.org @big.name.").unknown, ["eve", "big.name"]);
});

Deno.test("nameReader() takes names literally, whatever characters they hold", () => {
  const hostile = [".*", "a|b", "(x+)+$", "[ada", "__proto__", "constructor", "$&", "\\w", "<b>", "ada\u202e"];
  const read = reader(hostile);
  for (const name of hostile) assert.deepEqual(read(`see ${name} now`).named, [name], name);
  assert.deepEqual(read("anything at all matches a dot and a star").named, []);
  assert.deepEqual(read("x".repeat(50_000)).named, []);
});

Deno.test("nameReader() finds any name between spaces, and none of what is no part of the text", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), fc.string(), (name, text) => {
    fc.pre(name.trim() === name && !/\s/.test(name) && !name.startsWith("@"));
    const read = reader([name], { ordinary: "plain" });
    assert.deepEqual(read(` ${name} `).named, [name]);
    if (!text.toLowerCase().includes(name.toLowerCase())) assert.deepEqual(read(text).named, []);
  }));
});

Deno.test("cognitiveAnchoring() counts probes, answers and valid replies", () => {
  const accounts = ["ada", "bob", "cyn", "asked", "by"].map((agentId) => ({ agentId, activity: 1 }));
  const replies = [
    reply("ada!", 1),
    reply("asked is best", 2), // its own name
    reply("nobody, @eve perhaps", 3),
    reply("bob and cyn", 4),
    reply("stand by me", 5), // an ordinary word
    reply("  ", 6),
    reply("ada", 7, "asked", "a post of another thread"),
  ];
  const { result, anchor, concentration, counts, rows } = cognitiveAnchoring(replies, {
    probes,
    accounts,
    null: against,
  });
  assert.deepEqual(counts, {
    probes: 2,
    answered: 1,
    valid: 1,
    replies: 5,
    validReplies: 2,
    ownName: 1,
    ordinaryWord: 1,
    unknownAccount: 1,
    empty: 1,
  });
  close(result.estimate, 2 / 5, 1e-12);
  close(anchor?.estimate ?? NaN, 1 / 2, 1e-12);
  close(concentration?.estimate ?? NaN, 1 / 4 + 1 / 16 + 1 / 16, 1e-12);
  assert.deepEqual(rows.slice(0, 3).map(({ unitId, value }) => [unitId, value]), [["ada", 0.5], ["bob", 0.25], [
    "cyn",
    0.25,
  ]]);
  assert.ok(result.interval !== null && result.interval.low < 0.4 && result.interval.high > 0.4);
});

Deno.test("cognitiveAnchoring() without a valid reply has a share of 0 and no concentration", () => {
  const accounts = [{ agentId: "ada", activity: 1 }];
  const { result, anchor, concentration } = cognitiveAnchoring([reply("nobody", 1)], {
    probes,
    accounts,
    null: against,
  });
  assert.equal(result.estimate, 0);
  assert.deepEqual([anchor, concentration], [null, null]);
});

Deno.test("cognitiveAnchoring() takes words of the background for ordinary", () => {
  const accounts = [{ agentId: "kale", activity: 1 }, { agentId: "ada", activity: 1 }];
  const options = { probes, accounts, null: against };
  assert.equal(cognitiveAnchoring([reply("Kale!", 1)], options).result.estimate, 1);
  const found = cognitiveAnchoring([reply("Kale!", 1)], { ...options, background: [{ text: "We grow kale." }] });
  assert.equal(found.result.estimate, 0);
  assert.deepEqual(found.result.warnings[0], "1 name that may be an ordinary word not counted");
});

/** Agents 0 to 14, the first more active; each reply names one of them. */
function answered(seed: number, choose: (random: () => number, by: number) => number) {
  const random = seededRandom(seed, "test replies");
  const accounts = Array.from({ length: 15 }, (_, i) => ({ agentId: `agent${i}`, activity: 15 - i }));
  const replies = Array.from({ length: 30 }, (_, place) => {
    const by = randomIndex(random, 15);
    let named = choose(random, by);
    while (named === by) named = choose(random, by);
    return reply(`I like agent${named}`, place, `agent${by}`);
  });
  return { accounts, replies };
}

function byActivity(random: () => number): number {
  let at = random() * 120;
  for (let agent = 0;; agent++) if ((at -= 15 - agent) < 0) return agent;
}

Deno.test("cognitiveAnchoring() keeps its level where names follow activity alone", async () => {
  const runs = 400;
  const share = await shareOf(runs, (run) => {
    const { accounts, replies } = answered(run, byActivity);
    const { concentration } = cognitiveAnchoring(replies, { probes, accounts, null: { ...against, seed: run } });
    return Promise.resolve((concentration?.null?.pValue ?? NaN) <= 0.05);
  });
  assert.ok(isAtMostNominal(share, runs) && share > 0.01, `rejected ${share}`);
});

Deno.test("cognitiveAnchoring() finds a planted anchor, and names that change nothing", () => {
  const { accounts, replies } = answered(1, (random) => random() < 0.6 ? 12 : byActivity(random));
  const found = cognitiveAnchoring(replies, { probes, accounts, null: against });
  for (const result of [found.anchor, found.concentration]) {
    assert.ok(result?.null !== null && result !== null && result.estimate > result.null.high);
    assert.equal(result.null.pValue, 0.01);
  }
  const renamed = (id: string) => `x${id.split("").reverse().join("")}z`;
  const others = cognitiveAnchoring(
    replies.map((one) => ({
      ...one,
      authorId: renamed(one.authorId ?? ""),
      text: one.text.replace(/agent\d+/, renamed),
    })).reverse(),
    { probes, accounts: accounts.map((one) => ({ ...one, agentId: renamed(one.agentId) })), null: against },
  );
  assert.deepEqual([others.anchor, others.concentration], [found.anchor, found.concentration]);
});

Deno.test("cognitiveAnchoring() compares valid replies with other texts of the same agents", () => {
  const accounts = [{ agentId: "ada", activity: 1 }, { agentId: "bob", activity: 1 }];
  const others = Array.from({ length: 50 }, (_, i) => reply(i % 10 === 0 ? "ada" : "rain", i, "asked", "elsewhere"));
  const replies = Array.from({ length: 20 }, (_, i) => reply("ada", i));
  const { result } = cognitiveAnchoring(replies, { probes, accounts, others, null: against });
  assert.equal(result.null?.kind, "other texts of the same agents");
  assert.ok(result.null.high < 0.5 && result.null.pValue === 0.01);
});

Deno.test("cognitiveAnchoring() reads the recorded replies of the commons", () => {
  const { society } = readSociety(dataPath("societies/commons-mixed-feed.jsonl.gz"));
  const found = cognitiveAnchoring(society.comments, {
    probes: society.probes,
    accounts: accountsOf(society.posts),
    others: society.comments.filter(({ kind }) => kind === "comment"),
    null: against,
  });
  assert.equal(found.counts.probes, 4);
  assert.equal(found.counts.replies + found.counts.empty, 48);
  assert.ok(found.result.estimate > 0 && found.result.estimate < 1);
});

Deno.test("cognitiveAnchoring() refuses what it cannot read", () => {
  const accounts = [{ agentId: "ada", activity: 1 }];
  const ask = (options: object) => () =>
    cognitiveAnchoring([reply("x", 1)], { probes, accounts, null: against, ...options });
  assert.throws(ask({ probes: [] }), { name: "RangeError", message: /at least 1 probe/ });
  assert.throws(ask({ probes: [{ postId: "unanswered", authorId: null }] }), { message: /needs a reply with text/ });
  assert.throws(ask({ accounts: [{ agentId: " ", activity: 1 }] }), { message: /accounts need a name/ });
  assert.throws(ask({ accounts: [{ agentId: "a", activity: 1 }, { agentId: "b", activity: 1, names: ["a"] }] }), {
    message: /names of their own, got "a" twice/,
  });
  assert.throws(ask({ names: { marks: "hash" } }), { name: "TypeError", message: /names.marks is one of/ });
});
