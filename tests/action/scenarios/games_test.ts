/** Pay-offs are worked out by hand from the tables, never taken from the code. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { playRound, stockOf } from "../../../lib/action/world_game.ts";
import { applyCall } from "../../../lib/action/world.ts";
import type { Game, GamePartner, PayOff } from "../../../lib/shapes.ts";
import { levelsOf, scenarios } from "./all.ts";
import { matchPairs } from "../../../lib/action/mod.ts";

const STRATEGIES = {
  "always-kind": { opens: "kind", then: "repeats" },
  "always-harsh": { opens: "harsh", then: "repeats" },
  "tit-for-tat-kind": { opens: "kind", then: "copies" },
  "tit-for-tat-harsh": { opens: "harsh", then: "copies" },
  grudger: { opens: "kind", then: "grudges" },
} as const;
type Strategy = keyof typeof STRATEGIES;

const DILEMMA: PayOff = { kind: "matrix", reward: 3, temptation: 5, sucker: 0, penalty: 1 };
const POOL: PayOff = { kind: "pool", stake: 12, factor: 1.5 };
const STOCK: PayOff = { kind: "stock", stock: 30, most: 30, growth: 1.5, takes: [2, 6], responds: "yes" };

function gameOf(payOff: PayOff, partners: readonly Strategy[], rounds = 5): Game {
  const made = partners.map((strategy, i): GamePartner => ({ name: `P${i}`, ...STRATEGIES[strategy] }));
  return { moves: ["share", "keep"], rounds, partners: made, payOff, tells: "points", played: [] };
}

/** "s" plays the first move, any other letter the second. */
function playAll(game: Game, moves: string): Game {
  return [...moves].reduce((state, move) => playRound(state, move === "s" ? "share" : "keep")?.game ?? state, game);
}

function letters(game: Game, partner = 0): string {
  return game.played.map(({ others }) => others[partner]![0]).join("");
}

const points = ({ played }: Game) => played.map((round) => round.points);
const othersPoints = ({ played }: Game) => played.map((round) => round.othersPoints[0]);

// Moves s k k s s; 3 both share, 1 both keep, 5 for who keeps alone, 0 for who shares alone.
const table: readonly [Strategy, string, number[], number[]][] = [
  ["always-kind", "sssss", [3, 5, 5, 3, 3], [3, 0, 0, 3, 3]],
  ["always-harsh", "kkkkk", [0, 1, 1, 0, 0], [5, 1, 1, 5, 5]],
  ["tit-for-tat-kind", "sskks", [3, 5, 1, 0, 3], [3, 0, 1, 5, 3]],
  ["tit-for-tat-harsh", "kskks", [0, 5, 1, 0, 3], [5, 0, 1, 5, 3]],
  ["grudger", "sskkk", [3, 5, 1, 0, 0], [3, 0, 1, 5, 5]],
];
for (const [strategy, moves, own, other] of table) {
  Deno.test(`playRound() against ${strategy}: share, keep, keep, share, share`, () => {
    const game = playAll(gameOf(DILEMMA, [strategy]), "skkss");
    assert.deepEqual([letters(game), points(game), othersPoints(game)], [moves, own, other]);
  });
}

Deno.test("playRound() divides the pool equally: 12 × 1.5 × givers / 3, and who keeps has 12 more", () => {
  const both = playAll(gameOf(POOL, ["always-kind", "always-kind"]), "sk");
  assert.deepEqual([points(both), othersPoints(both)], [[18, 12 + 12], [18, 12]]);
  const none = playAll(gameOf(POOL, ["always-harsh", "always-harsh"]), "sk");
  assert.deepEqual([points(none), othersPoints(none)], [[6, 12], [18, 12]]);
  const copy = playAll(gameOf(POOL, ["tit-for-tat-kind", "tit-for-tat-harsh"]), "ssk");
  assert.deepEqual(points(copy), [12, 18, 24]); // two givers; three; the two others
});

