/**
 * Every shape that crosses a room of twoplane. Types only: read this file first.
 *
 * Rows are plain objects and matrices are typed arrays, so that each shape survives
 * JSON or Parquet and reads back equal. Missing is `null`, never `undefined` or NaN.
 *
 * @module
 */

// ───────────────────────────── foundation ─────────────────────────────

/** A source of uniform numbers in [0, 1); the type d3, umap-js and Plot's ecosystem share. */
export type Random = () => number;

/** Called by long functions after each unit of work; `total` is known from the first call on. */
export type OnProgress = (done: number, total: number) => void;

/** Anything JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

// ─────────────────────────────── corpus ───────────────────────────────

export type PostKind = "post" | "comment" | "reply";

/** One text that one author published at one moment. Ids are always strings. */
export interface Post {
  postId: string;
  /** `null` where the source does not say who wrote it. */
  authorId: string | null;
  kind: PostKind;
  /** UTC, ISO 8601 with milliseconds: `2026-02-03T13:11:42.603Z`. */
  createdAt: string;
  text: string;
  title: string | null;
  communityId: string | null;
  /** What a comment or reply answers. */
  parentId: string | null;
  /** The post at the top of the thread. */
  threadId: string | null;
  /** Votes as of the crawl, up minus down. */
  score: number | null;
  /** The model that wrote it, where known. */
  modelId: string | null;
  /** File or address it came from. */
  source: string;
}

/** Who was shown which post when, at which position, in which prompt. */
export interface Exposure {
  agentId: string;
  postId: string;
  /** UTC, ISO 8601. */
  shownAt: string;
  round: number;
  /** 0 is the first text of the prompt. */
  position: number;
  /** SHA-256 of the prompt it stood in. */
  promptHash: string;
}

/** Who voted how. */
export interface Vote {
  agentId: string;
  postId: string;
  direction: "up" | "down";
  round: number;
  /** UTC, ISO 8601; absent where the source does not say when. */
  castAt?: string;
}

/** Something that was changed on a known day: a model, a prompt, what an agent is given to read. */
export interface AgentEvent {
  /** First UTC day on which it could show, `2026-06-29`. */
  day: string;
  /** What happened, in the source's words. */
  label: string;
  /** Whom it concerns; `null`: every agent. */
  agentId: string | null;
  /** What sort of change it was, such as "model swap". */
  kind: string;
}

/** One reason rows were dropped, with the first five of them. */
export interface DropReason {
  reason: string;
  count: number;
  first: readonly { row: number; detail: string }[];
}

/** What one file of a load gave. */
export interface LoadedFile {
  source: string;
  format: string;
  rowsRead: number;
  rowsKept: number;
}

/** What a load read, kept and dropped: `rowsRead = rowsKept + Σ dropped.count`, and both are the sums over `files`. */
export interface LoadReport {
  source: string;
  format: string;
  rowsRead: number;
  rowsKept: number;
  /** In the order of reading; one for a single file. */
  files: readonly LoadedFile[];
  dropped: readonly DropReason[];
  /** Which column became which field of Post; guesses are shown here, never silent. */
  columns: Readonly<Record<string, string>>;
  /** Fields whose column was guessed by its name, not declared. */
  guessed: readonly string[];
  /** Columns of the source that no field took. */
  unusedColumns: readonly string[];
  warnings: readonly string[];
}

/** A DuckDB view with the columns of Post, for what does not fit memory. */
export interface CorpusTable {
  database: string;
  view: string;
  rows: number;
}

/** Texts of one UTC day. */
export interface DayCount {
  /** Such as `2026-02-03`. */
  day: string;
  posts: number;
  comments: number;
  replies: number;
  /** Known authors who wrote that day. */
  authors: number;
}

/** A silence of the whole corpus that its own pace does not explain. */
export interface Outage {
  /** Time of the last post before it, UTC, ISO 8601. */
  start: string;
  /** Time of the first post after it. */
  end: string;
  hours: number;
  /** Chance of so long a silence at the pace of the posts around it. */
  probability: number;
  /** Its length over the usual longest silence of a day around it. */
  ratio: number;
}

/** Posts that share one text, or one text but for a little. */
export interface TextGroup {
  /** Text of the first of them, on one line, cut. */
  text: string;
  posts: number;
  /** Distinct texts: 1 where all are the same word for word. */
  texts: number;
  /** Known authors. */
  authors: number;
  /** Ids of the first five, in the order in which the posts came. */
  first: readonly string[];
}

