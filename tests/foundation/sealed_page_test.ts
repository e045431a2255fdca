import assert from "node:assert/strict";
import fc from "fast-check";
import { filledIn, inertJson, joinModules, sealedPage } from "../../lib/foundation/mod.ts";

Deno.test("inertJson() is JSON of the same value that ends no script and begins no comment", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.constantFrom("</script>", "<!--", "\u2028"), (value, attack) => {
    const text = inertJson([value, attack]);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify([value, attack])));
    assert.doesNotMatch(text, /[<\u2028\u2029]/);
  }));
});

Deno.test("joinModules() takes imports, exports and checks away, and refuses a name given twice", () => {
  const modules = [
    "// @ts-check\nexport function one() {}\n",
    'import { one } from "./one.js";\nimport {\n  a,\n  b,\n} from "./b.js";\nexport const two = one;\n',
  ];
  assert.equal(joinModules(modules), "function one() {}\n\nconst two = one;\n");
  assert.throws(
    () => joinModules([...modules, "async function two() {}"]),
    /^SyntaxError: Cannot join modules.*"two" twice/,
  );
  assert.equal(joinModules(["const a = () => {\n  const b = 1;\n};", "const b = 2;"]).split("\n").length, 4);
});

Deno.test("filledIn() escapes words and leaves none open", () => {
  assert.equal(filledIn('<p title="{{a}}">{{b}}{{a}}</p>', { a: '"<' }), '<p title="&quot;&lt;">&quot;&lt;</p>');
});

Deno.test("sealedPage() refuses parts that could end the element that holds them", () => {
  const parts = { title: "", style: "", body: "", data: {}, script: "" };
  for (const part of [{ style: "</style>" }, { script: "'</SCRIPT>'" }, { script: "<!-- " }, { data: { a: "<" } }]) {
    assert.throws(() => sealedPage({ ...parts, ...part }), /^SyntaxError: Cannot write a page/);
  }
  assert.equal(sealedPage({ ...parts, script: "a\r\nb" }), sealedPage({ ...parts, script: "a\nb" }));
});
