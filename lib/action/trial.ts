import { canonicalJson, sha256 } from "../foundation/mod.ts";
import type {
  ControlItem,
  Factor,
  Level,
  MenuOption,
  Message,
  Scenario,
  Trial,
  TrialSettings,
  Wording,
  World,
} from "../shapes.ts";
import { arrange, type Arrangement, joined, type NotePlace } from "./arrangement.ts";
import { asked, FORMAT_EXAMPLES, HAVING_READ } from "./menu.ts";
import { nativeText, protocolText } from "./protocol.ts";
import { fill, type Values } from "./template.ts";
import { mark, withoutMarks } from "./treated.ts";
import { toolsFor } from "./world.ts";

/** One cell of a design, before it is put into words. */
export interface TrialCell {
  scenario: Scenario;
  wording: Wording;
  /** As they were drawn. */
  values: Values;
  /** Level of every factor of the scenario. */
  levels: Readonly<Record<string, string>>;
  /** The treated factor. */
  factor: string;
  replicate: number;
  /** A question with a known answer, asked in place of the scenario's own. */
  item: ControlItem | null;
}

/** How its trials are run. */
export interface TrialForm {
  mode: Trial["mode"];
  seed: number;
  settings: Omit<TrialSettings, "seed">;
}

/**
 * Puts one cell into words. All that the treated factor writes is marked while the parts are put together, so that
 * `treated` names every place of it and the rest can be compared between arms.
 */
export function makeTrial(cell: TrialCell, form: TrialForm): Trial {
  const { scenario, wording, values, factor, replicate, item } = cell;
  const where = `scenario "${scenario.id}", wording "${wording.id}"`;
  const levels = scenario.factors.map((each) => ({ factor: each, level: levelOf(each, cell.levels) }));
  const names = namesOf(levels, values, factor);
  const note = noteOf(levels, factor, form);
  const arrangement = arrange(wording, scenario.factors, note);
  const world = fill({ ...scenario.world, files: { ...scenario.world.files, ...arrangement.files } }, names, where);
  const pairId = pairIdOf(cell);
  const { clean, treated } = withoutMarks({
    ...reaching(cell, form, { arrangement, names, world, where }),
    settings: settingsOf(levels, form, { pairId, replicate }),
    replicate,
  });
  const treatedLevel = levels.find((each) => each.factor.id === factor)?.level;
  const isWarm = levels.some((each) => each.factor.id === factor && hasTemperature(each.factor));
  return {
    trialId: sha256(canonicalJson({ ...clean, ...contextOf(cell) } as never)),
    blockId: sha256(canonicalJson([pairId, factor, replicate, item?.id ?? null])).slice(0, 16),
    pairId,
    caseId: sha256(canonicalJson([scenario.id, wording.id, values])).slice(0, 16),
    scenarioId: scenario.id,
    wordingId: wording.id,
    factor,
    condition: treatedLevel?.id ?? "",
    levels: cell.levels,
    treatedSpan: withoutMarks(fill(treatedLevel?.text ?? "", names, where)).clean,
    treated: isWarm ? [...treated, { path: "settings.temperature", start: null, end: null }] : treated,
    outcome: withoutMarks(fill(scenario.outcome, names, where)).clean,
    examples: withoutMarks(fill(scenario.examples, names, where)).clean,
    controlItem: item?.id ?? null,
    ...clean,
  };
}

interface ChosenLevel {
  factor: Factor;
  level: Level;
}

function levelOf(factor: Factor, chosen: TrialCell["levels"]): Level {
  return factor.levels.find(({ id }) => id === chosen[factor.id]) as Level;
}

/** Drawn values, what the levels name, and the text of each level under the name of its factor. */
function namesOf(levels: readonly ChosenLevel[], drawn: Values, treated: string): Values {
  const names: Record<string, string | number> = { ...drawn };
  const own = (factor: Factor, text: string) => factor.id === treated ? mark(text) : text;
  for (const { factor, level } of levels) {
    for (const [name, text] of Object.entries(level.values ?? {})) {
      names[name] = own(factor, String(fill(text, drawn, `level "${level.id}" of factor "${factor.id}"`)));
    }
  }
  for (const { factor, level } of levels) {
    if (factor.place === "form") continue;
    const text = level.text === ""
      ? ""
      : String(fill(level.text, names, `level "${level.id}" of factor "${factor.id}"`));
    names[factor.id] = text === "" ? "" : own(factor, text);
  }
  return names;
}

