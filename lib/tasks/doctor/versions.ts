import { KERNEL_DENO } from "../setup/deno.ts";
import { isNewEnough } from "../setup/python.ts";
import type { CheckResult } from "./shapes.ts";

const SETUP = "Run `deno task setup`";
const REDO = "Run `deno task setup --redo`";

/** Is the Deno that runs the tasks new enough? */
export function checkTaskDeno(version: string): CheckResult {
  const name = "Deno for tasks";
  if (compareVersions(version, KERNEL_DENO) >= 0) return { name, status: "ok", detail: version, advice: "" };
  const advice = `Run tasks with \`npx -y deno@${KERNEL_DENO} task …\`, or update Deno`;
  return { name, status: "fail", detail: `${version}, need ${KERNEL_DENO} or newer`, advice };
}

/** Do the notebooks run on the Deno whose kernel keeps its output? `null`: it is not installed. */
export function checkKernelDeno(version: string | null): CheckResult {
  const name = "Deno for notebooks";
  if (version === KERNEL_DENO) return { name, status: "ok", detail: version, advice: "" };
  return version === null
    ? { name, status: "fail", detail: `not installed, need ${KERNEL_DENO}`, advice: SETUP }
    : { name, status: "fail", detail: `${version}, need ${KERNEL_DENO}: newer kernels lose output`, advice: REDO };
}

/** Are Node and npm there? Only fetching needs them, so their absence is no failure. */
export function checkNode(versions: { node: string | null; npm: string | null }): CheckResult {
  const name = "Node and npm";
  const shown = (version: string | null): string => version ?? "not found";
  const detail = `Node ${shown(versions.node)}, npm ${shown(versions.npm)}`;
  if (versions.node !== null && versions.npm !== null) return { name, status: "ok", detail, advice: "" };
  const advice = "Nothing to do while `deno` itself is installed; `npx -y deno@… task …` needs Node";
  return { name, status: "warn", detail, advice };
}

/** Does the project's Python environment stand on a Python that is new enough? `null`: there is none. */
export function checkPython(version: string | null): CheckResult {
  const name = "Python of .venv";
  if (version === null) return { name, status: "fail", detail: "no working .venv", advice: SETUP };
  if (isNewEnough(version)) return { name, status: "ok", detail: version, advice: "" };
  return { name, status: "fail", detail: `${version}, need 3.10 or newer`, advice: `Install a newer Python. ${REDO}` };
}

/**
 * Are the Python packages the pinned ones?
 *
 * @param pinned Name → version, as the list of pinned packages says.
 * @param installed Name → version, as Python says; a missing name is not installed.
 */
export function checkPythonPackages(
  pinned: Readonly<Record<string, string>>,
  installed: Readonly<Record<string, string>>,
): CheckResult {
  const name = "Python packages";
  if (Object.keys(installed).length === 0) return { name, status: "fail", detail: "not installed", advice: SETUP };
  const wrong = Object.entries(pinned).filter(([each, version]) => installed[each] !== version)
    .map(([each, version]) => `${each} ${installed[each] ?? "missing"}, need ${version}`);
  const detail = Object.entries(pinned).map((pair) => pair.join(" ")).join(", ");
  return wrong.length === 0
    ? { name, status: "ok", detail, advice: "" }
    : { name, status: "fail", detail: wrong.join("; "), advice: REDO };
}

/** Are all npm packages of the import map in node_modules? */
export function checkNpmPackages(missing: readonly string[]): CheckResult {
  const name = "npm packages";
  if (missing.length === 0) return { name, status: "ok", detail: "all in node_modules", advice: "" };
  return { name, status: "fail", detail: `missing: ${missing.join(", ")}`, advice: SETUP };
}

/** Below 0 if the first version is older, 0 if equal, above 0 if newer; only the three numbers count. */
export function compareVersions(one: string, other: string): number {
  const numbers = (version: string): number[] => version.split(/[.+-]/).slice(0, 3).map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  return left.map((number, index) => number - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
