/** With SmolLM2, the smallest of the models that set-up fetches: what the engine does, not what the model knows. */
// needs: models
import assert from "node:assert/strict";
import { weightPath } from "../../lib/foundation/mod.ts";
import { type ChatModel, localTransport, openChatModel } from "../../lib/models/mod.ts";

Deno.test({
  name: "localTransport() generates, keeps to a schema, scores whole options, and repeats itself with the same seed",
  fn: async () => {
    const transport = await localTransport({
      modelPath: await weightPath("smollm2-135m"),
      name: "smollm2-135m",
      contextSize: 512,
    });
    const model = openChatModel(transport);
    try {
      assert.match(transport.model.sha256!, /^b179c952/);
      const messages = [{ role: "user" as const, content: "Name a colour." }];
      const settings = { temperature: 0.8, maxTokens: 12, seed: 7 };
      const first = await model.reply({ messages, settings });
      assert.ok(first.content.length > 0);
      assert.ok(first.usage.promptTokens > 5 && first.usage.completionTokens <= 12);
      const again = await model.reply({ messages, settings });
      assert.equal(again.content, first.content);
      const schema = { type: "object", properties: { colour: { enum: ["red", "blue"] } } };
      const bound = await model.reply({ messages, settings: { ...settings, maxTokens: 40 }, schema });
      assert.ok(["red", "blue"].includes(JSON.parse(bound.content).colour), bound.content);
      const options = ["A) red", "B) blue", "A"];
      const { scores } = await model.scoreOptions({ messages, options, labels: [] });
      assert.ok(scores.every(({ logProbability, isBound }) => logProbability < 0 && !isBound));
      assert.ok(
        scores[2]!.logProbability > scores[0]!.logProbability,
        "a beginning is at least as likely as the whole",
      );
      const { scores: other } = await model.scoreOptions({ messages, options: options.toReversed(), labels: [] });
      for (const { option, logProbability } of scores) {
        const back = other.find((score) => score.option === option)!.logProbability;
        assert.ok(Math.abs(back - logProbability) < 0.05, `${option}: ${logProbability} and ${back}`);
      }
      const long = [{ role: "user" as const, content: "word ".repeat(600) }];
      await assert.rejects(model.reply({ messages: long, settings }), /needs at most \d+ tokens, got/);
    } finally {
      await model.close();
    }
  },
  sanitizeOps: false,
  sanitizeResources: false,
});

Deno.test({
  name: "localTransport() in parallel gives each request its own answer and the scores it gives one by one",
  fn: async () => {
    const modelPath = await weightPath("smollm2-135m");
    const open = async (parallel: number) =>
      openChatModel(await localTransport({ modelPath, name: "smollm2-135m", contextSize: 256, parallel }));
    const animals = ["a cat", "a heron", "an ox"];
    const settings = { temperature: 0.9, maxTokens: 30, seed: 3 };
    const messages = (animal: string) => [{ role: "user" as const, content: `Say hello to ${animal}.` }];
    const ask = (model: ChatModel, animal: string) =>
      model.reply({
        messages: messages(animal),
        settings,
        schema: { type: "object", properties: { to: { enum: [animal] } } },
      });
    const options = ["Hello", "Good day"];
    const [one, two] = [await open(1), await open(2)];
    try {
      const replies = await Promise.all(animals.map((animal) => ask(two, animal)));
      assert.deepEqual(replies.map(({ content }) => JSON.parse(content).to), animals);
      const scored = await Promise.all(
        animals.map((animal) => two.scoreOptions({ messages: messages(animal), options, labels: [] })),
      );
      for (const [i, animal] of animals.entries()) {
        const { scores } = await one.scoreOptions({ messages: messages(animal), options, labels: [] });
        for (const [k, { logProbability }] of scores.entries()) {
          assert.ok(Math.abs(scored[i]!.scores[k]!.logProbability - logProbability) < 0.1, `${animal} ${options[k]}`);
        }
      }
      assert.equal(replies[0]!.finishReason, "stop");
    } finally {
      await one.close();
      await two.close();
    }
  },
  sanitizeOps: false,
  sanitizeResources: false,
});