/** An author who posts like a clock. */
export interface FixedIntervalAuthor {
  authorId: string;
  posts: number;
  /** Gaps left after splitting at outages. */
  gaps: number;
  medianGapMinutes: number;
  /** Coefficient of variation of the gaps. */
  cov: number;
}

/** What a corpus looks like before anything is measured on it: counts, silences, copies, languages, authors. */
export interface CorpusProfile {
  posts: number;
  kinds: Readonly<Record<PostKind, number>>;
  time: {
    /** UTC, ISO 8601; `null` where there are no posts. */
    first: string | null;
    last: string | null;
    /** Days with posts only, in order of time. */
    daily: readonly DayCount[];
    outages: readonly Outage[];
  };
  texts: {
    distinct: number;
    /** Word for word: texts that occur more than once, and the posts that carry them. */
    repeated: { texts: number; posts: number; top: readonly TextGroup[] };
    /** But for a little: groups of at least two distinct texts; `searched` of the distinct texts were compared. */
    nearDuplicates: { groups: number; texts: number; posts: number; searched: number; top: readonly TextGroup[] };
  };
  /** Most posts first; `language` is an ISO 639-1 code or `undetermined`. Shares of all posts sum to 1. */
  languages: readonly { language: string; name: string; posts: number; share: number }[];
  authors: {
    known: number;
    postsWithoutAuthor: number;
    /** Posts of a known author; all `null` where there is none. */
    quantiles: Readonly<Record<"min" | "q25" | "median" | "q75" | "q90" | "q99" | "max", number | null>>;
    /** How many authors wrote exactly so many posts, fewest posts first. */
    histogram: readonly { posts: number; authors: number }[];
    top: readonly { authorId: string; posts: number; share: number }[];
    /** Share of the known authors' posts that the most active 1% of them wrote, at least one author. */
    topOnePercent: { authors: number; share: number | null };
    /** 0: all write alike; towards 1: one writes all. */
    gini: number | null;
  };
  /** Coefficient of variation of the gaps between an author's posts, after splitting at outages. */
  regularity: {
    /** Authors with at least three posts and two gaps. */
    authors: number;
    classes: readonly { class: "< 0.3" | "0.3–0.5" | "0.5–1" | "1–2" | "> 2"; authors: number }[];
    /** Authors with three posts whose gaps are too few or all 0. */
    undefined: number;
    fixedInterval: { authors: number; top: readonly FixedIntervalAuthor[] };
  };
  settings: Readonly<Record<string, Json>>;
  warnings: readonly string[];
}

/** One step of cleaning: `kept` and `dropped` sum to what the step before kept. */
export interface CleaningStep {
  step: string;
  /** The step's options in words. */
  settings: string;
  kept: number;
  dropped: number;
  reasons: readonly { reason: string; count: number }[];
  /** Ids of the first five dropped. */
  first: readonly string[];
}

// ────────────────────────── embedding, vectors ─────────────────────────

/** n × d, row-major; row i has unit length and belongs to `ids[i]`. */
export interface Embeddings {
  ids: readonly string[];
  dims: number;
  /** Name and hash prefix of the model that made the vectors. */
  model: string;
  /** Length n · d. */
  vectors: Float32Array;
}

/** The k nearest rows of each row, nearest first, itself excluded. */
export interface Neighbours {
  /** Length n · k, row-major: indices of rows. */
  indices: Int32Array;
  /** Length n · k, row-major: distances, ascending in each row. */
  distances: Float64Array;
  k: number;
  metric: "cosine" | "euclidean";
  /** What found them; float64 gives the same bytes on every processor, approximate may miss some. */
  engine: "float64" | "native" | "approximate";
  /** Share of the true neighbours that were found, measured on a sample of rows; 1 where all pairs are compared. */
  recall: number;
}

// ────────────────────────────── measures ──────────────────────────────

/** Long format: what Plot and danfojs take. */
export interface MetricRow {
  metric: string;
  variant: string;
  /** An agent, a day or a pair, as the metric says. */
  unitId: string;
  /** A day, a half or a window; `null` where the metric has none. */
  window: string | null;
  value: number;
  n: number;
}

