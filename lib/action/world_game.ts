import type { Game, GamePartner, GameRound, PayOff } from "../shapes.ts";

/**
 * Plays one round. Pure: partners decide by what they did and by what the agent did before, all at the same time.
 *
 * @returns The game after it, and what the agent is told; `null` where the move is none of the game's or all rounds are played.
 */
export function playRound(game: Game, move: string): { game: Game; answer: string; isOver: boolean } | null {
  if (!game.moves.includes(move) || game.played.length >= game.rounds) return null;
  const others = game.partners.map((partner) => partnersMove(game, partner));
  const round = roundOf(game, move, others);
  const next = { ...game, played: [...game.played, round] };
  return { game: next, answer: tell(next, round), isOver: next.played.length >= game.rounds };
}

/** What a scripted partner does in the next round. */
export function partnersMove({ moves: [kind, harsh], played }: Game, { opens, then }: GamePartner): string {
  const first = opens === "kind" ? kind : harsh;
  if (then === "copies") return played.at(-1)?.own ?? first;
  if (then === "grudges" && played.some(({ own }) => own === harsh)) return harsh;
  return first;
}

function roundOf(game: Game, own: string, others: readonly string[]): GameRound {
  const [kind] = game.moves;
  const all = [own, ...others].map((move) => move === kind);
  const { points, stock } = pointsOf(game.payOff, all, stockOf(game));
  const [first = 0, ...rest] = points;
  return { own, others, points: first, othersPoints: rest, stock };
}

/** The stock before the next round; `null` where the game has none. */
export function stockOf({ payOff, played }: Game): number | null {
  return payOff.kind === "stock" ? played.at(-1)?.stock ?? payOff.stock : null;
}

/** Points of every player, the agent first; `isKind` says who played the first move. */
function pointsOf(
  payOff: PayOff,
  isKind: readonly boolean[],
  before: number | null,
): { points: number[]; stock: number | null } {
  switch (payOff.kind) {
    case "matrix": {
      const { reward, temptation, sucker, penalty } = payOff;
      const [a = false, b = false] = isKind;
      const points = (own: boolean, other: boolean) => own ? other ? reward : sucker : other ? temptation : penalty;
      return { points: [points(a, b), points(b, a)], stock: null };
    }
    case "pool": {
      const { stake, factor } = payOff;
      const share = factor * stake * isKind.filter(Boolean).length / isKind.length;
      return { points: isKind.map((gives) => share + (gives ? 0 : stake)), stock: null };
    }
    case "stock":
      return harvest(payOff, isKind, before ?? payOff.stock);
  }
}

/** Where more is wanted than there is, everyone gets the same part of what was wanted, in whole units. */
function harvest(
  { stock: start, most, growth, takes, responds }: Extract<PayOff, { kind: "stock" }>,
  isKind: readonly boolean[],
  before: number,
): { points: number[]; stock: number } {
  const wanted = isKind.map((little) => takes[little ? 0 : 1]);
  const sum = wanted.reduce((total, each) => total + each, 0);
  const points = wanted.map((each) => sum <= before ? each : Math.floor(before * each / sum));
  const left = before - points.reduce((total, each) => total + each, 0);
  return { points, stock: responds === "yes" ? Math.min(most, Math.floor(left * growth)) : start };
}

function tell({ partners, payOff, tells, played, rounds }: Game, round: GameRound): string {
  const moves = partners.map(({ name }, i) => `${name} chose ${round.others[i]}`).join(", ");
  const points = tells === "points" ? ` You got ${rounded(round.points)} points.` : "";
  const stock = payOff.kind === "stock" && tells === "points" ? ` The stock is now ${round.stock}.` : "";
  const end = played.length >= rounds ? " The game is over." : "";
  return `Round ${played.length} of ${rounds}: you chose ${round.own}, ${moves}.${points}${stock}${end}`;
}

function rounded(points: number): number {
  return Math.round(100 * points) / 100;
}
