import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, cut, messageOf, writeAll } from "../../foundation/mod.ts";
import type { Json } from "../../shapes.ts";
import { cutHalfLine, linesOf } from "./lines.ts";
import type { FlatComment, NextPage } from "./pages.ts";

const SCHEMA_VERSION = 1;

/** What must be the same for a crawl to go on. */
export type CrawlSettings = Readonly<Record<string, Json>>;

/** One finished page: its rows and where its list goes on, in one line, so that a kill can part neither. */
export type CrawlRecord =
  | {
    type: "feed";
    key: string;
    at: string;
    rows: unknown[];
    next: NextPage | null;
    faults: string[];
    redirectedTo: string[];
  }
  | {
    type: "thread";
    postId: string;
    /** Which of the orders that are asked for; 0 is the first. */
    order: number;
    key: string;
    at: string;
    /** Taken out of their tree, since a deep one could not be written. */
    comments: FlatComment[];
    /** Entries of the tree that are no object. */
    odd: number;
    next: NextPage | null;
    faults: string[];
    redirectedTo: string[];
  }
  | { type: "gone"; postId: string; at: string; status: number; faults: string[]; redirectedTo: string[] };

/** An open checkpoint. Close it, or no other crawl may use its folder. */
export interface Checkpoint {
  path: string;
  /** On disk when it returns. */
  append: (record: CrawlRecord) => void;
  close: () => void;
}

/**
 * Opens the checkpoint of a folder to go on with it, or begins one. It only ever grows; a process killed while it
 * wrote leaves half a line, which is cut off, and that page is asked for again.
 *
 * @throws {Error} If another process is writing it, or it is of a crawl with other settings.
 */
export function openCheckpoint(folder: string, settings: CrawlSettings): Checkpoint {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "checkpoint.jsonl");
  const guard = Deno.openSync(path, { create: true, read: true, write: true });
  try {
    if (!guard.tryLockSync(true)) {
      throw new Error(
        `Cannot crawl into ${folder}: need a folder that no other crawl is writing, got one that is in use`,
      );
    }
    cutHalfLine(path);
    const isNew = guard.statSync().size === 0;
    if (!isNew) checkHeader(path, folder, settings);
    const file = openSync(path, "a");
    const write = (value: unknown) => {
      writeAll(file, new TextEncoder().encode(`${lineOf(value, path)}\n`));
      fsyncSync(file);
    };
    if (isNew) write({ type: "crawl", schemaVersion: SCHEMA_VERSION, settings });
    return {
      path,
      append: write,
      close: () => {
        closeSync(file);
        guard.close(); // which gives the lock back
      },
    };
  } catch (cause) {
    guard.close();
    throw cause;
  }
}

/**
 * The finished pages of a checkpoint, in the order in which they came.
 *
 * @throws {SyntaxError} If a line is damaged.
 */
export function* recordsOf(path: string): Generator<CrawlRecord> {
  if (!existsSync(path)) return;
  let number = 0;
  for (const line of linesOf(path)) {
    number++;
    if (number > 1) yield parseLine(line, path, number) as CrawlRecord;
  }
}

function checkHeader(path: string, folder: string, settings: CrawlSettings): void {
  const [line = ""] = linesOf(path);
  const header = parseLine(line, path, 1) as { schemaVersion?: unknown; settings?: CrawlSettings };
  if (header.schemaVersion !== SCHEMA_VERSION || typeof header.settings !== "object") {
    throw new SyntaxError(`Cannot go on with ${path}: need the checkpoint of a crawl, got "${cut(line)}"`);
  }
  const names = [...new Set([...Object.keys(settings), ...Object.keys(header.settings)])];
  const differs = names.find((name) =>
    canonicalJson(settings[name] ?? null) !== canonicalJson(header.settings?.[name] ?? null)
  );
  if (differs === undefined) return;
  throw new Error(
    `Cannot go on with the crawl in ${folder}: it needs ${differs} ${
      canonicalJson(header.settings[differs] ?? null)
    }, got ${canonicalJson(settings[differs] ?? null)}. Name another folder for another crawl`,
  );
}

function lineOf(value: unknown, path: string): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new SyntaxError(`Cannot write ${path}: need a page nested less deeply, got "${messageOf(cause)}"`, { cause });
  }
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read ${path}, line ${number}: need one JSON record, got "${
        messageOf(cause)
      }". Restore the file; nothing was changed`,
      { cause },
    );
  }
}