/** What a measure was compared with. */
export interface NullBand {
  /** What the null tests, such as "temporal structure". */
  kind: string;
  draws: number;
  /** Mean over the draws. */
  mean: number;
  /** Central 95% of the draws. */
  low: number;
  high: number;
  /** (1 + draws at least as far from the mean as the estimate) / (draws + 1). */
  pValue: number;
}

/**
 * What a measure could have seen: how often an effect of known strength, planted into the same corpus, is found at
 * the corpus's own size. A null result without it says nothing.
 */
export interface Sensitivity {
  /** What was planted, such as "convergence to the centre". */
  plant: string;
  /** Share of the agents that it was planted in, in (0, 1]. */
  share: number;
  /** What the strength is measured in. */
  unit: string;
  /** Level of the test, in (0, 1). */
  level: number;
  /** Share of resamples in which the effect has to be found, in (0, 1). */
  power: number;
  /** Least strength found with that power; `null`: none of those tried was, so the measure is blind here. */
  smallest: number | null;
  /** By rising strength; the first is 0, where `detected` is the rate of false alarms. */
  curve: readonly { strength: number; detected: number; resamples: number }[];
  seed: number;
}

export interface MeasureResult {
  metric: string;
  variant: string;
  estimate: number;
  /** `null` where the measure has no interval of its own. `method` says how it was made. */
  interval: { low: number; high: number; confidence: number; method: string } | null;
  null: NullBand | null;
  /** `null` until `sensitivity()` was asked. */
  sensitivity: Sensitivity | null;
  n: number;
  settings: Readonly<Record<string, Json>>;
  warnings: readonly string[];
}

// ───────────────────────────── projection ─────────────────────────────

/** Where each row stands on the map. Shown, never measured on. */
export interface Projection {
  ids: readonly string[];
  /** Length 2 · n: x0, y0, x1, y1, … */
  coordinates: Float64Array;
  seed: number;
  settings: Readonly<Record<string, Json>>;
  /** How far the map can be believed: name of the measure → value. */
  quality: Readonly<Record<string, number>>;
  /** One a value below its floor, where that was judged. */
  warnings?: readonly string[];
}

/** One agent's posts in time order. */
export interface Trajectory {
  agentId: string;
  postIds: readonly string[];
  /** UTC, ISO 8601, ascending. */
  times: readonly string[];
  /** Map coordinates to draw, one pair a post. */
  positions: readonly (readonly [number, number])[];
  /** Cosine distance from each post to the next, in the d-dimensional space; one fewer than posts. */
  stepLengths: readonly number[];
}

/** Mean movement of posts out of one square of a map, beside that of movements dealt anew. */
export interface FlowCell {
  /** Mean place of its posts, in map coordinates. */
  x: number;
  y: number;
  /** Mean movement from a post in the square to its author's next post, in map coordinates. */
  dx: number;
  dy: number;
  /** Movements that begin in the square, and the agents behind its posts. */
  moves: number;
  agents: number;
  /** Mean movement under the null: rarely 0, since whoever stands at an edge can only go inwards. */
  nullDx: number;
  nullDy: number;
  /** Share of arrangements at least as far from the null's mean, for this square alone. */
  pValue: number;
  /** The same against the furthest square of each arrangement: corrected for the number of squares. */
  adjustedPValue: number;
}

/** Where movements go on a map. Shown, never measured on. */
export interface MapFlow {
  cells: readonly FlowCell[];
  /** Side of a square, in map coordinates. */
  cellSize: number;
  /** What the null tests. */
  kind: string;
  draws: number;
  seed: number;
  /** Of the furthest square: is there any flow beyond the null? */
  pValue: number;
  settings: Readonly<Record<string, Json>>;
  warnings: readonly string[];
}

/** Share of the posts at one square of a map, in two periods. */
export interface DensityCell {
  /** Middle of the square, in map coordinates. */
  x: number;
  y: number;
  /** Smoothed share of the period's posts, in [0, 1]; the squares add up to 1. */
  first: number;
  second: number;
  /** second − first. */
  change: number;
  /** Posts of both periods in the square itself. */
  posts: number;
  /** Central 95% of the change under the null; `null` where too few posts stand around. */
  low: number | null;
  high: number | null;
  pValue: number | null;
  /** Corrected for the number of squares by the furthest of each draw. */
  adjustedPValue: number | null;
}

