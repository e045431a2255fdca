import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "../foundation/mod.ts";
import { LINE_END, type ReadAt } from "./ledger_lines.ts";

/** What a ledger needs of the disk; a test may put a failing one in its place. */
export interface LedgerDisk {
  readAt: ReadAt;
  /** Takes some of the bytes, behind all that is there; how many it took. */
  write: (bytes: Uint8Array) => number;
  /** Cuts the file off behind so many bytes. */
  truncate: (size: number) => void;
  /** On the disk when it returns or resolves, so that neither a crash nor a power cut loses it. */
  syncNow: () => void;
  sync: () => Promise<void>;
  close: () => void;
}

/** Opens a file to read and append, and keeps every other run out of it. */
export type OpenDisk = (path: string) => LedgerDisk;

/** @throws {Error} If the file cannot be opened, or another run has it open. */
export const openDisk: OpenDisk = (path) => {
  const file = openOrCreate(path);
  if (!mayWriteAlone(file)) {
    file.close();
    throw new Error(
      `Cannot open ledger ${path}: need it for this run alone, got one that another run is writing to. ` +
        "Wait for it, or name another file",
    );
  }
  return {
    readAt: (buffer, position) => {
      file.seekSync(position, Deno.SeekMode.Start);
      return file.readSync(buffer) ?? 0;
    },
    write: (bytes) => file.writeSync(bytes),
    truncate: (size) => file.truncateSync(size),
    syncNow: () => file.syncDataSync(),
    sync: () => file.syncData(),
    close: () => file.close(),
  };
};

function openOrCreate(path: string): Deno.FsFile {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = Deno.openSync(path, { read: true, append: true, create: true });
    if (file.statSync().size === 0) syncFolder(dirname(path));
    return file;
  } catch (cause) {
    throw new Error(`Cannot open ledger ${path}: need a file that can be written, got "${messageOf(cause)}"`, {
      cause,
    });
  }
}

/**
 * The system frees this lock when the process ends, however it ends. Where the file system knows no locks the run
 * goes on without; on Windows such a lock would keep readers out as well.
 */
function mayWriteAlone(file: Deno.FsFile): boolean {
  if (Deno.build.os === "windows") return true;
  try {
    return file.tryLockSync(true);
  } catch {
    return true;
  }
}

/** A new file is not safe from a power cut before its folder is. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, "r");
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Some systems cannot open folders; they keep names by themselves.
  }
}

/** Where several lines come between two syncs, so long is waited for more: a sync costs the processor as well. */
const GATHER_MS = 10;

/** Lines at the end of a file. */
export interface LineWriter {
  /** On the disk when it returns. */
  append: (line: string) => void;
  /** Written when it returns, and on the disk when it resolves, together with all that waits at that time. */
  commit: (line: string) => Promise<void>;
  /** Throws where there is no room for some lines more: better known before a model is asked and paid. */
  checkRoom: () => void;
}

/** Room for the records of a few trials. */
const ROOM_BYTES = 2 ** 15;

/**
 * Appends whole lines or nothing: what a full disk let through of a line is cut off again.
 *
 * Syncing costs the same for one line as for many, so that lines which come while the disk is busy are synced together.
 * After a failed write or sync nothing more is written.
 */
export function lineWriter(path: string, disk: LedgerDisk, size: number): LineWriter {
  const encode = lineEncoder();
  let end = size;
  let failure: Error | null = null;
  let isSyncing = false;
  let waiting: PromiseWithResolvers<void>[] = [];

  const fail = (cause: unknown): Error => {
    failure ??= new Error(
      `Cannot write ledger ${path}: need space and a sound disk, got "${messageOf(cause)}". ` +
        "Finished trials are kept: make room and run again",
      { cause },
    );
    return failure;
  };
  const put = (bytes: Uint8Array): void => {
    if (failure !== null) throw failure;
    try {
      for (let done = 0; done < bytes.length;) done += disk.write(bytes.subarray(done));
    } catch (cause) {
      cutOff(disk, end);
      throw fail(cause);
    }
  };
  const write = (line: string): void => {
    const bytes = encode(line);
    put(bytes);
    end += bytes.length;
  };
  const syncAll = async (): Promise<void> => {
    isSyncing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await disk.sync();
        for (const each of group) each.resolve();
        if (group.length > 1) await new Promise((resume) => setTimeout(resume, GATHER_MS));
      } catch (cause) {
        for (const each of [...group, ...waiting]) each.reject(fail(cause));
        waiting = [];
      }
    }
    isSyncing = false;
  };
  return {
    append: (line) => {
      write(line);
      disk.syncNow();
    },
    commit: (line) => {
      const each = Promise.withResolvers<void>();
      try {
        write(line);
      } catch (cause) {
        return Promise.reject(cause);
      }
      waiting.push(each);
      if (!isSyncing) void syncAll();
      return each.promise;
    },
    checkRoom: () => {
      put(new Uint8Array(ROOM_BYTES)); // no line end: a crash now leaves half a line
      disk.truncate(end);
    },
  };
}

/** A line and its end as UTF-8, in one buffer that is used again: a run writes hundreds of thousands of lines. */
function lineEncoder(): (line: string) => Uint8Array {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(2 ** 16);
  return (line) => {
    if (buffer.length <= 3 * line.length) buffer = new Uint8Array(3 * line.length + 1);
    const { written } = encoder.encodeInto(line, buffer);
    buffer[written] = LINE_END;
    return buffer.subarray(0, written + 1);
  };
}

/** Half a line left behind would be cut off by the next run, so that failing here loses nothing. */
function cutOff(disk: LedgerDisk, end: number): void {
  try {
    disk.truncate(end);
  } catch {
    // The next run cuts it off.
  }
}
