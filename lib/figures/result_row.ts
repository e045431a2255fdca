import type { MeasureResult } from "../shapes.ts";
import { intervalText } from "./forest_plot.ts";
import type { KeyItem } from "./key.ts";
import { formatNumber } from "./label.ts";
import { isAlarming, pOf, pText, strengthText } from "./result_words.ts";
import type { PanelRow } from "./row_panel.ts";
import { ink, planeColour } from "./theme.ts";

/** A result as a row: estimate, interval, null band with its mean; in words p, n and what it could have seen. */
export function resultRow(result: MeasureResult, { label, digits }: { label: string; digits: number }): PanelRow {
  const { estimate, interval, null: band, sensitivity, n } = result;
  const p = pOf(result);
  return {
    label,
    colour: band === null ? ink.muted : planeColour.content,
    estimate,
    interval,
    band,
    ...(band === null ? {} : { tick: band.mean }),
    isOpen: band !== null && estimate >= band.low && estimate <= band.high,
    right: [
      interval === null ? formatNumber(estimate, digits) : intervalText({ estimate, ...interval }, digits),
      `${p === null ? "no null" : pText(p)}, n = ${n}`,
      ...(sensitivity === null ? [] : [seenText(sensitivity)]),
    ],
  };
}

/** What the dots and bars of such rows stand for. */
export function resultKey(rows: readonly PanelRow[]): KeyItem[] {
  const colour = planeColour.content;
  const isBare = rows.some(({ band, estimate }) => band === null && estimate !== null);
  const banded: KeyItem[] = [
    { glyph: "dot", colour, text: "outside its null" },
    { glyph: "open", colour, text: "inside" },
    { glyph: "band", colour: ink.band, text: "95% of the null" },
  ];
  return [
    ...(rows.some(({ band }) => band !== null) ? banded : []),
    ...(isBare ? [{ glyph: "dot" as const, colour: ink.muted, text: "no null drawn" }] : []),
  ];
}

function seenText({ smallest, curve, level }: NonNullable<MeasureResult["sensitivity"]>): string {
  if (isAlarming({ curve, level })) return "false alarms";
  if (smallest === null) return `blind up to ${strengthText(curve.at(-1)?.strength ?? 0)}`;
  return `sees strength ${strengthText(smallest)}`;
}
