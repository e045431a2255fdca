/**
 * `deno task test:endpoint [--model name]`: real tests against llama.cpp's own server, started on this machine with a local model.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { findWeights, messageOf, projectRoot, weightPath } from "../../foundation/mod.ts";
import { exitCodeOf } from "../exit.ts";
import { abilitiesOf, CHECKS, type Endpoint, endpointAt } from "./checks.ts";
import { endpointPython } from "./install.ts";
import { startServer } from "./server.ts";

const USAGE = `deno task test:endpoint [--model NAME]

Starts llama.cpp's server on 127.0.0.1 with a local model, asks it as any other endpoint is asked, and stops it.
NAME is a chat model of \`deno task setup --help\`, by default qwen2.5-coder-0.5b. The server (about 100 MB) is
installed once from the Python package index. It takes a few minutes on one core.`;

const CONTEXT_SIZE = 2048;

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs every check; the exit code says whether all passed. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<number> {
  const stop = new AbortController();
  try {
    const options = { model: { type: "string" }, help: { type: "boolean" } } as const;
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) {
      say(USAGE);
      return 0;
    }
    return await testEndpoint(values.model ?? "qwen2.5-coder-0.5b", say, stop.signal);
  } catch (error) {
    return exitCodeOf(error, console.error);
  } finally {
    stop.abort(new Error("the task has ended"));
  }
}

async function testEndpoint(modelName: string, say: (line: string) => void, signal: AbortSignal): Promise<number> {
  const { sha256 } = findWeights(modelName).files[0]!;
  const modelPath = await weightPath(modelName);
  const python = await endpointPython(projectRoot(), say, signal);
  const key = crypto.randomUUID(); // for this server and this process alone
  Deno.env.set("OPENAI_API_KEY", key);
  const server = await startServer({ python, modelPath, contextSize: CONTEXT_SIZE, key, signal });
  try {
    const endpoint = endpointAt({ baseURL: server.baseURL, modelName, modelPath, sha256 });
    const asked = async () => {
      say(`${modelName} behind llama.cpp's server: ${await abilitiesOf(endpoint)}`);
      return await tryAll(endpoint, say);
    };
    const failed = await Promise.race([asked(), server.died]);
    say(failed === 0 ? `All ${CHECKS.length} checks passed` : `${failed} of ${CHECKS.length} checks failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

async function tryAll(endpoint: Endpoint, say: (line: string) => void): Promise<number> {
  let failed = 0;
  for (const { name, look } of CHECKS) {
    const start = performance.now();
    const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    try {
      const seen = await look(endpoint);
      say(`passed  ${name} (${seconds()}): ${seen}`);
    } catch (error) {
      failed++;
      say(`FAILED  ${name} (${seconds()}): ${messageOf(error)}`);
    }
  }
  return failed;
}
