/**
 * The speed targets of the action room, in two groups: what the runner adds to a model's own time, and what prefix reuse
 * saves with a local model.
 */
import type { Bench } from "./harness.ts";
import { localRows } from "./action/local.ts";
import { runnerRows } from "./action/runner.ts";

const bench: Bench = async (report) => [...await runnerRows(report), ...await localRows(report)];

export default bench;
