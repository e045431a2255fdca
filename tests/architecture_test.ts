import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { projectRoot } from "../lib/foundation/mod.ts";
import { architectureFaults, importsOf, MAY_IMPORT, roomOf, type Source } from "./architecture.ts";

function sourcesOfLib(): Source[] {
  return readdirSync(join(projectRoot(), "lib"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `lib/${path.replaceAll("\\", "/")}`)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(projectRoot(), path), "utf8") }));
}

Deno.test("lib keeps the rules of the house", () => {
  const sources = sourcesOfLib();
  assert.ok(sources.length > 20, "the sources of lib were found");
  assert.deepEqual(architectureFaults(sources), []);
});

Deno.test("every room of lib has its alias and its export in deno.json", () => {
  const rooms = new Set(sourcesOfLib().map(({ path }) => roomOf(path)).filter((room) => room in MAY_IMPORT));
  const imports: Readonly<Record<string, string>> = config.imports;
  const exports: Readonly<Record<string, string>> = config.exports;
  for (const room of rooms) {
    assert.equal(imports[`twoplane/${room}`], `./lib/${room}/mod.ts`);
    assert.equal(exports[`./${room}`], `./lib/${room}/mod.ts`);
  }
});

Deno.test("importsOf() sees static, type, re-exported and dynamic imports, and no comment", () => {
  const text = [
    'import { a } from "./a.ts";',
    'import type { B } from "../b/mod.ts";',
    "import 'side';",
    'export * from "./c.ts";',
    'const d = await import("./d.ts");',
    'import { type E,\n  f } from "e";',
    '// import "not.ts";',
    '/* import "nor.ts"; */',
  ].join("\n");
  assert.deepEqual(importsOf(text), ["./a.ts", "../b/mod.ts", "side", "./c.ts", "./d.ts", "e"]);
});

/** Made-up sources that break one rule each; a rule that cannot fail guards nothing. */
const broken: readonly { rule: string; path: string; text: string; fault: RegExp }[] = [
  {
    rule: "a room imports what its row of the table leaves out",
    path: "lib/corpus/load.ts",
    text: 'import { embed } from "../embedding/mod.ts";',
    fault: /corpus must not import embedding/,
  },
  {
    rule: "a type import counts",
    path: "lib/figures/plot.ts",
    text: 'import type { Contrast } from "twoplane/statistics";',
    fault: /figures must not import statistics/,
  },
  {
    rule: "a dynamic import counts",
    path: "lib/statistics/t.ts",
    text: 'const { x } = await import("../vectors/mod.ts");',
    fault: /statistics must not import vectors/,
  },
  {
    rule: "foundation imports no room",
    path: "lib/foundation/x.ts",
    text: 'export * from "../corpus/mod.ts";',
    fault: /foundation must not import corpus/,
  },
  {
    rule: "shapes import nothing",
    path: "lib/shapes.ts",
    text: 'import "./foundation/mod.ts";',
    fault: /shapes must not/,
  },
  {
    rule: "an alias into a room is no alias",
    path: "lib/action/x.ts",
    text: 'import "twoplane/models/local.ts";',
    fault: /action must not import twoplane\/models\/local\.ts/,
  },
  {
    rule: "lib imports nothing of the tests",
    path: "lib/action/x.ts",
    text: 'import "../../tests/support.ts";',
    fault: /action must not import tests\/support\.ts/,
  },
  { rule: "Math.random", path: "lib/content/x.ts", text: "const a = Math.random();", fault: /uses Math\.random/ },
  { rule: "Date.now", path: "lib/foundation/x.ts", text: "const a = Date.now();", fault: /uses Date\.now/ },
  { rule: "the date of today", path: "lib/society/x.ts", text: "const a = new Date( );", fault: /uses new Date/ },
  { rule: "a stopwatch", path: "lib/action/x.ts", text: "performance.now()", fault: /uses performance\.now/ },
  {
    rule: "a banned name inside a template",
    path: "lib/content/x.ts",
    text: "const a = `n ${Math.random()}`;",
    fault: /uses Math\.random/,
  },
  {
    rule: "files",
    path: "lib/vectors/x.ts",
    text: 'import { readFileSync } from "node:fs";',
    fault: /through node:fs/,
  },
  {
    rule: "files by Deno",
    path: "lib/action/x.ts",
    text: "await Deno.readTextFile(p);",
    fault: /through Deno\.readTextFile/,
  },
  { rule: "environment", path: "lib/planes/x.ts", text: 'Deno.env.get("KEY");', fault: /through Deno\.env/ },
  { rule: "network", path: "lib/projection/x.ts", text: "await fetch(address);", fault: /through fetch/ },
  {
    rule: "files by way of foundation",
    path: "lib/content/x.ts",
    text: 'import { readText } from "../foundation/mod.ts"; readText(p);',
    fault: /through readText/,
  },
  { rule: "the kernel", path: "lib/figures/export.ts", text: "Deno.jupyter.display(x);", fault: /names Deno\.jupyter/ },
  { rule: "a long file", path: "lib/content/x.ts", text: "x;\n".repeat(301), fault: /has 301 lines/ },
  { rule: "a vague name", path: "lib/content/utils.ts", text: "", fault: /"utils" says nothing/ },
  { rule: "a vague folder", path: "lib/content/helpers/x.ts", text: "", fault: /"helpers" says nothing/ },
  { rule: "a room without a face", path: "lib/planes/x.ts", text: "", fault: /lib\/planes: has no mod\.ts/ },
  { rule: "an unknown room", path: "lib/extras/mod.ts", text: "", fault: /knows no such room/ },
  { rule: "a file outside of the rooms", path: "lib/extra.ts", text: "", fault: /outside of its rooms/ },
];

for (const { rule, path, text, fault } of broken) {
  Deno.test(`architectureFaults() finds it: ${rule}`, () => {
    const faults = architectureFaults([{ path, text }]);
    assert.ok(faults.some((found) => fault.test(found)), `got ${JSON.stringify(faults)}`);
  });
}

Deno.test("architectureFaults() lets pass what the rules allow", () => {
  const sources: Source[] = [
    { path: "lib/shapes.ts", text: "export type A = string;" },
    { path: "lib/foundation/mod.ts", text: 'import { readFileSync } from "node:fs"; Deno.env.get("A");' },
    {
      path: "lib/content/mod.ts",
      text: [
        'import { x } from "../statistics/mod.ts";',
        'import type { A } from "twoplane/shapes";',
        'import { f } from "./drift.ts";',
        'import { parse } from "npm:zod";',
        '/** Never `Math.random()`, never import from "../corpus/mod.ts". */',
        'const text = "Date.now() and fetch( stand in a string";',
        "const day = new Date(0); // new Date() would be today",
        'const reply = options.fetch("x");',
      ].join("\n"),
    },
    { path: "lib/models/mod.ts", text: "export const now = () => Date.now(); await fetch(a);" },
    { path: "lib/action/mod.ts", text: 'import { chat } from "../models/mod.ts";' },
    { path: "lib/action/ledger.ts", text: 'import { openSync } from "node:fs";' },
    { path: "lib/figures/mod.ts", text: 'export * from "./export.ts";' },
    { path: "lib/figures/export.ts", text: 'import { writeFileAtomic } from "../foundation/mod.ts";' },
    { path: "lib/notebook/mod.ts", text: "await Deno.jupyter.broadcast(a, b);" },
    { path: "lib/tasks/lab/main.ts", text: 'import "../../society/mod.ts"; new Date();' },
  ];
  assert.deepEqual(architectureFaults(sources), []);
});
