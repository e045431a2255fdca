import { quote, readText } from "../../foundation/mod.ts";
import type { Message } from "../../shapes.ts";
import { readConcordiaHtml } from "./concordia_html.ts";
import {
  at,
  emptyContent,
  type Fields,
  fieldsAt,
  isFields,
  listAt,
  type LogContent,
  NO_SETTINGS,
  NO_USAGE,
  numberAt,
  textAt,
} from "./content.ts";
import { parseLogJson } from "./log_json.ts";

/** What one entity, or the game master, did in one step. */
interface Act {
  step: number;
  time: string | null;
  name: string;
  isEntity: boolean;
  text: string | null;
  observed: string[];
}

/** Reads a log of Concordia: the structured log or the raw log as JSON, or the page made of either. */
export function readConcordia(path: string, source: string): LogContent {
  const text = readText(path);
  const isPage = text.trimStart().startsWith("<");
  const document = isPage ? readConcordiaHtml(text, source) : parseLogJson(text, source);
  const acts = isFields(document) && Array.isArray(document.entries) ? structuredActs(document) : rawActs(document);
  if (acts === null) {
    throw new SyntaxError(
      `Cannot load ${source}: need a Concordia log, with entries or with one object a step, got ${quote(document)}`,
    );
  }
  const content = emptyContent(`Concordia log${isPage ? ", page" : ""}`);
  acts.forEach((act, index) => content.turns.push(turnOf(act, index, source)));
  const scores = scoresIn(document);
  for (const [name, own] of Map.groupBy(acts.filter(({ isEntity }) => isEntity), ({ name }) => name)) {
    content.episodes.push(episodeOf({ name, own, acts, scores, source }));
  }
  return content;
}

const ENTITY = /^Entity \[(.*)\]$/s;
/** Keys of a step that are no actor. */
const OTHER = ["Step", "Summary", "date", "thread"];

function rawActs(document: unknown): Act[] | null {
  if (!Array.isArray(document) || !document.every((step) => isFields(step) && at(step, "Step") !== undefined)) {
    return null;
  }
  return document.flatMap((step: Fields) =>
    Object.entries(step).filter(([key]) => !OTHER.includes(key)).map(([key, value]) => {
      const place = { step: Number(textAt(step, "Step")), time: textAt(step, "date"), thread: textAt(step, "thread") };
      return actOf(key, value, place);
    })
  );
}

function structuredActs(document: Fields): Act[] {
  const store = fieldsAt(document, "content_store");
  return listAt(document, "entries").filter(isFields).map((entry) => {
    const data = restored(at(entry, "deduplicated_data"), store);
    const step = numberAt(entry, "step") ?? 0;
    const time = textAt(entry, "timestamp") === "" ? null : textAt(entry, "timestamp");
    return actOf(textAt(data, "key") ?? textAt(entry, "entity_name") ?? "", at(data, "value"), {
      step,
      time,
      thread: textAt(entry, "entity_name"),
    });
  });
}

/** Long texts stand once in the store, and where they belong only `{ "_ref": id }`. */
function restored(value: unknown, store: Fields): unknown {
  if (Array.isArray(value)) return value.map((part) => restored(part, store));
  if (!isFields(value)) return value;
  const reference = textAt(value, "_ref");
  if (reference !== null && Object.keys(value).length === 1) return at(store, reference) ?? "";
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, restored(part, store)]));
}

function actOf(
  key: string,
  value: unknown,
  { step, time, thread }: { step: number; time: string | null; thread: string | null },
): Act {
  const entity = key === "Entity" ? thread ?? "Unknown" : ENTITY.exec(key)?.[1];
  const acting = entity === undefined ? fieldsAt(value, "resolve") : value;
  const seen = at(fieldsAt(value, "__observation__"), "Value");
  const observed = typeof seen === "string" ? seen.split("\n") : Array.isArray(seen) ? seen.map(String) : [];
  return {
    step: Number.isFinite(step) ? step : 0,
    time,
    name: entity ?? key.split(" --- ")[0] ?? key,
    isEntity: entity !== undefined,
    text: textAt(fieldsAt(acting, "__act__"), "Value"),
    observed: entity === undefined ? [] : observed.filter((line) => line.trim() !== ""),
  };
}

function turnOf(act: Act, index: number, source: string) {
  return {
    where: `step ${act.step}, ${act.name}`,
    id: null,
    key: null,
    notPost: act.isEntity ? null : "written by a game master, no agent",
    authorId: act.name,
    kind: "post" as const,
    time: act.time,
    step: index,
    text: act.text,
    title: null,
    communityId: null,
    parentId: null,
    threadId: source,
    score: null,
    modelId: null,
  };
}

function episodeOf(
  { name, own, acts, scores, source }: {
    name: string;
    own: readonly Act[];
    acts: readonly Act[];
    scores: Fields;
    source: string;
  },
) {
  const seen = new Set<string>();
  const messages = own.flatMap((act): Message[] => {
    const fresh = act.observed.filter((line) => !seen.has(line));
    for (const line of fresh) seen.add(line);
    return [
      ...(fresh.length > 0 ? [{ role: "user" as const, content: fresh.join("\n") }] : []),
      ...(act.text === null ? [] : [{ role: "assistant" as const, content: act.text }]),
    ];
  });
  const first = messages.findIndex(({ role }) => role === "assistant");
  const score = numberAt(scores, name);
  const masters = [...new Set(acts.filter(({ isEntity }) => !isEntity).map((act) => act.name))];
  return {
    where: `entity ${name}`,
    key: null,
    runId: source,
    task: masters.join(", ") || "concordia",
    sampleId: name,
    replicate: null,
    model: "",
    messages,
    given: first < 0 ? messages.length : first,
    tools: [],
    settings: NO_SETTINGS,
    settled: { actions: own.filter(({ text }) => text !== null).length, ...(score !== null && { score }) },
    facts: { entity: { name } },
    usage: NO_USAGE,
    durationMs: null,
    error: null,
  };
}

const DEEPEST = 40;

/** The last "Player Scores" that a game master logged, if any did. */
function scoresIn(value: unknown, depth = 0): Fields {
  if (depth > DEEPEST || typeof value !== "object" || value === null) return {};
  const own = isFields(value) ? fieldsAt(value, "Player Scores") : {};
  const below = Object.values(value).map((part) => scoresIn(part, depth + 1));
  return [own, ...below].filter((scores) => Object.keys(scores).length > 0).at(-1) ?? {};
}
