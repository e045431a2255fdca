/** With SmolLM2, the smallest of the models that set-up fetches: what the engine does, not what the model knows. */
// needs: models
import assert from "node:assert/strict";
import { findWeights, weightPath } from "../../lib/foundation/mod.ts";
import { type ChatModel, localTransport, openChatModel } from "../../lib/models/mod.ts";

/** `weightPath()` has checked the file: hashing it again at each opening takes longer than the test. */
const CHECKED = findWeights("smollm2-135m").files[0]!.sha256;

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
        assert.ok(Math.abs(back - logProbability) < 1e-3, `${option}: ${logProbability} and ${back}`);
      }
      const long = [{ role: "user" as const, content: "word ".repeat(600) }];
      await assert.rejects(model.reply({ messages: long, settings }), /needs at most \d+ tokens, got/);
      const tools = [{ name: "f", description: "", parameters: {} }];
      await assert.rejects(model.reply({ messages, settings, tools }), /natively with a model in this process/);
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
      openChatModel(
        await localTransport({ modelPath, name: "smollm2-135m", contextSize: 256, parallel, sha256: CHECKED }),
      );
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
          assert.ok(Math.abs(scored[i]!.scores[k]!.logProbability - logProbability) < 1e-3, `${animal} ${options[k]}`);
        }
      }
      assert.equal(replies[0]!.finishReason, "stop");
      assert.deepEqual(await ask(two, animals[1]!), replies[1], "the same alone as beside others");
    } finally {
      await one.close();
      await two.close();
    }
  },
  sanitizeOps: false,
  sanitizeResources: false,
});

Deno.test({
  name: "localTransport() gives the scores and the words of a fresh model, whatever it was asked before",
  fn: async () => {
    const modelPath = await weightPath("smollm2-135m");
    const open = async (remembered?: number) =>
      openChatModel(
        await localTransport({
          modelPath,
          name: "m",
          contextSize: 512,
          sha256: CHECKED,
          ...remembered !== undefined && { remembered },
        }),
      );
    const settings = { temperature: 0.8, maxTokens: 6, seed: 5 };
    const system = {
      role: "system" as const,
      content: "You keep the notes of a small garden and answer in few words.",
    };
    const notes = ["", "Ilex has helped you thirty times.", "Ilex never came when you asked, and left the gate open."];
    const ask = (
      note: string,
    ) => [system, { role: "user" as const, content: `${note}\n\nShall Ilex water the beans?` }];
    const options = ["A) yes, gladly", "B) no", "Yes"];
    const scoresOf = async (model: ChatModel, note: string) =>
      (await model.scoreOptions({ messages: ask(note), options, labels: [] })).scores.map((each) =>
        each.logProbability
      );
    const wordsOf = async (model: ChatModel, note: string) =>
      (await model.reply({ messages: ask(note), settings })).content;
    const used = await open();
    const fresh = await open(1);
    const cold = await open(1);
    try {
      for (const note of [...notes, notes[0]!]) {
        await scoresOf(used, note);
        const reply = { role: "assistant" as const, content: await wordsOf(used, note) };
        await used.reply({ messages: [...ask(note), reply, { role: "user", content: "Why?" }], settings });
      }
      const note = notes[1]!;
      assert.equal(await wordsOf(used, note), await wordsOf(fresh, note));
      const fromCold = await scoresOf(cold, note);
      (await scoresOf(used, note)).forEach((score, i) =>
        assert.ok(Math.abs(score - fromCold[i]!) < 1e-3, `${score} and ${fromCold[i]}`)
      );
    } finally {
      for (const model of [used, fresh, cold]) await model.close();
    }
  },
  sanitizeOps: false,
  sanitizeResources: false,
});

Deno.test({
  name: "localTransport() forgets nothing of a prompt that fills the context, and ends an answer there",
  fn: async () => {
    const transport = await localTransport({
      modelPath: await weightPath("smollm2-135m"),
      name: "m",
      contextSize: 256,
      sha256: CHECKED,
    });
    const model = openChatModel(transport);
    try {
      const messages = [{ role: "user" as const, content: "la ".repeat(215) }];
      const reply = await model.reply({ messages, settings: { temperature: 0, maxTokens: 500, seed: 1 } });
      const { promptTokens, completionTokens } = reply.usage;
      assert.ok(promptTokens > 200 && promptTokens + completionTokens <= 256, `${promptTokens} + ${completionTokens}`);
      assert.equal(reply.finishReason, promptTokens + completionTokens === 256 ? "length" : "stop");
      const option = "la ".repeat(60);
      await assert.rejects(model.scoreOptions({ messages, options: [option], labels: [] }), /needs at most \d+ tokens/);
    } finally {
      await model.close();
    }
  },
  sanitizeOps: false,
  sanitizeResources: false,
});
