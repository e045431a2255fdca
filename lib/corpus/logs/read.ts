import { statSync } from "node:fs";
import { messageOf, quote } from "../../foundation/mod.ts";
import { readAgentverse } from "./agentverse.ts";
import { readChat } from "./chat.ts";
import { readConcordia } from "./concordia.ts";
import type { LogContent } from "./content.ts";
import { readCooperation } from "./cooperation.ts";
import { sourceName } from "../source_name.ts";
import { logFiles } from "./files.ts";
import { readGeneric } from "./generic.ts";
import { readInspect } from "./inspect.ts";
import { readOasis } from "./oasis.ts";
import { type LoadLogOptions, LOG_DEFAULTS, type LogTool } from "./options.ts";
import { readSotopia } from "./sotopia.ts";
import { toolOf } from "./tool.ts";
import type { ZipLimits } from "./zip.ts";

/** One file of a log, read. */
export interface LogFile {
  source: string;
  content: LogContent;
}

/** All files of a log, by one tool. */
export interface Logs {
  source: string;
  tool: LogTool;
  files: LogFile[];
  /** Files of the folder that are no logs. */
  passedOver: string[];
}

type Reader = (path: string, source: string, limits: ZipLimits) => LogContent | Promise<LogContent>;

const READERS: Readonly<Record<LogTool, Reader>> = {
  inspect: readInspect,
  oasis: readOasis,
  concordia: readConcordia,
  agentverse: readAgentverse,
  sotopia: readSotopia,
  "llm-cooperation": readCooperation,
  chat: readChat,
  generic: readGeneric,
};

/**
 * Reads a log, or every log of a folder.
 *
 * @throws {RangeError} If there is no such file.
 * @throws {TypeError} If no tool is known to write such a file, or a folder mixes tools.
 * @throws {SyntaxError} If a file is damaged.
 */
export async function readLogs(path: string, options: LoadLogOptions): Promise<Logs> {
  const limits = {
    maxBytes: options.maxBytes ?? LOG_DEFAULTS.maxBytes,
    maxRatio: options.maxRatio ?? LOG_DEFAULTS.maxRatio,
  };
  const paths = logFiles(path);
  const whole = options.source ?? sourceName(path);
  const isFolder = paths.length !== 1 || paths[0] !== path;
  const files: LogFile[] = [];
  const passedOver: string[] = [];
  let tool = options.tool;
  for (const file of paths) {
    const source = isFolder ? sourceName(file) : whole;
    const own = await tell(file, source, { tool: options.tool, isFolder });
    if (own === null) passedOver.push(source);
    else if (tool !== undefined && own !== tool) {
      throw new TypeError(
        `Cannot load ${whole}: need logs of one tool in a folder, got ${tool} and ${own} (${quote(source)}). ` +
          "Load one folder a tool, or say tool",
      );
    } else {
      tool = own;
      files.push({ source, content: await readOne(file, source, { tool, limits }) });
    }
  }
  if (tool !== undefined && files.length > 0) return { source: whole, tool, files, passedOver };
  throw new TypeError(
    `Cannot load ${whole}: need at least one log in the folder, got ${passedOver.length} other files`,
  );
}

/** Alone, a file must be a log; in a folder, others may stand beside the logs. */
async function tell(
  path: string,
  source: string,
  { tool, isFolder }: { tool: LogTool | undefined; isFolder: boolean },
): Promise<LogTool | null> {
  if (tool !== undefined) return tool;
  try {
    return await guarded(source, () => toolOf(path, source));
  } catch (cause) {
    if (isFolder && cause instanceof TypeError) return null;
    throw cause;
  }
}

async function readOne(
  path: string,
  source: string,
  { tool, limits }: { tool: LogTool; limits: ZipLimits },
): Promise<LogContent> {
  const state = () => {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}`;
  };
  const before = state();
  const content = await guarded(source, () => READERS[tool](path, source, limits));
  if (before !== state()) {
    content.notes.push("Files that changed while they were read: what was written last may be missing");
  }
  return content;
}

/** Whatever hostile data make a reader trip over becomes the documented error. */
async function guarded<Value>(source: string, read: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (cause) {
    if (messageOf(cause).startsWith("Cannot ")) throw cause;
    throw new SyntaxError(`Cannot load ${source}: need a sound log, got one that fails with "${messageOf(cause)}"`, {
      cause,
    });
  }
}