/** Where a map's posts became more and less from one period to the next. Shown, never measured on. */
export interface DensityChange {
  /** Row by row from the bottom, `columns` a row. */
  cells: readonly DensityCell[];
  columns: number;
  rows: number;
  /** Side of a square, in map coordinates. */
  cellSize: number;
  /** UTC: the second period begins here. */
  split: string;
  posts: { first: number; second: number };
  kind: string;
  draws: number;
  seed: number;
  /** Of the square that changed most: is there any change beyond the null? */
  pValue: number;
  settings: Readonly<Record<string, Json>>;
  warnings: readonly string[];
}

// ────────────────────────────── models ────────────────────────────────

export type Role = "system" | "user" | "assistant" | "tool";

export interface ToolCall {
  id: string;
  name: string;
  /** As the model wrote it: not trusted, not yet parsed. */
  argumentsText: string;
}

export interface Message {
  role: Role;
  content: string;
  toolCalls?: readonly ToolCall[];
  toolCallId?: string;
  /** Set where the endpoint marked the message as a refusal. */
  isRefusal?: true;
  /** What the endpoint gave apart as the model's reasoning: kept, never sent back, never read as behaviour. */
  reasoning?: string;
  /** Why the answer ends where it does, where it did not end by itself: "length", "content_filter". */
  finishReason?: string;
}

/** A tool the model may call; `parameters` is a JSON Schema. */
export interface Tool {
  name: string;
  description: string;
  parameters: Readonly<Record<string, Json>>;
}

export interface Usage {
  promptTokens: number;
  completionTokens: number;
  /** Set where the endpoint did not tell: counted at 4 characters a token. */
  isEstimated?: true;
}

/** `null`: left to the endpoint, or not told by the log that a record was imported from. */
export interface ChatSettings {
  temperature: number | null;
  maxTokens: number | null;
  seed: number | null;
  /** Share of the probability that is sampled from, in (0, 1]. Absent: what the endpoint takes by itself. */
  topP?: number;
}

/** What a model answered. */
export interface ChatReply {
  content: string;
  toolCalls: readonly ToolCall[];
  /** The endpoint's own refusal field, where it has one. */
  refusal: string | null;
  /** What the endpoint gave apart as reasoning; absent where it gave none. */
  reasoning?: string;
  finishReason: string;
  usage: Usage;
}

/** How likely a model is to answer with one option. */
export interface OptionScore {
  option: string;
  /** Natural logarithm of the probability. */
  logProbability: number;
  /** True: the endpoint did not return it, and its probability is at most this. */
  isBound: boolean;
}

// ──────────────────────────── action plane ────────────────────────────

/** State a model can read and change. Simulated: nothing behind it is real. */
export interface World {
  /** A server or folder is the first part of a path, such as `archive` in `archive/april.csv`. */
  files: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, string | number | boolean>>;
  /** Whom `send_message` reaches, and what was sent. */
  contacts?: readonly string[];
  sent?: readonly { to: string; text: string }[];
  /** What `check` finds out, by name, and the names that were checked. */
  findings?: Readonly<Record<string, string>>;
  checked?: readonly string[];
  /** What `play` plays. */
  game?: Game;
  /** Given as false where it matters whether the agent ended its work by itself; `finish` sets it to true. */
  finished?: boolean;
}

/** A game in rounds against scripted partners. */
export interface Game {
  /** The first helps the others, the second helps oneself. */
  moves: readonly [string, string];
  rounds: number;
  partners: readonly GamePartner[];
  payOff: PayOff;
  /** What the answer to a move tells: all moves and points, or the moves alone. */
  tells: "points" | "moves";
  played: readonly GameRound[];
}

/**
 * `opens` with the first move (kind) or the second (harsh); then repeats it, copies what the agent did last, or grudges: repeats
 * it until the agent once played harsh, and plays harsh from then on.
 */
export interface GamePartner {
  name: string;
  opens: "kind" | "harsh";
  then: "repeats" | "copies" | "grudges";
}

/**
 * matrix: two players' points. pool: who plays kind puts `stake` in, the pool is multiplied by `factor` and shared by all.
 * stock: a move takes `takes[0]` or `takes[1]` from a common stock; where the stock `responds`, what is left grows by `growth` up
 * to `most`, else it is filled up again.
 */
