/**
 * The speed targets of the map: ours, umap-js and umap-learn on the same rows in the same run, each with its trustworthiness.
 *
 * Rows are those of the content bench: 384 numbers around 200 topics. umap-learn is compiled before it is timed.
 * `TWOPLANE_BENCH_ROWS=3000` measures one size alone.
 */
import { join } from "node:path";
import type { Embeddings } from "../lib/shapes.ts";
import { projectPath } from "../lib/foundation/mod.ts";
import { mapQuality, project } from "../lib/projection/mod.ts";
import { madeSociety } from "./content/society.ts";
import { type Bench, type BenchRow, benchRow } from "./harness.ts";
import { peerPython } from "./peers/python.ts";
import { mapByUmapJs } from "./peers/umap_js.ts";
import { pageRows } from "./projection/page.ts";
import { leastRatio, setRows } from "./projection/sets.ts";

const PACKAGES = ["numpy==2.4.6", "umap-learn==0.5.12"];
const SIZES = [3_000, 10_000, 50_000];
/** Sizes at which umap-js is waited for. */
const UMAP_JS_ROWS = 10_000;
const LARGE = 200_000;

interface Timed {
  seconds: number;
  trustworthiness: number;
}

const bench: Bench = async (report) => {
  const only = Deno.env.get("TWOPLANE_BENCH_ROWS");
  const python = await peerPython({ packages: PACKAGES, report });
  const folder = Deno.makeTempDirSync({ prefix: "twoplane-bench-" });
  try {
    const rows: BenchRow[] = [];
    for (const size of only === undefined ? SIZES : [Number(only)]) {
      const embeddings = rowsOf(size);
      report(`${size} rows: ours`);
      const ours = await timed(embeddings, async () => (await project(embeddings, { seed: 1 })).coordinates);
      const peers = new Map<string, Timed>();
      for (const mode of ["seeded", "parallel"] as const) {
        report(`${size} rows: umap-learn, ${mode}`);
        peers.set(`umap-learn, ${mode}`, await byUmapLearn(embeddings, { mode, folder, python }));
      }
      if (size <= UMAP_JS_ROWS) {
        report(`${size} rows: umap-js`);
        peers.set("umap-js", await timed(embeddings, () => mapByUmapJs(embeddings)));
      }
      for (const [peer, found] of peers) rows.push(...compared(size, ours, peer, found));
    }
    if (only === undefined) {
      rows.push(...await setRows({ folder, python, report }), ...await pageRows(report), ...await large(report));
    }
    return rows;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
};

export default bench;

/** Most that ours may take of the peer's time. */
function barOf(size: number, peer: string): number | null {
  if (peer === "umap-js") return size === 10_000 ? 1 / 4 : null;
  if (peer.endsWith("seeded")) return 1;
  return size === 50_000 ? 1.5 : null;
}

function compared(size: number, ours: Timed, peer: string, found: Timed): BenchRow[] {
  const atMost = barOf(size, peer);
  return [
    benchRow({
      ...{ name: `map of ${size} × 384`, value: ours.seconds, unit: "s", peer, peerValue: found.seconds },
      ...(atMost !== null && { bar: { of: "ratio", atMost } }),
    }),
    benchRow({
      ...{ name: `trustworthiness of ${size}`, value: ours.trustworthiness, unit: "", peer },
      peerValue: found.trustworthiness,
      ...(peer.startsWith("umap-learn") && { bar: { of: "ratio", atLeast: leastRatio(found.trustworthiness) } }),
    }),
  ];
}

async function large(report: (line: string) => void): Promise<BenchRow[]> {
  report(`${LARGE} rows: ours`);
  const embeddings = rowsOf(LARGE);
  const { seconds, trustworthiness } = await timed(
    embeddings,
    async () => (await project(embeddings, { seed: 1 })).coordinates,
  );
  const kilobytes = Deno.build.os === "linux"
    ? Number(/^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1])
    : NaN;
  return [
    benchRow({ name: `map of ${LARGE} × 384`, value: seconds, unit: "s", bar: { of: "value", atMost: 600 } }),
    benchRow({ name: `trustworthiness of ${LARGE}`, value: trustworthiness, unit: "" }),
    ...(Number.isNaN(kilobytes)
      ? []
      : [benchRow({ name: "memory", value: kilobytes / 1024, unit: "MiB", bar: { of: "value", atMost: 4096 } })]),
  ];
}

async function timed(embeddings: Embeddings, run: () => Promise<Float64Array>): Promise<Timed> {
  const start = performance.now();
  const coordinates = await run();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, trustworthiness: await trust(embeddings, coordinates) };
}

async function byUmapLearn(
  embeddings: Embeddings,
  { mode, folder, python }: { mode: string; folder: string; python: Awaited<ReturnType<typeof peerPython>> },
): Promise<Timed> {
  const [rows, out] = [join(folder, "rows.f32"), join(folder, "out.f64")];
  const { buffer, byteOffset, byteLength } = embeddings.vectors;
  Deno.writeFileSync(rows, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  const script = projectPath("bench", "projection", "peer.py");
  const tail = await python(script, rows, String(embeddings.dims), mode, out);
  const { seconds } = JSON.parse(tail.at(-1) ?? "{}") as { seconds: number };
  const coordinates = new Float64Array(Deno.readFileSync(out).buffer);
  return { seconds, trustworthiness: await trust(embeddings, coordinates) };
}

async function trust(embeddings: Embeddings, coordinates: Float64Array): Promise<number> {
  const { quality } = await mapQuality(embeddings, { ids: embeddings.ids, coordinates }, { k: 14, seed: 1 });
  return quality.trustworthiness as number;
}

function rowsOf(size: number): Embeddings {
  const { embeddings } = madeSociety({ share: 1.01 * size / 290_251, texts: false });
  const { ids, dims, vectors } = embeddings;
  return { ...embeddings, ids: ids.slice(0, size), vectors: vectors.slice(0, size * dims) };
}
