import { type PriceTable, simulatedAgents } from "../../action/mod.ts";
import { checkOneOf, findWeights, weightPath, WEIGHTS } from "../../foundation/mod.ts";
import {
  type ChatModel,
  localTransport,
  networkTransport,
  openChatModel,
  simulatedTransport,
} from "../../models/mod.ts";
import type { LedgerHeader, Trial } from "../../shapes.ts";
import type { RunDesign } from "./design.ts";

type ModelDesign = RunDesign["model"];
type Description = LedgerHeader["model"];

/** How a ledger will name the model, known before it is opened. */
export function descriptionOf(design: ModelDesign): Description {
  if (design.kind === "endpoint") return networkTransport(endpointOptions(design)).model;
  if (design.kind === "simulated") return { name: "simulated: planted effect", kind: "simulated", sha256: null };
  checkOneOf("run", "model.weights", design.weights, chatWeights());
  return { name: design.weights, kind: "local", sha256: findWeights(design.weights).files[0]!.sha256 };
}

/** Opens it. Calls that fail are asked again by the run alone, so that each try is counted. */
export async function openModel(
  design: ModelDesign,
  trials: readonly Trial[],
  options: { report: (line: string) => void; signal: AbortSignal },
): Promise<ChatModel> {
  if (design.kind === "endpoint") return openChatModel(networkTransport(endpointOptions(design)), { maxRetries: 0 });
  if (design.kind === "simulated") {
    const { rates, seed } = design;
    return openChatModel(simulatedTransport({ name: "planted effect", ...simulatedAgents(trials, { rates, seed }) }));
  }
  const { weights, contextSize, parallel } = design;
  const { ensureSetup } = await import("../setup/mod.ts");
  await ensureSetup({ models: [weights], ...options });
  const transport = await localTransport({
    modelPath: await weightPath(weights),
    name: weights,
    sha256: findWeights(weights).files[0]!.sha256,
    ...(contextSize !== undefined && { contextSize }),
    ...(parallel !== undefined && { parallel }),
  });
  return openChatModel(transport, { maxRetries: 0 });
}

/** Whether a model answers on this machine, where nobody bills it. */
export function isHere(design: ModelDesign): boolean {
  if (design.kind !== "endpoint") return true;
  const host = new URL(design.baseURL).hostname;
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

/** An endpoint on this machine costs nothing, unless a table says that it does. */
export function pricesWith(table: PriceTable, design: ModelDesign): PriceTable {
  if (design.kind !== "endpoint" || !isHere(design) || table.models.some((row) => row.model === design.model)) {
    return table;
  }
  const row = { promptPerMillion: 0, completionPerMillion: 0, source: "runs on this machine", checked: table.asOf };
  return { ...table, models: [...table.models, { model: design.model, ...row }] };
}

function endpointOptions(design: Extract<ModelDesign, { kind: "endpoint" }>): Parameters<typeof networkTransport>[0] {
  const { kind: _, ...options } = design;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

function chatWeights(): string[] {
  return WEIGHTS.filter(({ files }) => files.some(({ file }) => file.endsWith(".gguf"))).map(({ name }) => name);
}
