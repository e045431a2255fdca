import assert from "node:assert/strict";
import { project } from "../../../lib/projection/mod.ts";
import golden from "../../golden/umap_trustworthiness.json" with { type: "json" };
import { close, embeddingsOf } from "../../vectors/made.ts";
import { madeData } from "./made_data.ts";

const { neighbours, minDist, epochs, judged, seeds } = golden.settings;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

for (const { name, rows: count, firstAndLast, values } of golden.cases) {
  Deno.test(`project() is as trustworthy as umap-learn within 0.01: ${name}`, async () => {
    const rows = madeData[name]?.() ?? [];
    assert.equal(rows.length, count);
    close(rows[0]?.[0], firstAndLast[0], 1e-9);
    close(rows.at(-1)?.at(-1), firstAndLast[1], 1e-9);
    const ours: number[] = [];
    for (const seed of seeds) {
      const { quality, settings } = await project(embeddingsOf(rows), { seed, neighbours, minDist, epochs });
      assert.equal(settings.qualityNeighbours, judged);
      ours.push(quality.trustworthiness as number);
    }
    assert.ok(mean(ours) >= mean(values) - 0.01, `${mean(ours)} against ${mean(values)}`);
  });
}