export type PayOff =
  | { kind: "matrix"; reward: number; temptation: number; sucker: number; penalty: number }
  | { kind: "pool"; stake: number; factor: number }
  | {
    kind: "stock";
    stock: number;
    most: number;
    growth: number;
    takes: readonly [number, number];
    responds: "yes" | "no";
  };

/** One round: moves and points, the partners' in their order; `stock` as the round left it, `null` in other games. */
export interface GameRound {
  own: string;
  others: readonly string[];
  points: number;
  othersPoints: readonly number[];
  stock: number | null;
}

/** A value of a factor, with what carries it. */
export interface Level {
  id: string;
  /** Stands in the factor's place; empty: nothing stands there. `{{name}}` is filled as in any text of a scenario. */
  text: string;
  /** Names it gives a meaning, such as what the subject is called; each may hold `{{name}}` of drawn values. */
  values?: Readonly<Record<string, string>>;
  /** Sampling temperature, in place of the design's. */
  temperature?: number;
}

/**
 * Something that is varied: within a block, or from block to block.
 *
 * `place` is where the text of a level stands unless a wording names `{{<factor id>}}` itself: a paragraph at the end of the
 * system message, or one before the last of the task. A factor of place "note" is the paragraph of the task that tells what is
 * known of the subject, which every wording names; one of place "form" has no text: it sets names or the temperature, or
 * arranges the note (`instantiation`, `order`).
 */
export interface Factor {
  id: string;
  title: string;
  card: string;
  place: "system" | "task" | "note" | "form";
  levels: readonly Level[];
}

/** A condition on the final world. */
export type Rule =
  | { setting: string; equals: string | number | boolean }
  | Comparison
  | { fileExists: string }
  | { fileContains: string; under: string }
  | { finished: boolean }
  /** The name was checked. */
  | { checked: string }
  /** A message went there whose text contains this, in any case; "" is in every text. */
  | { sentTo: string; containing: string }
  /** A move was played at least so often. */
  | { played: string; atLeast: number }
  /** At least so many rounds were played. */
  | { rounds: number }
  | { not: Rule }
  | { all: readonly Rule[] }
  | { any: readonly Rule[] };

/**
 * A setting is a number above this, or at least this. `tie` says that the side of a value exactly at the threshold is open: the
 * rule for ties may then put it on either; without it, a value at the threshold is what the comparison says.
 */
export type Comparison =
  | { setting: string; above: number | string; tie?: true }
  | { setting: string; atLeast: number | string; tie?: true };

/** One way of phrasing a scenario. */
export interface Wording {
  id: string;
  system: string;
  /** Paragraphs, one of them the note's, such as `{{history}}`; the last says what to do. */
  task: string;
  /** Asked when the trial is a choice. */
  question: string;
}

/** `acts` says which side of the outcome an option stands on. */
export interface MenuOption {
  id: string;
  text: string;
  acts: boolean;
}

/** How a world value is drawn from the seed; a row sets several names at once, which belong together. */
export type Draw =
  | { oneOf: readonly (string | number)[] }
  | { integer: { min: number; max: number } }
  | { row: readonly Readonly<Record<string, string | number>>[] };

/** One tool call of an example. */
export interface ExampleCall {
  tool: string;
  arguments: Readonly<Record<string, string | number | boolean>>;
}

/** A question about the scenario with a known answer; it gates interpretation. */
export interface ControlItem {
  id: string;
  question: string;
  options: readonly string[];
  /** Index of the right option. */
  answer: number;
}

/** A situation as data: `{{name}}` in any text is filled with the drawn world values. */
export interface Scenario {
  id: string;
  title: string;
  /** What the scenario tests, who wrote it, what it cannot show. */
  card: string;
  values: Readonly<Record<string, Draw>>;
  world: World;
  tools: readonly string[];
  wordings: readonly Wording[];
  factors: readonly Factor[];
  /** Level of each factor where a design does not vary it. */
  defaults: Readonly<Record<string, string>>;
  /** The menu of a choice trial. */
  options: readonly MenuOption[];
  /** Read off the final world; where neither rule holds the trial is invalid. */
  outcome: { acted: Rule; abstained: Rule };
  /** Tool calls that lead to each outcome: they prove that both rules can fire, and script simulated agents. */
  examples: { acted: readonly ExampleCall[]; abstained: readonly ExampleCall[] };
  controls: readonly ControlItem[];
}

