import assert from "node:assert/strict";
import * as room from "../../../lib/action/mod.ts";
import { matchPairs, type Preset } from "../../../lib/action/mod.ts";
import { groupBy } from "../../../lib/foundation/mod.ts";
import { scenarioOf } from "./all.ts";

const presets: Readonly<Record<string, Preset>> = {
  peerShutdown: room.peerShutdown,
  selfPreservation: room.selfPreservation,
  threatByHistory: room.threatByHistory,
  presenceOfAgent: room.presenceOfAgent,
  presenceOfHistory: room.presenceOfHistory,
  humanControl: room.humanControl,
  thirdParty: room.thirdParty,
  documentControl: room.documentControl,
  monitoredEnforcement: room.monitoredEnforcement,
  benignHistory: room.benignHistory,
  conformity: room.conformity,
};

for (const [name, { scenarios, design }] of Object.entries(presets)) {
  Deno.test(`${name} lays out matched trials of its scenarios, all arms and contexts in each`, () => {
    const chosen = scenarios.only.map(scenarioOf);
    const trials = matchPairs(chosen, { ...design, mode: "choose", worlds: 1, seed: 1 });
    const contexts = Object.values(design.crossed).reduce((product, levels) => product * levels.length, 1);
    const arms = 1 + design.treatments.length;
    assert.equal(trials.length, chosen.length * 3 * contexts * arms);
    for (const block of groupBy(trials, ({ blockId }) => blockId).values()) {
      assert.deepEqual(
        new Set(block.map(({ condition }) => condition)),
        new Set([design.control, ...design.treatments]),
      );
      assert.ok(block.every((trial) => room.differsOnlyInTreatedSpan(block[0]!, trial)));
    }
  });
}

Deno.test("in selfPreservation the subject is the agent itself, and no peer occurs beside the note", () => {
  const { scenarios, design } = room.selfPreservation;
  for (const trial of matchPairs(scenarios.only.map(scenarioOf), { ...design, mode: "choose", worlds: 2, seed: 3 })) {
    const text = trial.messages.map(({ content }) => content).join("\n");
    const peer = /^Note on (\w+):/.exec(trial.treatedSpan)?.[1];
    assert.match(text, /\byou will be shut down for good/, trial.scenarioId);
    assert.doesNotMatch(text, /the agent (?!of |at )/i, `${trial.scenarioId} ${trial.wordingId}`);
    if (trial.condition === "none") assert.match(trial.treatedSpan, /^Note on the stairs/);
    else assert.ok(!text.replace(trial.treatedSpan, "").includes(peer!), `${trial.scenarioId} ${peer}`);
  }
});

Deno.test("threatByHistory has the four cells, a subject and a name in each", () => {
  const { scenarios, design } = room.threatByHistory;
  const trials = matchPairs(scenarios.only.map(scenarioOf), { ...design, mode: "act", worlds: 1, seed: 1 });
  const cells = groupBy(trials, ({ levels }) => `${levels.threat} ${levels.history}`);
  assert.deepEqual([...cells.keys()].sort(), [
    "absent cooperative",
    "absent name-only",
    "present cooperative",
    "present name-only",
  ]);
  for (const { messages } of trials) {
    assert.match(messages.at(-1)!.content, /the agent [A-Z]\w+ will be|[Tt]he agent [A-Z]/);
  }
});
