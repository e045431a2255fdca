import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";
import { loadLogPosts, type LoadLogPostsOptions, loadLogRecords, type LoadLogRecordsOptions } from "twoplane/corpus";
import { dataPath, projectPath } from "twoplane/foundation";
import type { LoadReport } from "twoplane/shapes";

export { loadLogPosts, loadLogRecords };

/** Path of a committed log; the two logs of the Inspect run stand among the embedded data. */
export function logPath(name: string): string {
  return name.startsWith("inspect/file-move") ? dataPath(`fixtures/${name}`) : projectPath("tests/fixtures/logs", name);
}

export function facts<Shape>(folder: string): Shape {
  return JSON.parse(readFileSync(logPath(`${folder}/facts.json`), "utf8")) as Shape;
}

/** Calls with the path of a file of this content, and removes it again. */
export async function withFile<Value>(
  name: string,
  content: string | Uint8Array,
  use: (path: string, folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, name);
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    return await use(path, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export const postsIn = (name: string, content: string | Uint8Array, options: LoadLogPostsOptions = {}) =>
  withFile(name, content, (path) => loadLogPosts(path, options));

export const recordsIn = (name: string, content: string | Uint8Array, options: LoadLogRecordsOptions) =>
  withFile(name, content, (path) => loadLogRecords(path, options));

/** Rules on one setting, 1 or true for acted and 0 or false for abstained. */
export function ruled(setting: string): LoadLogRecordsOptions["outcome"] {
  const either = (...values: (number | boolean | string)[]) => ({ any: values.map((equals) => ({ setting, equals })) });
  return { acted: either(1, true), abstained: either(0, false) };
}

/** Do the counts of a report add up, in all and for each file? */
export function addsUp(report: LoadReport): boolean {
  const dropped = report.dropped.reduce((sum, { count }) => sum + count, 0);
  const sums = (pick: "rowsRead" | "rowsKept") => report.files.reduce((sum, file) => sum + file[pick], 0);
  return report.rowsRead === report.rowsKept + dropped && sums("rowsRead") === report.rowsRead &&
    sums("rowsKept") === report.rowsKept &&
    report.dropped.every(({ first, count }) => first.length === Math.min(5, count));
}

/** A member of an archive, with the lies that a test wants told. */
export interface Member {
  name: string;
  content: string | Uint8Array;
  method?: 0 | 8 | 93 | number;
  packed?: Uint8Array;
  size?: number;
  crc?: number;
  flags?: number;
  mode?: number;
}

/** Writes a zip archive by hand, since a sound library tells no lies. */
export function makeZip(members: readonly Member[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const member of members) {
    const name = new TextEncoder().encode(member.name);
    const plain = typeof member.content === "string" ? new TextEncoder().encode(member.content) : member.content;
    const method = member.method ?? 0;
    const packed = member.packed ?? pack(plain, method);
    const common = (view: DataView, at: number) => {
      view.setUint16(at, member.flags ?? 0x800, true);
      view.setUint16(at + 2, method, true);
      view.setUint32(at + 8, member.crc ?? crc32(plain), true);
      view.setUint32(at + 12, packed.length, true);
      view.setUint32(at + 16, member.size ?? plain.length, true);
      view.setUint16(at + 20, name.length, true);
    };
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    common(local, 6);
    const central = new DataView(new ArrayBuffer(46));
    central.setUint32(0, 0x02014b50, true);
    central.setUint16(4, 0x0314, true);
    common(central, 8);
    central.setUint32(38, ((member.mode ?? 0o100644) << 16) >>> 0, true);
    central.setUint32(42, offset, true);
    locals.push(new Uint8Array(local.buffer), name, packed);
    directory.push(new Uint8Array(central.buffer), name);
    offset += 30 + name.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, members.length, true);
  end.setUint16(10, members.length, true);
  end.setUint32(12, joined(directory).length, true);
  end.setUint32(16, offset, true);
  return joined([...locals, ...directory, new Uint8Array(end.buffer)]);
}

function pack(plain: Uint8Array, method: number): Uint8Array {
  if (method === 8) return deflateRawSync(plain);
  return method === 93 ? zstdCompressSync(plain) : plain;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** The smallest archive that is an Inspect log, with what a test changes. */
export function evalZip(samples: readonly unknown[], more: readonly Member[] = [], header: object = {}): Uint8Array {
  const head = {
    version: 2,
    status: "success",
    eval: { eval_id: "e", task: "t", model: "m", created: TIME },
    ...header,
  };
  return makeZip([
    ...samples.map((sample, index) => ({ name: `samples/s${index}_epoch_1.json`, content: JSON.stringify(sample) })),
    { name: "header.json", content: JSON.stringify(head), method: 8 },
    ...more,
  ]);
}

export const TIME = "2026-02-03T10:00:00+00:00";

/** A sample that loads, with what a test changes. */
export function sample(changes: object = {}): object {
  return {
    id: "s0",
    epoch: 1,
    input: "Go.",
    messages: [
      { id: "a", role: "user", content: "Go.", source: "input" },
      { id: "b", role: "assistant", content: "Gone.", source: "generate" },
    ],
    scores: { includes: { value: "C" } },
    completed_at: TIME,
    ...changes,
  };
}