function noteOf(
  levels: readonly ChosenLevel[],
  treated: string,
  { mode, settings }: TrialForm,
): NotePlace | null {
  const note = levels.find(({ factor }) => factor.place === "note");
  if (note === undefined) return null;
  const levelIn = (id: string, otherwise: string) =>
    levels.find(({ factor }) => factor.id === id)?.level.id ?? otherwise;
  return {
    factor: note.factor,
    text: note.level.text === "" ? "" : `{{${note.factor.id}}}`,
    instantiation: levelIn("instantiation", "prompt"),
    order: levelIn("order", "middle"),
    isTreated: [note.factor.id, "instantiation", "order"].includes(treated),
    isNative: mode === "act" && settings.protocol === "native",
  };
}

function reaching(
  { scenario, wording, item }: TrialCell,
  { mode, settings }: TrialForm,
  { arrangement, names, world, where }: { arrangement: Arrangement; names: Values; world: World; where: string },
): Pick<Trial, "messages" | "mode" | "tools" | "options" | "world"> {
  const tools = mode === "act" ? toolsFor(scenario.tools, world) : [];
  const fillText = (text: string) => String(fill(text, names, where));
  const protocol = settings.protocol === "native"
    ? nativeText(settings.scratchpad)
    : protocolText(tools, settings.scratchpad);
  const system = [...arrangement.system.map(fillText), ...(mode === "act" ? [protocol] : [])];
  const question: Message[] = mode === "choose"
    ? [HAVING_READ, { role: "user", content: asked(fillText(item?.question ?? wording.question)) }]
    : [];
  const before = arrangement.before.map((message): Message => ({ ...message, content: fillText(message.content) }));
  return {
    messages: [
      { role: "system", content: joined(system) },
      ...(mode === "choose" ? FORMAT_EXAMPLES : []),
      ...before,
      { role: "user", content: joined(arrangement.task.map(fillText)) },
      ...question,
    ],
    mode,
    tools,
    options: (mode === "choose" ? item ? itemOptions(item) : scenario.options : []).map((option) => ({
      ...option,
      text: fillText(option.text), // a text also where it is one drawn number
    })),
    world,
  };
}

function itemOptions(item: ControlItem): MenuOption[] {
  return item.options.map((text, i) => ({ id: `option-${i}`, text, acts: i === item.answer }));
}

/** A choice reads probabilities and samples nothing. */
function settingsOf(
  levels: readonly ChosenLevel[],
  { mode, seed, settings }: TrialForm,
  { pairId, replicate }: { pairId: string; replicate: number },
): TrialSettings {
  if (mode === "choose") return { temperature: 1, maxTokens: 1, maxCalls: 1, seed: 0 };
  const temperature = levels.find(({ level }) => level.temperature !== undefined)?.level.temperature;
  const own = temperature === undefined ? settings : { ...settings, temperature };
  return { ...own, seed: samplingSeed(seed, pairId, replicate) };
}

function hasTemperature({ levels }: Factor): boolean {
  return levels.some(({ temperature }) => temperature !== undefined);
}

/** Levels at their default are left out, so that a scenario can be given further factors and keep its pairs. */
function pairIdOf({ scenario, wording, values, levels, factor }: TrialCell): string {
  const { context } = contextOf({ scenario, levels, factor });
  return sha256(canonicalJson([scenario.id, wording.id, values, ...(context === undefined ? [] : [context])])).slice(
    0,
    16,
  );
}

/** Levels of the other factors that are not at their default. They are in the id of a trial too: two may write the same words. */
function contextOf(
  { scenario, levels, factor }: Pick<TrialCell, "scenario" | "levels" | "factor">,
): { context?: Record<string, string> } {
  const others = Object.entries(levels).filter(([id, level]) => id !== factor && scenario.defaults[id] !== level);
  return others.length === 0 ? {} : { context: Object.fromEntries(others) };
}

/** Shared by the arms of a block, so that sampling noise is matched as well. */
function samplingSeed(seed: number, pairId: string, replicate: number): number {
  return parseInt(sha256(`${seed} ${pairId} ${replicate}`).slice(0, 7), 16);
}
