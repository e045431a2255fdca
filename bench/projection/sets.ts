import { join } from "node:path";
import { authorsWithAtLeast, loadPosts, presets, textOf } from "../../lib/corpus/mod.ts";
import { embed, loadEmbeddings, openMiniLm } from "../../lib/embedding/mod.ts";
import { dataPath, projectPath, realDataFolder } from "../../lib/foundation/mod.ts";
import { project } from "../../lib/projection/mod.ts";
import type { Embeddings } from "../../lib/shapes.ts";
import { type BenchRow, benchRow } from "../harness.ts";
import type { PeerPython } from "../peers/python.ts";

const SEEDS = [1, 2, 3];
/** Authors of week one with at least this many posts. */
const FEWEST_POSTS = 8;

/** Least share of a peer's trustworthiness that is within 0.01 of it, to five places. */
export function leastRatio(peers: number): number {
  return Math.floor(1e5 * (1 - 0.01 / peers)) / 1e5;
}

/** A set that umap-learn has mapped. */
interface Mapped {
  name: string;
  dims: number;
  trustworthiness: number;
}

/**
 * Is a map of ours as trustworthy as umap-learn's, whatever the rows? Means of three seeds on blobs, a swiss roll, digits,
 * a recorded society and, with `TWOPLANE_DATA`, real posts.
 */
export async function setRows(
  { folder, python, report }: { folder: string; python: PeerPython; report: (line: string) => void },
): Promise<BenchRow[]> {
  const own: [string, Embeddings][] = [["society", loadEmbeddings(dataPath("societies/board-vectors.f32"))]];
  const real = realDataFolder();
  if (real === null) report("without TWOPLANE_DATA no real posts are mapped");
  else own.push(["real posts", await realPosts(real)]);
  for (const [name, { vectors }] of own) {
    const { buffer, byteOffset, byteLength } = vectors;
    Deno.writeFileSync(join(folder, `${name}.f32`), new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  }
  report("five kinds of rows: umap-learn");
  const script = projectPath("bench", "projection", "sets.py");
  const tail = await python(script, folder, ...own.flatMap(([name, { dims }]) => [name, String(dims)]));
  const rows: BenchRow[] = [];
  for (const mapped of JSON.parse(tail.at(-1) ?? "[]") as Mapped[]) {
    report(`${mapped.name}: ours`);
    rows.push(await compared(mapped, join(folder, `${mapped.name}.f32`)));
  }
  return rows;
}

async function compared({ name, dims, trustworthiness }: Mapped, file: string): Promise<BenchRow> {
  const vectors = new Float32Array(Deno.readFileSync(file).buffer);
  const ids = Array.from({ length: vectors.length / dims }, (_, row) => String(row).padStart(5, "0"));
  let value = 0;
  for (const seed of SEEDS) {
    const { quality } = await project({ ids, dims, model: name, vectors }, { seed });
    value += (quality.trustworthiness as number) / SEEDS.length;
  }
  return benchRow({
    ...{ name: `trustworthiness, ${name} (${ids.length})`, value, unit: "", peer: "umap-learn, seeded" },
    ...{ peerValue: trustworthiness, bar: { of: "ratio", atLeast: leastRatio(trustworthiness) } },
  });
}

async function realPosts(folder: string): Promise<Embeddings> {
  const { posts } = await loadPosts(join(folder, "moltbook-week1", "posts.json"), presets.moltbookWeek1Posts);
  const known = new Set(authorsWithAtLeast(posts, FEWEST_POSTS));
  const chosen = posts.filter(({ authorId, kind }) => kind === "post" && known.has(authorId ?? ""));
  return await embed(chosen.map((post) => ({ id: post.postId, text: textOf(post) })), {
    ...{ embedder: await openMiniLm(), store: projectPath(".twoplane", "vectors") },
  });
}
