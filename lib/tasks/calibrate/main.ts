/**
 * `deno task calibrate`: holds every test against simulated studies whose truth is known.
 *
 * At least 2,000 studies a level and 4,000 a coverage, from a seed fixed beforehand. The table goes to
 * `data/calibration.json`; exit code 1 says that a claim does not hold.
 *
 * @module
 */
import { messageOf, projectPath, writeFileAtomic } from "../../foundation/mod.ts";
import { progressLine } from "../progress.ts";
import { calibrationCases, calibrationSeed } from "./cases.ts";
import { type CalibrationRow, runCase } from "./judge.ts";

/** Studies a case. */
const studiesOf = { level: 2_000, coverage: 4_000, power: 2_000, bias: 2_000 } as const;

if (import.meta.main) Deno.exit(main(Deno.args));

/** Runs all cases, or those whose method holds the given text; only a full run writes the table. */
export function main([wanted]: readonly string[], { path = projectPath("data", "calibration.json") } = {}): number {
  const progress = progressLine();
  const cases = calibrationCases.filter(({ method }) => wanted === undefined || method.includes(wanted));
  const rows: CalibrationRow[] = [];
  try {
    cases.forEach((item, i) => {
      progress.step(`${i + 1} of ${cases.length}: ${item.method}, ${item.setting}`);
      const row = runCase(item, { studies: studiesOf[item.kind], seed: calibrationSeed });
      rows.push(row);
      progress.say(rowText(row));
    });
  } catch (error) {
    progress.say(messageOf(error));
    return 1;
  }
  if (wanted === undefined) {
    writeFileAtomic(path, `${JSON.stringify({ seed: calibrationSeed, studies: studiesOf, rows }, null, 1)}\n`);
  }
  const broken = rows.filter((row) => !row.holds).length;
  progress.say(broken === 0 ? `All ${rows.length} claims hold` : `${broken} of ${rows.length} claims do not hold`);
  return broken === 0 ? 0 : 1;
}

function rowText({ method, setting, kind, role, observed, band, holds }: CalibrationRow): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
  const accepted = `${percent(band.low)}–${percent(band.high)}`;
  return `${holds ? "holds" : "FAILS"}  ${percent(observed)} (${accepted})  ${kind}${
    role === "misuse" ? ", misuse" : ""
  }: ${method}, ${setting}`;
}
