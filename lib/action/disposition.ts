import type { Disposition, MenuScore, TrialRecord } from "../shapes.ts";
import { logOddsRange, meanRange, type Sides, sidesOf } from "./disposition_range.ts";

/** A menu that gets less of the probability than this leaves most answers unread: the log-odds are then known by bounds only. */
export const LEAST_MENU_MASS = 0.5;

/**
 * How much does the model lean to acting at the decision point?
 *
 * The log-odds of the acting options against the others are averaged over every label and
 * position, so that a liking for "A" or for the first line cancels. An option the endpoint
 * did not list is at most as likely as the least likely one it did: the result is then a
 * bound, never a zero. Where the menu gets less than half of the probability, what lies outside
 * could have fallen either way, and `logOddsRange` says how far that reaches.
 *
 * @param record A choice trial as a ledger keeps it.
 * @returns Log-odds (natural), share of the menu's mass, mass of each option, mass outside, and ranges.
 * @throws {TypeError} If the record holds no menu scores.
 */
export function disposition(record: TrialRecord): Disposition {
  const { trial, menuScores, error } = record;
  if (menuScores === null || menuScores.length === 0) {
    throw new TypeError(
      `Cannot read the disposition of ${trial.trialId}: need menu scores, got ${error ?? `an ${trial.mode} trial`}`,
    );
  }
  const acts = new Set(trial.options.filter((option) => option.acts).map(({ id }) => id));
  const read = menuScores.map((menu) => readMenu(menu, acts));
  const mass = Object.fromEntries(
    trial.options.map(({ id }) => [id, mean(menuScores.map((menu) => massOf(menu, id)))]),
  );
  const menuMass = Object.values(mass).reduce((sum, value) => sum + value, 0);
  const isThin = menuMass < LEAST_MENU_MASS;
  const logOdds = mean(read.map((menu) => menu.logOdds));
  const share = mean(read.map((menu) => 1 / (1 + Math.exp(-menu.logOdds))));
  const bound = isThin ? "both" : boundOf(read);
  const sides = menuScores.map((menu) => sidesOf(menu, acts, isThin));
  return {
    trialId: trial.trialId,
    logOdds,
    share,
    mass,
    massOutside: Math.max(0, 1 - menuMass),
    bound,
    logOddsRange: bound === "none" ? { low: logOdds, high: logOdds } : meanRange(sides.map(logOddsRange)),
    shareRange: bound === "none" ? { low: share, high: share } : meanRange(sides.map(shareRangeOf)),
    presentations: menuScores.length,
  };
}

/** Log-odds of one presentation, and which side is only known as a bound. */
export function readMenu(
  menu: MenuScore,
  acts: ReadonlySet<string>,
): { logOdds: number; actingBound: boolean; otherBound: boolean } {
  const side = (acting: boolean) => menu.scores.filter((_, i) => acts.has(menu.shown[i] as string) === acting);
  const acting = side(true);
  const other = side(false);
  return {
    logOdds: logSum(acting.map((score) => score.logProbability)) - logSum(other.map((score) => score.logProbability)),
    actingBound: acting.some(({ isBound }) => isBound),
    otherBound: other.some(({ isBound }) => isBound),
  };
}

/** An acting option that was not listed makes the log-odds at most this; another one, at least this. */
function boundOf(read: readonly { actingBound: boolean; otherBound: boolean }[]): Disposition["bound"] {
  const upper = read.some(({ actingBound }) => actingBound);
  const lower = read.some(({ otherBound }) => otherBound);
  if (upper && lower) return "both";
  return upper ? "upper" : lower ? "lower" : "none";
}

function shareRangeOf({ acting, other, moreActing, moreOther }: Sides): { low: number; high: number } {
  const share = (a: number, b: number) => a + b === 0 ? 0 : a / (a + b);
  return {
    low: acting + other + moreOther === 0 ? 0 : share(acting, other + moreOther),
    high: acting + other + moreActing === 0 ? 1 : share(acting + moreActing, other),
  };
}

function massOf(menu: MenuScore, id: string): number {
  return Math.exp(menu.scores[menu.shown.indexOf(id)]?.logProbability ?? -Infinity);
}

function logSum(values: readonly number[]): number {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
