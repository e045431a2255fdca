import assert from "node:assert/strict";
import { progress } from "../../lib/notebook/mod.ts";
import { progressOn } from "../../lib/notebook/progress.ts";
import { emit, toDisplay } from "../../lib/notebook/display.ts";
import { fakeKernel, hostile } from "./support.ts";

/** A timer turned by hand. */
function handTimer() {
  const waiting: (() => void)[] = [];
  return {
    later: (run: () => void, _ms: number) => {
      waiting.push(run);
      return () => {
        const at = waiting.indexOf(run);
        if (at !== -1) waiting.splice(at, 1);
      };
    },
    turn: () => waiting.splice(0).forEach((run) => run()),
    count: () => waiting.length,
  };
}

function texts(sent: ReturnType<typeof fakeKernel>["sent"]): string[] {
  return sent.map(({ content }) => (content["data"] as Record<string, string>)["text/plain"]!);
}

Deno.test("progress() draws the first state, then at most one a turn of the timer, then the last", async () => {
  const [kernel, timer] = [fakeKernel(), handTimer()];
  const report = progressOn(kernel, "embedding", timer.later);
  for (let done = 1; done <= 100; done++) report(done, 240);
  timer.turn();
  for (let done = 101; done <= 240; done++) report(done, 240);
  await report.finish();
  assert.deepEqual(texts(kernel.sent), ["embedding 1 of 240", "embedding 100 of 240", "embedding 240 of 240"]);
  assert.equal(timer.count(), 0);
});

Deno.test("progress() updates one display in place", async () => {
  const [kernel, timer] = [fakeKernel(), handTimer()];
  const [first, second] = [progressOn(kernel, "a", timer.later), progressOn(kernel, "b", timer.later)];
  first(1, 2);
  first(2, 2);
  second(2, 2);
  await first.finish();
  await second.finish();
  assert.deepEqual(kernel.sent.map(({ type }) => type).sort(), ["display_data", "display_data", "update_display_data"]);
  const ids = kernel.sent.map(({ content }) => (content["transient"] as { display_id: string }).display_id);
  assert.equal(new Set(ids).size, 2);
});

Deno.test("progress() draws the last state without waiting, and nothing twice", async () => {
  const [kernel, timer] = [fakeKernel(), handTimer()];
  const report = progressOn(kernel, "x", timer.later);
  report(5, 5);
  report(5, 5);
  await report.finish();
  await report.finish();
  assert.deepEqual(texts(kernel.sent), ["x 5 of 5"]);
});

Deno.test("progress() draws where a function stopped short, and stops its timer", async () => {
  const [kernel, timer] = [fakeKernel(), handTimer()];
  const report = progressOn(kernel, "x", timer.later);
  report(1, 5);
  report(2, 5);
  await report.finish();
  assert.deepEqual(texts(kernel.sent), ["x 1 of 5", "x 2 of 5"]);
  assert.equal(timer.count(), 0);
});

Deno.test("progress() keeps its place before what is shown after it, though no one awaits it", async () => {
  const kernel = fakeKernel();
  const slow = {
    ...kernel,
    broadcast: async (type: string, content: Record<string, unknown>) => {
      await new Promise((done) => setTimeout(done, type === "display_data" ? 2 : 0));
      await kernel.broadcast(type, content);
    },
  };
  const report = progressOn(slow, "x", handTimer().later);
  report(1, 2);
  report(2, 2);
  await emit(toDisplay({ "text/plain": "after" }), slow);
  assert.deepEqual(texts(kernel.sent), ["x 1 of 2", "x 2 of 2", "after"]);
});

Deno.test("progress() goes quiet when nothing moves", () => {
  const [kernel, timer] = [fakeKernel(), handTimer()];
  progressOn(kernel, "x", timer.later)(1, 5);
  timer.turn();
  assert.equal(timer.count(), 0);
});

Deno.test("progress() outlives a kernel that fails, and does nothing outside a notebook", async () => {
  const broken = { broadcast: () => Promise.reject(new Error("gone")) };
  const report = progressOn(broken, "x", handTimer().later);
  report(1, 1);
  await report.finish();
  const outside = progress("x");
  outside(1, 2);
  assert.equal(await outside.finish(), undefined);
});

Deno.test("progress() shows a hostile label as one inert line", async () => {
  const kernel = fakeKernel();
  const report = progressOn(kernel, `${hostile}\n${"y".repeat(200)}`, handTimer().later);
  report(1, 1);
  await report.finish();
  const [text = ""] = texts(kernel.sent);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u001f\u202e]/);
  assert.ok(text.length < 100);
});
