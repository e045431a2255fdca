import type { MeasureResult, NullBand, Sensitivity } from "../shapes.ts";
import { printable } from "../foundation/mod.ts";
import { count, digitsFor, formatNumber } from "./label.ts";

/** Warnings said in full; the rest are counted. */
const MOST_WARNINGS = 4;
/** Results said one by one; more are left to the figure. */
const MOST_RESULTS = 6;
/** Characters of a text of others that a caption takes over. */
const LONGEST = 160;

/** A text of a result as a caption takes it over: on one line, cut where it is endless. */
export function words(text: string): string {
  const flat = printable(text).replace(/\s+/g, " ").trim();
  return flat.length <= LONGEST ? flat : `${[...flat].slice(0, LONGEST).join("")}…`;
}

/** "p = 0.03", "p < 0.0001". */
export function pText(p: number): string {
  return p < 0.0001 ? "p < 0.0001" : `p = ${Number(p.toPrecision(p < 0.1 ? 1 : 2))}`;
}

/** The p of a result: of its null, or of the test that its settings name in place of one. */
export function pOf({ null: band, settings }: MeasureResult): number | null {
  if (band !== null) return band.pValue;
  return typeof settings.pValue === "number" ? settings.pValue : null;
}

/** Decimals for all numbers of some results. */
export function digitsOf(results: readonly MeasureResult[]): number {
  return digitsFor(
    results.flatMap(({ estimate, interval, null: band }) => [
      estimate,
      ...(interval === null ? [] : [interval.low, interval.high]),
      ...(band === null ? [] : [band.low, band.high]),
    ]),
  );
}

/**
 * What a caption has to say of the results behind a figure: estimate, interval, n, null with its draws, what the
 * measure could have seen, warnings.
 *
 * @param names What each result is called in the figure. Default: its metric and variant.
 */
export function resultsWords(results: readonly MeasureResult[], names?: readonly string[]): string {
  if (results.length === 0) return "";
  const shown = results.slice(0, MOST_RESULTS);
  const digits = new Map(
    [...Map.groupBy(results, ({ metric }) => metric)].map(([metric, members]) => [metric, digitsOf(members)]),
  );
  const nameOf = ({ metric, variant }: MeasureResult, index: number) =>
    words(names?.[index] ?? (variant === "" ? metric : `${metric} (${variant})`));
  const estimates = shown.map((result, index) =>
    `${nameOf(result, index)} ${estimateWords(result, digits.get(result.metric) ?? 2)}`
  );
  const hidden = results.length - shown.length;
  return [
    `${estimates.join("; ")}${hidden > 0 ? `; and ${hidden} more` : ""}.`,
    ...distinct(results.map(nullWords)),
    ...distinct(results.map(({ interval }) => interval === null ? "" : intervalWords(interval))),
    ...seenWords(results, nameOf),
    warningWords(results),
  ].filter((sentence) => sentence !== "").join(" ");
}

/** What a null result could have seen, in one sentence. */
export function sensitivityWords({ plant, share, unit, level, power, smallest, curve }: Sensitivity): string {
  const resamples = curve[0]?.resamples ?? 0;
  const falseAlarms = formatNumber(curve[0]?.detected ?? 0, 2);
  const test = `${words(plant)} ${shareWords(share)}, at power ${power} and level ${level} over ${
    count(resamples, "resample")
  } a strength, false alarms ${falseAlarms}`;
  if (smallest !== null) {
    return `Smallest effect it could have seen: strength ${strengthText(smallest)} (${words(unit)}), ${test}.`;
  }
  if (isAlarming({ curve, level })) return `Not to be trusted here: it finds what is not there; ${test}.`;
  const strongest = curve.at(-1)?.strength ?? 0;
  return `Blind here: no strength up to ${strengthText(strongest)} (${words(unit)}) was seen, ${test}.`;
}

/** Whether a measure finds effects where none was planted, more than four times as often as its level allows. */
export function isAlarming({ curve, level }: Pick<Sensitivity, "curve" | "level">): boolean {
  return (curve[0]?.detected ?? 0) > 4 * level;
}

/** In how many agents an effect was planted. */
export function shareWords(share: number): string {
  return share === 1 ? "in all agents" : `in a share of ${formatNumber(share, 2)} of the agents`;
}

/** A strength without needless decimals. */
export function strengthText(strength: number): string {
  return String(Number(strength.toPrecision(3)));
}

/** What each result could have seen, those that are alike together; and that a null result without it is open. */
function seenWords(
  results: readonly MeasureResult[],
  nameOf: (result: MeasureResult, index: number) => string,
): string[] {
  const named = results.map((result, index) => ({ result, name: nameOf(result, index) }));
  const sentences = named.flatMap(({ result: { sensitivity }, name }) =>
    sensitivity === null ? [] : [{ name, sentence: sensitivityWords(sensitivity) }]
  );
  const groups = [...Map.groupBy(sentences, ({ sentence }) => sentence)];
  const isOpen = named.some(({ result }) => result.sensitivity === null && (pOf(result) ?? 0) > 0.05);
  return [
    ...groups.map(([sentence, members]) =>
      members.length === results.length ? sentence : `${members.map(({ name }) => name).join(", ")}: ${sentence}`
    ),
    isOpen ? "What a null result here could have missed was not measured." : "",
  ];
}

function estimateWords(result: MeasureResult, digits: number): string {
  const { estimate, interval, null: band, n } = result;
  const number = (value: number) => formatNumber(value, digits);
  const ends = interval === null ? "" : ` [${number(interval.low)}, ${number(interval.high)}]`;
  const p = pOf(result);
  const details = [
    `n = ${n}`,
    band === null ? "" : `null ${number(band.low)} to ${number(band.high)}`,
    p === null ? "" : pText(p),
  ];
  return `${number(estimate)}${ends} (${details.filter((detail) => detail !== "").join(", ")})`;
}

function nullWords({ null: band, settings }: MeasureResult): string {
  if (band !== null) return `Null: ${bandWords(band)}.`;
  return typeof settings.null === "string" ? `Test: ${words(settings.null)}.` : "";
}

/** "temporal structure, 999 draws". */
export function bandWords({ kind, draws }: Pick<NullBand, "kind" | "draws">): string {
  return `${words(kind)}, ${count(draws, "draw")}`;
}

function intervalWords({ confidence, method }: NonNullable<MeasureResult["interval"]>): string {
  return `Intervals: confidence ${confidence}, ${words(method)}.`;
}

function warningWords(results: readonly MeasureResult[]): string {
  const warnings = distinct(results.flatMap((result) => result.warnings)).map(words);
  if (warnings.length === 0) return "";
  const shown = warnings.slice(0, MOST_WARNINGS);
  const hidden = warnings.length - shown.length;
  return `Warnings: ${shown.join("; ")}${hidden > 0 ? `; and ${hidden} more` : ""}.`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
