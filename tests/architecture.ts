/** What design.md says of the house, as functions from sources to faults; `architecture_test.ts` applies them. */

/** A source file: path below the project's folder, with forward slashes, and its text. */
export interface Source {
  path: string;
  text: string;
}

const BELOW: readonly string[] = ["foundation"];
const NUMBERS: readonly string[] = ["foundation", "statistics", "vectors"];

/** Who may import whom, besides `shapes`, which all may. `tasks` may import every room. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  foundation: [],
  statistics: BELOW,
  vectors: BELOW,
  corpus: BELOW,
  embedding: BELOW,
  models: BELOW,
  figures: BELOW,
  notebook: BELOW,
  content: NUMBERS,
  projection: NUMBERS,
  action: [...NUMBERS, "models"],
  society: [...NUMBERS, "models", "action"],
  planes: [...NUMBERS, "content", "action", "society"],
};

/** Where files, network and environment may be touched: whole rooms, or the files a pattern names. */
const OUTSIDE: readonly RegExp[] = [
  /^lib\/(foundation|corpus|embedding|models|notebook|tasks)\//,
  /^lib\/(action|society)\/(scenario|ledger|published)[a-z_]*\.ts$/,
  /^lib\/content\/[a-z_]*sql[a-z_]*\.ts$/,
  /^lib\/figures\/export[a-z_]*\.ts$/,
  /^lib\/projection\/layout_worker[a-z_]*\.ts$/,
];

/** What touches files, network or environment, by name. */
const TOUCHES = [
  /\bDeno\.(?!(?:test|bench|inspect|errors|jupyter|build|version)\b)\w+/,
  /(?<![.\w])fetch\(/,
  /\bnew (?:WebSocket|EventSource|Worker)\(/,
  /\bprocess\.(?:env|argv|cwd)\b/,
  /\b(?:localStorage|sessionStorage|indexedDB)\b/,
];
const TOUCHING_MODULES =
  /^node:(?:fs|fs\/promises|net|tls|http|https|http2|dgram|dns|child_process|worker_threads|os|process|sqlite|cluster)$/;
const TOUCHING_FOUNDATION = [
  "readText",
  "readBytes",
  "readWholeFile",
  "writeFileAtomic",
  "writeAll",
  "sha256File",
  "dataPath",
  "realDataFolder",
];

/** Names no result may depend on; where the clock is passed in or belongs to the task, they are allowed. */
const BANNED: readonly RegExp[] = [/\bMath\.random\b/, /\bDate\.now\b/, /\bnew Date\(\s*\)/, /\bperformance\.now\b/];
const CLOCK_ROOMS = ["tasks", "models"];
const MAX_LINES = 300;

/** All faults of the sources of `lib`, one sentence each. */
export function architectureFaults(sources: readonly Source[]): string[] {
  return [...sources.flatMap(fileFaults), ...roomFaults(sources)];
}

function fileFaults(source: Source): string[] {
  return [
    ...importFaults(source),
    ...bannedFaults(source),
    ...outsideFaults(source),
    ...sizeFaults(source),
    ...nameFaults(source),
  ].map((fault) => `${source.path}: ${fault}`);
}

/** Room of a file of lib, `shapes` for `lib/shapes.ts`, or "" outside of lib. */
export function roomOf(path: string): string {
  if (path === "lib/shapes.ts") return "shapes";
  return /^lib\/([a-z]+)\//.exec(path)?.[1] ?? "";
}

/** Every module a source imports or exports from, dynamic imports of literals included. */
export function importsOf(text: string): string[] {
  const code = withoutComments(text);
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"'\n]+)\1/g);
  return [...found].map(([, , specifier]) => specifier ?? "");
}

function importFaults({ path, text }: Source): string[] {
  const room = roomOf(path);
  if (room === "tasks") return [];
  const allowed = room === "shapes" ? [] : ["shapes", room, ...(MAY_IMPORT[room] ?? [])];
  return importsOf(text).flatMap((specifier) => {
    const target = targetRoom(path, specifier);
    return target === null || allowed.includes(target) ? [] : [`${room} must not import ${target} ("${specifier}")`];
  });
}

/** The room an import leads to, or `null` for a package and for files that are no room, such as deno.json. */
function targetRoom(path: string, specifier: string): string | null {
  const alias = /^(?:twoplane|@twoplane\/twoplane)\/([a-z]+)$/.exec(specifier)?.[1];
  if (alias !== undefined) return alias;
  if (/^(?:twoplane|@twoplane\/twoplane)\b/.test(specifier)) return specifier;
  if (!specifier.startsWith(".")) return null;
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
  if (target.startsWith("lib/")) return roomOf(target);
  return target.endsWith(".json") ? null : target;
}

function bannedFaults({ path, text }: Source): string[] {
  if (CLOCK_ROOMS.includes(roomOf(path))) return [];
  const code = withoutStrings(text);
  return BANNED.flatMap((pattern) => {
    const found = pattern.exec(code)?.[0];
    return found === undefined ? [] : [`uses ${found}: take a seed, a clock or a date as an argument`];
  });
}

function outsideFaults({ path, text }: Source): string[] {
  const code = withoutStrings(text);
  const kernel = roomOf(path) !== "notebook" && roomOf(path) !== "tasks" && /\bDeno\.jupyter\b/.test(code)
    ? ["names Deno.jupyter: only the notebook room may"]
    : [];
  if (OUTSIDE.some((pattern) => pattern.test(path))) return kernel;
  const names = TOUCHES.flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
  const modules = importsOf(text).filter((specifier) => TOUCHING_MODULES.test(specifier));
  const foundation = TOUCHING_FOUNDATION.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  return [
    ...kernel,
    ...[...names, ...modules, ...foundation].map((name) => `touches files, network or environment through ${name}`),
  ];
}

function sizeFaults({ path, text }: Source): string[] {
  if (path === "lib/shapes.ts") return []; // every shape stands in one file, which a newcomer reads first
  const lines = text.replace(/\n$/, "").split("\n").length;
  return lines > MAX_LINES ? [`has ${lines} lines, at most ${MAX_LINES} are allowed`] : [];
}

function nameFaults({ path }: Source): string[] {
  const vague = path.split(/[/.]/).find((part) => /^(utils?|helpers?|common|misc|stuff)$/.test(part));
  return vague === undefined ? [] : [`"${vague}" says nothing: name what the file does`];
}

function roomFaults(sources: readonly Source[]): string[] {
  const rooms = [...new Set(sources.map(({ path }) => roomOf(path)))].filter((room) => room !== "shapes");
  const paths = new Set(sources.map(({ path }) => path));
  return rooms.flatMap((room) => {
    if (room === "") return ["lib holds a source file outside of its rooms"];
    if (room === "tasks") return [];
    return [
      ...(room in MAY_IMPORT ? [] : [`lib/${room}: design.md knows no such room`]),
      ...(paths.has(`lib/${room}/mod.ts`) ? [] : [`lib/${room}: has no mod.ts`]),
    ];
  });
}

const TOKEN = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

function withoutComments(text: string): string {
  return text.replace(TOKEN, (_, string: string | undefined) => string ?? " ");
}

/** Code alone: strings become empty, except what stands in `${…}` of a template. */
function withoutStrings(text: string): string {
  return text.replace(TOKEN, (_, string: string | undefined) => {
    if (string === undefined) return " ";
    return string.startsWith("`") ? [...string.matchAll(/\$\{([^}]*)\}/g)].map(([, code]) => code).join(" ; ") : '""';
  });
}
