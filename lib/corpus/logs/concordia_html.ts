import type { Fields } from "./content.ts";
import { parseLogJson } from "./log_json.ts";

/**
 * The log inside a page of Concordia, which agents' texts cannot forge: newer pages hold it as JSON, one line each;
 * older ones draw it in tags, between which every text is escaped.
 *
 * @throws {SyntaxError} If it is neither.
 */
export function readConcordiaHtml(page: string, source: string): unknown {
  const constant = (name: string) => new RegExp(`^const ${name} = (.*);$`, "m").exec(page)?.[1];
  const [store, entries] = [constant("CONTENT_STORE"), constant("ENTRIES")];
  if (store !== undefined && entries !== undefined) {
    return { content_store: parseLogJson(store, source), entries: parseLogJson(entries, source) };
  }
  const start = /class="tabcontent">/.exec(page);
  if (start === null) throw new SyntaxError(`Cannot load ${source}: need a page of a Concordia log, got another page`);
  const steps = valueOf({
    source,
    depth: 0,
    tokens: page.slice(start.index + start[0].length).match(TOKENS) ?? [],
    at: 0,
  });
  return Array.isArray(steps) ? steps : [steps];
}

const [OPEN, CLOSE, KEY, VALUE, END, BREAK] = [
  "<details>",
  "</details>",
  "<b><ul>",
  "</b><li>",
  "</li></ul>",
  "<br />",
];
const TOKENS =
  /<details>|<\/details>|<summary>[^]*?<\/summary>|<b><ul>|<\/b><li>|<\/li><\/ul>|<br \/>|<\/div>|[^<]+|</g;

interface Reading {
  tokens: readonly string[];
  at: number;
  depth: number;
  source: string;
}

/** Far deeper than any log; the stack of calls is not endless. */
const DEEPEST = 500;

/** An object, a list of them, or text; ends before what closes it. */
function valueOf(reading: Reading): unknown {
  const objects: Fields[] = [];
  let text = "";
  for (let token = reading.tokens[reading.at]; token !== undefined; token = reading.tokens[reading.at]) {
    if (token === END || token === VALUE || token === CLOSE || token === "</div>") break;
    reading.at++;
    if (token === OPEN) objects.push(objectOf(reading));
    else text += token === BREAK ? "\n" : unescaped(token);
  }
  if (objects.length === 0) return text;
  return objects.length === 1 ? objects[0] : objects;
}

function objectOf(reading: Reading): Fields {
  const fields: [string, unknown][] = [];
  if (++reading.depth > DEEPEST) {
    throw new SyntaxError(`Cannot load ${reading.source}: need a nesting of at most ${DEEPEST}, got a deeper one`);
  }
  for (let token = reading.tokens[reading.at]; token !== undefined; token = reading.tokens[reading.at]) {
    reading.at++;
    if (token === CLOSE) break;
    if (token !== KEY) continue;
    const key = valueOf(reading);
    reading.at++; // past the end of the key
    fields.push([String(key), valueOf(reading)]);
    reading.at++; // past the end of the value
  }
  reading.depth--;
  return Object.fromEntries(fields);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };

/** What Python's `html.escape()` did, and no more. */
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
