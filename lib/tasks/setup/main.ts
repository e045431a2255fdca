/**
 * `deno task setup [--models a,b] [--redo]`: everything the other tasks need, inside this folder.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { messageOf } from "../../foundation/errors.ts";
import { WEIGHTS } from "../../foundation/weights_catalogue.ts";
import { Interrupted } from "../process.ts";
import { progressLine } from "../progress.ts";
import { ensureSetup } from "./ensure.ts";
import { megabytes } from "./folders.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Sets up and tells what there is; the exit code says whether it succeeded. */
export async function main(args: readonly string[]): Promise<number> {
  const progress = progressLine();
  try {
    const { help, models, redo } = readArguments(args);
    if (!help) await ensureSetup({ models, redo, report: progress.say, reportStep: progress.step });
    console.log(help ? helpText() : "Everything is in place. Next: `deno task reproduce` or `deno task lab`");
    return 0;
  } catch (error) {
    progress.say(messageOf(error));
    return error instanceof Interrupted ? error.exitCode : 1;
  }
}

/** What was asked for on the command line. */
export function readArguments(args: readonly string[]): { models: readonly string[]; redo: boolean; help: boolean } {
  const options = {
    models: { type: "string", multiple: true },
    redo: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    const models = (values.models ?? []).flatMap((list) => list.split(",")).filter((name) => name !== "");
    return { models, redo: values.redo ?? false, help: values.help ?? false };
  } catch (cause) {
    throw new TypeError(`Cannot run setup: it takes --models, --redo and --help, got "${args.join(" ")}"`, { cause });
  }
}

function helpText(): string {
  const models = WEIGHTS.map(({ name, title, files, isAlwaysFetched }) => {
    const size = megabytes(files.reduce((sum, { bytes }) => sum + bytes, 0));
    return `  ${name.padEnd(20)} ${title}, ${size}${isAlwaysFetched ? ", always fetched" : ""}`;
  });
  return [
    "deno task setup [--models name,name] [--redo]",
    "",
    "Puts in place what the other tasks need: .venv, .twoplane and node_modules in this folder.",
    "Run it again at any time: what is finished is kept. --redo does every step again.",
    "",
    "Models:",
    ...models,
  ].join("\n");
}