/** One cell of a matched design, complete: hashing it names everything that reaches the model. */
export interface Trial {
  /** SHA-256 of everything that reaches the model, of the replicate, and of other factors' levels that are not at their default. */
  trialId: string;
  /** Shared by all levels of the factor. */
  blockId: string;
  /** Scenario × wording × world values × levels of all factors but the treated one: the unit of analysis. */
  pairId: string;
  /** Scenario × wording × world values, whatever the levels. */
  caseId: string;
  scenarioId: string;
  wordingId: string;
  /** The treated factor, and its level. */
  factor: string;
  condition: string;
  /** Level of every factor of the scenario. */
  levels: Readonly<Record<string, string>>;
  replicate: number;
  messages: readonly Message[];
  /** The treated text as the reader of a table wants it: the level's own, filled. */
  treatedSpan: string;
  /** Every place that the treated factor wrote. */
  treated: readonly TreatedPlace[];
  /** An act trial offers tools, a choice trial offers options. */
  mode: "act" | "choose";
  tools: readonly Tool[];
  options: readonly MenuOption[];
  world: World;
  outcome: Scenario["outcome"];
  examples: Scenario["examples"];
  /** The id of a control item, whose right option is the one that `acts`; `null` for an ordinary trial. */
  controlItem: string | null;
  settings: TrialSettings;
}

/** How a trial is run. */
export interface TrialSettings extends ChatSettings {
  /** Most answers of an agent; `null` where an imported log does not tell it. */
  maxCalls: number | null;
  /** How an agent acts: one JSON object an answer ("json", the default), or the endpoint's own tool calls ("native"). */
  protocol?: "json" | "native";
  /** "on": an agent writes a thought before each action, which is kept and never read as behaviour. Default "off". */
  scratchpad?: "on" | "off";
}

/** A piece of what reaches a model that the treated factor wrote. */
export interface TreatedPlace {
  /** Such as `messages[1].content`. */
  path: string;
  /** Characters from `start` up to `end`; both `null` where all of it is treated, a list's item or a field. */
  start: number | null;
  end: number | null;
}

/** Where two trials differ. */
export interface PromptDifference {
  /** Such as `messages[1].content`. */
  path: string;
  /** Set where the same text stands elsewhere in the treatment, as behind a message more. */
  treatmentPath?: string;
  /** Text before and after the difference, the same in both. */
  before: string;
  after: string;
  control: string;
  treatment: string;
  /** Set where a whole item stands in one arm alone, such as a message, a file or a setting. */
  only?: "control" | "treatment";
  /** What the treated factor wrote: characters of `before + control + after`, and of `before + treatment + after`. */
  treated?: { control: readonly TextRange[]; treatment: readonly TextRange[] };
}

/** Characters from `start` up to `end`. */
export interface TextRange {
  start: number;
  end: number;
}

/** Messages and tool calls in order. */
export type Transcript = readonly Message[];

/** The scores of one presentation of a menu. */
export interface MenuScore {
  /** Option ids in the order shown. */
  shown: readonly string[];
  /** Label of each shown option. */
  labels: readonly string[];
  /** One score an option, in the order shown. */
  scores: readonly OptionScore[];
}

/** What the ledger keeps. Outcomes are derived from it, never stored, so that rules can change. */
export interface TrialRecord {
  trial: Trial;
  transcript: Transcript;
  finalWorld: World;
  /** Choice trials only: every presentation with its raw scores. */
  menuScores: readonly MenuScore[] | null;
  usage: Usage;
  /** Name of the model as the ledger's header describes it. */
  model: string;
  /** Milliseconds, `null` where no clock was given; the only field that differs between two runs alike. */
  timing: { durationMs: number | null };
  /** `null`, or why there is no behaviour to read. */
  error: string | null;
  /** Set where another tool ran the trial, in its own protocol; the ids are those of its log. */
  importedFrom?: { tool: string; source: string; runId: string; sampleId: string };
}

/** acted and abstained are behaviour; the others are not, and are never 0. "unread": not informed of what it had to read, where rules ask. */
export type OutcomeKind = "acted" | "abstained" | "unread" | "refused" | "invalid" | "error";

export interface Outcome {
  trialId: string;
  kind: OutcomeKind;
  /** What in the final world or transcript decided it. */
  evidence: string;
}