Deno.test("playRound() lets the stock grow by half of what is left, up to its first size, and share out what is too little", () => {
  const little = playAll(gameOf(STOCK, ["always-kind", "always-kind"]), "ssss");
  assert.deepEqual(little.played.map(({ stock }) => stock), [30, 30, 30, 30]); // (30 − 6) × 1.5 = 36, at most 30
  const much = playAll(gameOf(STOCK, ["always-harsh", "always-harsh"]), "kkkk");
  // (30 − 18) × 1.5 = 18; 18 − 18 = 0; nothing is left to take
  assert.deepEqual([much.played.map(({ stock }) => stock), points(much)], [[18, 0, 0, 0], [6, 6, 0, 0]]);
  const short = playAll(gameOf({ ...STOCK, stock: 10 }, ["always-kind", "always-harsh"]), "k");
  // 6 + 2 + 6 = 14 wanted of 10: ⌊10·6/14⌋ = 4, ⌊10·2/14⌋ = 1, 4; 1 is left and grows to ⌊1.5⌋
  assert.deepEqual(short.played[0], {
    own: "keep",
    others: ["share", "keep"],
    points: 4,
    othersPoints: [1, 4],
    stock: 1,
  });
  const frozen = playAll(gameOf({ ...STOCK, responds: "no" }, ["always-harsh", "always-harsh"]), "kkkk");
  assert.deepEqual([frozen.played.map(({ stock }) => stock), points(frozen)], [[30, 30, 30, 30], [6, 6, 6, 6]]);
});

Deno.test("playRound() tells moves and points, or the moves alone, and ends with the last round", () => {
  const game = gameOf(DILEMMA, ["always-harsh"], 2);
  const first = playRound(game, "share")!;
  assert.equal(first.answer, "Round 1 of 2: you chose share, P0 chose keep. You got 0 points.");
  const second = playRound(first.game, "keep")!;
  assert.deepEqual([first.isOver, second.isOver], [false, true]);
  assert.match(second.answer, /The game is over\.$/);
  assert.equal(playRound(second.game, "keep"), null);
  assert.equal(playRound(game, "jump"), null);
  const hidden = playRound({ ...game, tells: "moves" }, "share")!.answer;
  assert.equal(hidden, "Round 1 of 2: you chose share, P0 chose keep.");
});

Deno.test("playRound() never gives more than there is, and takes nothing from the game it was given", () => {
  const anyStock = fc.record({
    stock: fc.integer({ min: 0, max: 60 }),
    growth: fc.constantFrom(1, 1.5, 2),
    responds: fc.constantFrom("yes" as const, "no" as const),
  });
  const anyPartners = fc.array(fc.constantFrom(...Object.keys(STRATEGIES) as Strategy[]), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      anyStock,
      anyPartners,
      fc.string({ unit: fc.constantFrom("s", "k"), maxLength: 5 }),
      (parts, partners, moves) => {
        const start = gameOf({ ...STOCK, ...parts }, partners);
        const before = JSON.stringify(start);
        const end = playAll(start, moves);
        assert.equal(JSON.stringify(start), before);
        assert.deepEqual(JSON.parse(JSON.stringify(end)), end);
        end.played.forEach((round, i) => {
          const there = stockOf({ ...end, played: end.played.slice(0, i) })!;
          const taken = [round.points, ...round.othersPoints].reduce((sum, each) => sum + each, 0);
          assert.ok(
            taken <= there && round.points >= 0 && round.stock! >= 0 && round.stock! <= Math.max(30, parts.stock),
          );
        });
      },
    ),
  );
});

Deno.test("every partner of the factor plays in every game, and play works through the world", () => {
  for (const scenario of scenarios.filter(({ world }) => world.game !== undefined)) {
    const [control, ...treatments] = levelsOf(scenario, "partner") as [string, ...string[]];
    const trials = matchPairs([scenario], { factor: "partner", control, treatments, mode: "act", worlds: 1, seed: 1 });
    for (const { world, condition } of trials) {
      const [kind, harsh] = world.game!.moves;
      const end = [kind, harsh, harsh, kind].reduce(
        (state, move) => applyCall(state, { tool: "play", arguments: { move } }).world,
        world,
      );
      const found = end.game!.played.map(({ others }) => others.map((move) => move === kind ? "s" : "k"));
      const expected = table.find(([strategy]) => strategy === condition)![1].slice(0, 4);
      for (const i of world.game!.partners.keys()) assert.equal(found.map((round) => round[i]).join(""), expected);
    }
  }
});
