import { createHash } from "node:crypto";
import { escapeMarkup } from "./text.ts";

/** What a sealed page is made of. */
export interface SealedPageParts {
  /** Shown by the browser for the page; escaped here. */
  title: string;
  /** Style sheet. */
  style: string;
  /** Elements; escaped by the caller, such as by `filledIn()`. */
  body: string;
  /** What the script reads, by the id of the element that holds it. It must hold no `<`: JSON by `inertJson()`, or base64. */
  data: Readonly<Record<string, string>>;
  /** One module without imports, such as `joinModules()` gives. */
  script: string;
}

/**
 * A complete HTML document that works from a disk or a mail, loads nothing, and runs nothing but its own script.
 *
 * A content security policy names script and style by hash and forbids everything else, markup made from text included: where
 * a text got out of its place all the same, nothing of it would run or be fetched.
 *
 * @param parts What stands on the page.
 * @returns The document; same parts, same bytes.
 * @throws {SyntaxError} If a part could end the element that holds it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inertJson, sealedPage } from "twoplane/foundation";
 * const page = sealedPage({
 *   title: "<b>", style: "", body: "<p id=out></p>", data: { words: inertJson(["</script>"]) }, script: "",
 * });
 * assert.ok(page.includes("<title>&lt;b&gt;</title>") && page.includes("default-src 'none'"));
 * ```
 */
export function sealedPage({ title, style, body, data, script }: SealedPageParts): string {
  const [ownStyle, ownScript] = [style, script].map((source) => `\n${checkInside(source)}`) as [string, string];
  const policy =
    `default-src 'none'; script-src ${hashOf(ownScript)}; style-src ${hashOf(ownStyle)}; base-uri 'none'; ` +
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
  const held = Object.entries(data).map(([id, text]) => {
    if (!text.includes("<")) return `<script type="text/plain" id="${id}">${text}</script>`;
    throw new SyntaxError(`Cannot write a page: data "${id}" need to be free of "<". Use inertJson()`);
  });
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${ownStyle}</style>\n</head>\n<body>`,
    body,
    ...held,
    `<script type="module">${ownScript}</script>\n</body>\n</html>\n`,
  ].join("\n");
}

/** JSON that may stand in a script element: no character of it ends one or begins a comment. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll(
    "\u2029",
    "\\u2029",
  );
}

/**
 * A page's modules as one, since a page without network imports nothing: each after those it imports.
 *
 * @throws {SyntaxError} If two of them give the same name to something outermost.
 */
export function joinModules(sources: readonly string[]): string {
  const names = sources.flatMap((source) =>
    [...source.matchAll(/^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)/gm)].map(([, name]) =>
      name ?? ""
    )
  );
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new SyntaxError(`Cannot join modules: need names that stand once, got "${twice}" twice`);
  }
  return sources.map((source) =>
    source.replaceAll("\r\n", "\n").replaceAll(/^import [^;]*;\n/gm, "").replaceAll(/^export /gm, "")
      .replaceAll(/^\/\/ @ts-check\n/gm, "")
  ).join("\n");
}

/** Elements with `{{words}}` filled in, escaped. */
export function filledIn(body: string, words: Readonly<Record<string, string>>): string {
  return body.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => escapeMarkup(words[name] ?? ""));
}

/** What is written into an element of its own must not end it. */
function checkInside(source: string): string {
  const found = /<\/(?:script|style)|<!--/i.exec(source)?.[0];
  if (found === undefined) return source.replaceAll("\r\n", "\n");
  throw new SyntaxError(`Cannot write a page: its own sources need to be free of "${found}"`);
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