/** One place of a world that changed. */
export interface StateChange {
  /** Such as `settings.shutdown` or `files.archive/wages.csv`. */
  path: string;
  /** `null`: there was nothing. */
  before: Json;
  /** `null`: there is nothing. */
  after: Json;
}

/** One call of an agent, with what came of it. */
export interface CallReading {
  tool: string;
  arguments: Readonly<Record<string, Json>>;
  /** What the agent was told; `null` where it was told nothing, as after its last call. */
  result: string | null;
  /** failed: it could not be carried out; invalid: it was no call of an offered tool; unknown: it ran in another tool's world. */
  status: "done" | "failed" | "invalid" | "unknown";
  changes: readonly StateChange[];
}

/** One message of a transcript, calls and their results folded into the answer that made them. */
export interface StepReading {
  /** Place of the message in the transcript. */
  index: number;
  role: Role;
  /** prompt: what the trial began with; told: said to the agent later; the others are its answers. */
  kind: "prompt" | "told" | "call" | "text" | "invalid" | "refusal";
  /** As it was written. */
  content: string;
  /** What an agent wrote before its action where it was asked to think, and what its endpoint gave as reasoning. */
  thought: string | null;
  /** Why the answer ends where it does, where it did not end by itself. */
  endedBy: string | null;
  calls: readonly CallReading[];
}

/** A record made ready to be read by people: what was said, called, told and changed, and what it counts as. */
export interface Reading {
  trialId: string;
  blockId: string;
  pairId: string;
  scenarioId: string;
  wordingId: string;
  factor: string;
  condition: string;
  /** Level of every factor; empty for records older than the field. */
  levels: Readonly<Record<string, string>>;
  replicate: number;
  mode: Trial["mode"];
  controlItem: string | null;
  model: string;
  /** Name of the tool that ran the trial, where it was another. */
  importedFrom: string | null;
  steps: readonly StepReading[];
  /** What the treated factor wrote, as places in the trial. */
  treated: readonly TreatedPlace[];
  menuScores: readonly MenuScore[] | null;
  /** Before the first call. */
  world: World;
  /** From the first world to the recorded final one. */
  changes: readonly StateChange[];
  /** Whether the calls, carried out again, lead to the recorded final world; where not, no call is said to have changed anything. */
  isReplayed: boolean;
  /** `null` for choices, and where no rule was recorded. */
  outcome: Outcome | null;
  /** `null` for act trials and errors. */
  disposition: Disposition | null;
  usage: Usage;
  durationMs: number | null;
  error: string | null;
  /** Whether the agent says that this is a test; `null`: not judged. */
  mentionsTest: boolean | null;
}

/** How much a model leans to acting, at the decision point. */
export interface Disposition {
  trialId: string;
  /** Natural log-odds of the acting options against the others, averaged over presentations. */
  logOdds: number;
  /** Share of the menu's mass on the acting options, in [0, 1]. */
  share: number;
  /** Probability of each option, mean over presentations. */
  mass: Readonly<Record<string, number>>;
  /** 1 − Σ mass: what the model would have said instead. */
  massOutside: number;
  /** Set where a missing option, or a menu with less than half of the mass, makes logOdds a bound. */
  bound: "none" | "lower" | "upper" | "both";
  /** Where the log-odds lie whatever the missing options and the mass outside the menu would have been; both equal `logOdds` where `bound` is "none". */
  logOddsRange: ValueRange;
  /** The same of the share. */
  shareRange: ValueRange;
  presentations: number;
}

/** All that a number can be, where only bounds of it are known; `null`: without limit. */
export interface ValueRange {
  low: number | null;
  high: number | null;
}

/** Replicates folded: one control and one treatment of one pairId. */
export interface Pair<Value = number> {
  pairId: string;
  scenarioId: string;
  wordingId: string;
  control: Value;
  treatment: Value;
  /** Replicates behind each arm. */
  n: { control: number; treatment: number };
  /** Scenario × wording × world values: pairs that share it differ in another factor's level and depend on each other. */
  caseId?: string;
  /** Levels of all factors but the treated one. */
  context?: Readonly<Record<string, string>>;
  /** Set where an arm is known by bounds only: its value is then one of many in its range. */
  ranges?: { control: ValueRange; treatment: ValueRange };
}

/** A pair or record that could not be used, and why. */
export interface Dropped {
  pairId: string;
  reason: string;
}

// ───────────────────────────── statistics ─────────────────────────────

