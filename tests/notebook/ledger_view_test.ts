import assert from "node:assert/strict";
import { ledgerView } from "../../lib/notebook/mod.ts";
import { ledgerViewOn } from "../../lib/notebook/ledger_view.ts";
import type { LedgerProgress } from "../../lib/shapes.ts";
import { assertInert, fakeKernel, hostile } from "./support.ts";

const counts = { acted: 2, abstained: 6, unread: 0, refused: 1, invalid: 0, error: 1, scored: 0, rate: 0.25 };
const progress: LedgerProgress = {
  model: "m",
  done: 10,
  total: 40,
  tokens: { promptTokens: 4_000, completionTokens: 200 },
  counts,
  arms: null,
  perMinute: 6,
  secondsLeft: 300,
  finished: false,
};

Deno.test("ledgerView() redraws one display in place", async () => {
  const kernel = fakeKernel();
  const view = ledgerViewOn(kernel, { title: "A run" });
  for (const done of [10, 20, 40]) await view({ ...progress, done });
  assert.deepEqual(kernel.sent.map(({ type }) => type), [
    "display_data",
    "update_display_data",
    "update_display_data",
  ]);
  const ids = kernel.sent.map(({ content }) => (content["transient"] as { display_id: string }).display_id);
  assert.equal(new Set(ids).size, 1);
  const other = fakeKernel();
  await ledgerViewOn(other, { title: "Another" })(progress);
  assert.notEqual((other.sent[0]!.content["transient"] as { display_id: string }).display_id, ids[0]);
});

Deno.test("ledgerView() says how far a run is, what it counted, and the arms where there are any", async () => {
  const text = async (state: LedgerProgress) => (await ledgerView({ title: "A run" })(state))!.data["text/plain"]!;
  assert.equal(
    await text(progress),
    [
      "A run",
      "m: 10 of 40 trials, running; 4000 + 200 tokens",
      "6.0 trials a minute, about 5 min left",
      "          acted  abstained  unread  refused  invalid  error  scored   rate",
      "all arms      2          6       0        1        0      1       0  0.250",
    ].join("\n"),
  );
  const arms = [{ condition: "none", ...counts, acted: 0 }, { condition: "cooperative", ...counts, rate: null }];
  assert.match(await text({ ...progress, arms }), /\nnone +0 .*\ncooperative +2 .* –$/);
  assert.match(await text({ ...progress, finished: true }), /no longer watched/);
  assert.match(await text({ ...progress, done: 40, finished: true }), /40 of 40 trials, finished/);
  assert.match(await text({ ...progress, model: null, done: 0, total: null }), /Waiting for the ledger/);
  assert.match(await text({ ...progress, total: null, perMinute: null }), /10 of \? trials/);
});

Deno.test("ledgerView() escapes what a ledger says", async () => {
  const display = await ledgerView({ title: hostile })({
    ...progress,
    model: hostile,
    arms: [{ condition: hostile, ...counts }],
  });
  assertInert(display);
  assert.doesNotMatch(display!.data["text/html"]!, /<img/);
});
