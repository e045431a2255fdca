import assert from "node:assert/strict";
import type { Figure } from "../../lib/shapes.ts";
import { figure, figureDisplay, jupyterDisplay, markdown, say, show, showError } from "../../lib/notebook/mod.ts";
import { emit, runningKernel, toDisplay } from "../../lib/notebook/display.ts";
import { projectPath } from "../../lib/foundation/mod.ts";
import { assertInert, fakeKernel, hostile, htmlOf } from "./support.ts";

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>';
const square: Figure = { name: "square", title: "A square", caption: "It is red.", svg, seed: 7 };

Deno.test("runningKernel() is null outside a notebook, where asking for the kernel throws", () => {
  assert.equal(runningKernel(), null);
});

Deno.test("emit() broadcasts once and returns nothing, so that a cell does not show it twice", async () => {
  const kernel = fakeKernel();
  const display = toDisplay({ "text/plain": "a" }, { kind: "table", name: "t", title: "T", note: "" });
  assert.equal(await emit(display, kernel), undefined);
  assert.deepEqual(kernel.sent, [{
    type: "display_data",
    content: {
      data: { "text/plain": "a" },
      metadata: { twoplane: { kind: "table", name: "t", title: "T", note: "" } },
      transient: {},
    },
  }]);
});

Deno.test("emit() resolves only once the kernel has taken the message", async () => {
  const order: string[] = [];
  const kernel = {
    broadcast: async () => {
      await new Promise((done) => queueMicrotask(() => done(null)));
      order.push("sent");
    },
  };
  await emit(toDisplay({ "text/plain": "a" }), kernel);
  order.push("done");
  assert.deepEqual(order, ["sent", "done"]);
});

Deno.test("emit() returns a display that a notebook can show when there is no kernel", async () => {
  const display = await emit(toDisplay({ "text/plain": "a" }), null);
  assert.deepEqual(display?.[jupyterDisplay](), { "text/plain": "a" });
  assert.equal(jupyterDisplay, Symbol.for("Jupyter.display"));
});

Deno.test("figure() gives PNG, an SVG image with prose around it, plain text, and its mark", async () => {
  const display = await figure(square);
  assert.deepEqual(Object.keys(display!.data).sort(), ["image/png", "text/html", "text/plain"]);
  assert.deepEqual(display!.metadata, {
    twoplane: { kind: "figure", name: "square", title: "A square", caption: "It is red.", seed: 7 },
  });
  assert.equal(display!.data["text/plain"], "A square\nIt is red.");
  const body = htmlOf(display);
  const images = [...body.querySelectorAll("img")];
  assert.equal(images.length, 1);
  assert.equal(images[0]!.getAttribute("alt"), "A square");
  const source = images[0]!.getAttribute("src") ?? "";
  assert.equal(atob(source.replace("data:image/svg+xml;base64,", "")), svg);
  assert.deepEqual([...body.querySelectorAll("p")].map((p) => p.textContent), ["A square", "It is red."]);
  const png = Uint8Array.fromBase64(display!.data["image/png"]!);
  const size = new DataView(png.buffer);
  assert.deepEqual([size.getUint32(16), size.getUint32(20)], [60, 30]); // 1.5 px a px
});

Deno.test("figure() keeps text beyond Latin in its picture", async () => {
  const display = await figureDisplay({ ...square, svg: svg.replace("/></svg>", "/><text>Ева →</text></svg>") });
  const source = /base64,([^"]+)"/.exec(display.data["text/html"]!)?.[1] ?? "";
  assert.ok(new TextDecoder().decode(Uint8Array.fromBase64(source)).includes("Ева →"));
});

Deno.test("figure() escapes title and caption", async () => {
  const display = await figureDisplay({ ...square, title: hostile, caption: hostile });
  const body = htmlOf(display);
  assert.equal(body.querySelectorAll("img").length, 1);
  assert.ok(body.querySelector("p")?.textContent?.includes('<script>alert("1")</script>'));
  assertInert(display);
});

Deno.test("show() takes several figures and needs no kernel", async () => {
  assert.equal(await show(square, square), undefined);
});

Deno.test("say() shows text as it stands, without colours or reversed text", async () => {
  const display = await say(`60 pairs\n${hostile}`);
  assert.deepEqual(Object.keys(display!.data), ["text/plain"]);
  assert.ok(display!.data["text/plain"]!.startsWith("60 pairs\n</td></pre><script>"));
  assertInert(display);
});

Deno.test("markdown() keeps emphasis and takes HTML, links, pictures and addresses out of action", async () => {
  const text = "**60** [a](javascript:x) ![b](http://c.example) <img src=d> &lt;e> https://f.example www.g.example";
  const inert = (await markdown(text))!.data["text/markdown"]!;
  assert.ok(inert.startsWith("**60** "));
  assert.doesNotMatch(inert, /[<[]|&lt;e|https?:|www\./);
  assert.equal((await markdown(text))!.data["text/plain"], text);
});

Deno.test("showError() shows name and message, without the machine's part of a path", async () => {
  const failing = () => Promise.reject(new SyntaxError(`Cannot read ${projectPath("data", "x.csv")}: ${hostile}`));
  const display = await showError(failing);
  assert.ok(display!.data["text/plain"]!.startsWith("SyntaxError: Cannot read data/x.csv: </td>"));
  assertInert(display);
});

Deno.test("showError() fails itself when nothing fails", async () => {
  await assert.rejects(showError(() => 5), {
    message: "Cannot show an error: need a function that throws, got number without one",
  });
});