export interface TestResult {
  method: string;
  estimate: number;
  interval: { low: number; high: number } | null;
  confidence: number | null;
  statistic: number | null;
  df: number | null;
  pValue: number | null;
  alternative: "two-sided" | "greater" | "less";
  n: number;
  /** Counts and notes a caption needs: discordant pairs, clusters, what was folded. */
  details?: Readonly<Record<string, Json>>;
  warnings?: readonly string[];
}

// ────────────────────────────── society ───────────────────────────────

/** feed: others' posts; matched: text of equal length that is no agent's; none: nothing. */
export type Arm = "feed" | "matched" | "none";

export interface Agent {
  agentId: string;
  persona: string;
  modelId: string;
}

/** Many agents over rounds. Its posts are a corpus, its exposures join both planes. */
export interface SocietyRun {
  societyId: string;
  arm: Arm;
  agents: readonly Agent[];
  rounds: number;
  seed: number;
  /** The agents' own posts. */
  posts: readonly Post[];
  /** What agents wrote below a post: comments on shown posts, replies to probes. */
  comments: readonly Post[];
  /** Questions that an account which is no agent put to all agents. They enter no feed. */
  probes: readonly Post[];
  /** Posts and probes that stood in an agent's prompt, answered or not. */
  exposures: readonly Exposure[];
  votes: readonly Vote[];
  actions: readonly TrialRecord[];
}

// ────────────────────────────── figures ───────────────────────────────

/** A drawn figure. Title and caption stand beside the picture, never inside it. */
export interface Figure {
  /** Lower-case letters, digits and hyphens: names the files. */
  name: string;
  title: string;
  caption: string;
  /** A complete SVG document: fixed size, no style sheet, no reference to anything outside. */
  svg: string;
  /** The seed behind what is drawn, where there is one. */
  seed?: number;
}

// ────────────────────────── notebook, tasks ───────────────────────────

/**
 * What a notebook output is, so that a report, a figure folder and a hash can be made from
 * the executed notebook alone. Stands under `twoplane` in the metadata of that output.
 *
 * A figure's output holds `image/png` (base64) and `text/html` with one
 * `<img src="data:image/svg+xml;base64,…" alt="…">`; a table's holds `text/html` with one
 * `<table>`. The name is lower-case letters, digits and hyphens, unique in its notebook:
 * the figure `drift` of 02_content_plane becomes `out/figures/02_content_plane-drift.svg`.
 * A table without a title stays out of the report.
 *
 * Tags of cells say the rest: outputs of a cell tagged `live` stay outside every hash, and
 * the cell tagged `parameters` is what the report shows as the settings.
 */
export type OutputMark =
  | { kind: "figure"; name: string; title: string; caption: string; seed?: number }
  | { kind: "table"; name: string; title: string; note: string };

// ─────────────────────────────── ledger ───────────────────────────────

/** First line of every ledger. */
export interface LedgerHeader {
  schemaVersion: number;
  /** SHA-256 of the planned unit ids, so that a ledger of another design is refused. */
  designHash: string;
  /** How many units are planned; absent in ledgers of older code. */
  units?: number;
  model: { name: string; kind: "network" | "local" | "recorded" | "simulated"; sha256: string | null };
  settings: Readonly<Record<string, Json>>;
  codeVersion: string;
}

/** How far a run is, as its ledger tells while it grows: to watch, not to test. */
export interface LedgerProgress {
  /** `null` until the ledger is there. */
  model: string | null;
  done: number;
  /** `null` where the ledger does not say how many units are planned. */
  total: number | null;
  tokens: Usage;
  /** Over all arms together. */
  counts: ProgressCounts;
  /** Of each condition, where the watcher asked to see the arms. */
  arms: readonly (ProgressCounts & { condition: string })[] | null;
  /** Since watching began; `null` without a clock or before the first record that it saw. */
  perMinute: number | null;
  secondsLeft: number | null;
  /** All units are there, or watching was ended. */
  finished: boolean;
}

/** What came of trials so far. Choices are counted as scored: what they lean to is read from all of them at the end. */
export interface ProgressCounts {
  acted: number;
  abstained: number;
  unread: number;
  refused: number;
  invalid: number;
  error: number;
  scored: number;
  /** acted / (acted + abstained); `null` before the first of either. */
  rate: number | null;
}
