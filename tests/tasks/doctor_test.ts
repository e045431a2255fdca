import assert from "node:assert/strict";
import { projectRoot } from "twoplane/foundation";
import { WEIGHTS } from "../../lib/foundation/weights_catalogue.ts";
import { pinnedVersions, runExamination } from "../../lib/tasks/doctor/examine.ts";
import { checkKernel, countOutput, type ExecutedNotebook, WHOLE_OUTPUT } from "../../lib/tasks/doctor/kernel.ts";
import { checkDisk, checkMemory, readMemory } from "../../lib/tasks/doctor/machine.ts";
import { resultText, verdict } from "../../lib/tasks/doctor/main.ts";
import { askEndpoint, checkEndpoint, checkJsr } from "../../lib/tasks/doctor/network.ts";
import type { CheckResult } from "../../lib/tasks/doctor/shapes.ts";
import {
  checkKernelDeno,
  checkNode,
  checkNpmPackages,
  checkPython,
  checkPythonPackages,
  checkTaskDeno,
  compareVersions,
} from "../../lib/tasks/doctor/versions.ts";
import { checkWeights } from "../../lib/tasks/doctor/weights.ts";
import { labArguments } from "../../lib/tasks/lab.ts";

function weightsNamed(name: string): (typeof WEIGHTS)[number] {
  const found = WEIGHTS.find((weights) => weights.name === name);
  assert.ok(found);
  return found;
}

Deno.test("every check that is not ok says what to do", () => {
  const results = [
    checkTaskDeno("2.5.6"),
    checkKernelDeno(null),
    checkKernelDeno("2.9.6"),
    checkNode({ node: null, npm: null }),
    checkPython(null),
    checkPython("3.9.18"),
    checkPythonPackages({ jupyterlab: "4.6.6" }, {}),
    checkPythonPackages({ jupyterlab: "4.6.6" }, { jupyterlab: "4.0.0" }),
    checkNpmPackages(["zod"]),
    checkMemory({ availableBytes: 5e8, totalBytes: 8e9 }),
    checkMemory({ availableBytes: 2e9, totalBytes: 8e9 }),
    checkDisk(1e8),
    checkDisk(1e9),
    checkWeights(weightsNamed("minilm"), [{ kind: "checked" }, { kind: "missing" }]),
    checkKernel(null),
    checkKernel("the test notebook could not run"),
    checkKernel({ ...WHOLE_OUTPUT, printedLines: 12 }),
    checkEndpoint({ kind: "unreachable", address: "http://127.0.0.1:1/v1", reason: "refused" }),
    checkEndpoint({ kind: "answered", address: "http://127.0.0.1:1/v1", status: 401, models: null, hasKey: true }),
    checkEndpoint({ kind: "answered", address: "http://127.0.0.1:1", status: 404, models: null, hasKey: true }),
    checkJsr("no answer"),
  ];
  for (const result of results) {
    assert.notEqual(result.status, "ok", result.name);
    assert.notEqual(result.advice, "", result.name);
  }
});

Deno.test("every check passes on a machine where all is well", () => {
  const results = [
    checkTaskDeno("2.8.1"),
    checkTaskDeno("2.10.0"),
    checkKernelDeno("2.8.1"),
    checkNode({ node: "20.1.0", npm: "10.0.0" }),
    checkPython("3.13.0"),
    checkPythonPackages({ jupyterlab: "4.6.6" }, { jupyterlab: "4.6.6", other: "1" }),
    checkNpmPackages([]),
    checkMemory({ availableBytes: 8e9, totalBytes: 16e9 }),
    checkDisk(50e9),
    checkWeights(weightsNamed("minilm"), [{ kind: "checked" }, { kind: "checked" }]),
    checkKernel(WHOLE_OUTPUT),
    checkEndpoint({ kind: "not configured" }),
    checkEndpoint({ kind: "answered", address: "http://127.0.0.1:1/v1", status: 200, models: 2, hasKey: false }),
    checkJsr(null),
  ];
  for (const result of results) assert.equal(result.status, "ok", `${result.name}: ${result.detail}`);
});

Deno.test("compareVersions() compares numbers, not text", () => {
  assert.ok(compareVersions("2.10.0", "2.9.6") > 0);
  assert.ok(compareVersions("2.8.1", "2.8.10") < 0);
  assert.equal(compareVersions("2.8.1+abc", "2.8.1"), 0);
});

Deno.test("checkWeights() shows both hashes, and takes a model on demand that is absent as no fault", () => {
  const minilm = weightsNamed("minilm");
  const wrong = checkWeights(minilm, [{ kind: "different", sha256: "abc", bytes: 1 }, { kind: "checked" }]);
  assert.equal(wrong.status, "fail");
  assert.ok(wrong.detail.includes(`abc, need ${minilm.files[0]?.sha256}`), wrong.detail);
  const absent = checkWeights(weightsNamed("qwen2.5-coder-0.5b"), [{ kind: "missing" }]);
  assert.equal(absent.status, "ok");
  assert.match(absent.detail, /deno task setup --models qwen2\.5-coder-0\.5b/);
});

/** The probe notebook as a kernel that loses nothing returns it: three rounds of four cells. */
function executed(): ExecutedNotebook {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index + 1}\n`);
  const round = [
    {
      outputs: [{ output_type: "stream", text: lines.slice(0, 20) }, {
        output_type: "stream",
        text: lines.slice(20).join(""),
      }],
    },
    { outputs: [{ output_type: "execute_result", data: { "text/plain": "the value" } }] },
    { outputs: [{ output_type: "display_data", data: { "text/plain": "the display" } }] },
    { outputs: [{ output_type: "error", evalue: "the error" }] },
  ];
  return { cells: [...round, ...round, ...round] };
}

Deno.test("countOutput() finds all output of a kernel that loses nothing", () => {
  assert.deepEqual(countOutput(executed()), WHOLE_OUTPUT);
});

Deno.test("countOutput() counts a line that went to another cell, and a value that never came, as lost", () => {
  const { cells } = executed();
  const strayed = { output_type: "stream", text: "line 50\n" };
  const changed = cells.map((cell, index) => {
    if (index === 0) return { outputs: [{ output_type: "stream", text: "line 1\nline 2\n" }] };
    if (index === 1) return { outputs: [strayed] };
    return cell;
  });
  const output = countOutput({ cells: changed });
  assert.deepEqual(output, { ...WHOLE_OUTPUT, printedLines: 102, values: 2 });
  const result = checkKernel(output);
  assert.equal(result.status, "fail");
  assert.match(result.detail, /^102 of 150 printed lines, 2 of 3 values, 3 of 3 displays, 3 of 3 errors arrived$/);
});

Deno.test("countOutput() counts nothing in a notebook that was not executed", () => {
  assert.deepEqual(countOutput({ cells: [{}, {}, {}, {}] }), { printedLines: 0, values: 0, displays: 0, errors: 0 });
});

const KEY = "sk-very-secret";

function environment(base: string | undefined, key: string | undefined): (name: string) => string | undefined {
  return (name) => name === "OPENAI_BASE_URL" ? base : name === "OPENAI_API_KEY" ? key : undefined;
}

Deno.test("askEndpoint() sends the key in the header alone and counts the models", async () => {
  const seen: { url: string; authorization: string | null }[] = [];
  const send = ((url: string, init: RequestInit) => {
    seen.push({ url, authorization: new Headers(init.headers).get("authorization") });
    return Promise.resolve(Response.json({ data: [{ id: "one" }, { id: "two" }] }));
  }) as typeof fetch;
  const answer = await askEndpoint(environment("http://127.0.0.1:8080/v1/", KEY), send);
  assert.deepEqual(seen, [{ url: "http://127.0.0.1:8080/v1/models", authorization: `Bearer ${KEY}` }]);
  const result = checkEndpoint(answer);
  assert.equal(result.detail, "http://127.0.0.1:8080/v1 answers with 2 models");
  assert.ok(!JSON.stringify([answer, result]).includes(KEY));
});

Deno.test("askEndpoint() never shows the key or credentials of the address, whatever fails", async () => {
  const send =
    (() => Promise.reject(new Error(`cannot reach http://me:pass@127.0.0.1/v1 with ${KEY}`))) as typeof fetch;
  const answer = await askEndpoint(environment("http://me:pass@127.0.0.1/v1", KEY), send);
  const text = JSON.stringify([answer, checkEndpoint(answer)]);
  assert.ok(!text.includes(KEY) && !text.includes("pass") && !text.includes("me:"), text);
  assert.equal(checkEndpoint(answer).status, "fail");
});

Deno.test("askEndpoint() asks nobody when no endpoint is configured", async () => {
  const send = (() => assert.fail("asked")) as unknown as typeof fetch;
  assert.deepEqual(await askEndpoint(environment(undefined, KEY), send), { kind: "not configured" });
});

Deno.test("askEndpoint() takes an answer that is no JSON as no list of models", async () => {
  const send = (() => Promise.resolve(new Response("<html>", { status: 200 }))) as typeof fetch;
  assert.equal(checkEndpoint(await askEndpoint(environment("http://127.0.0.1", undefined), send)).status, "warn");
});

Deno.test("runExamination() turns a check that breaks into a failed check", async () => {
  const result = await runExamination(() => Promise.reject(new Error("no such file")));
  assert.equal(result.status, "fail");
  assert.equal(result.detail, "no such file");
});

Deno.test("resultText() puts the advice on a line of its own, and verdict() counts", () => {
  const fine: CheckResult = { name: "Disk", status: "ok", detail: "50 GB free", advice: "" };
  const bad: CheckResult = { name: "Memory", status: "fail", detail: "too little", advice: "Close programs" };
  assert.match(resultText(fine), /^ok +Disk +50 GB free$/);
  assert.match(resultText(bad), /^fail +Memory +too little\n +→ Close programs$/);
  assert.equal(verdict([fine, { ...fine, status: "warn" }]), "All 2 checks passed (1 with a limit)");
  assert.match(verdict([fine, bad]), /^1 of 2 checks failed/);
});

Deno.test("pinnedVersions() reads the list of pinned packages", () => {
  assert.deepEqual(pinnedVersions(projectRoot(), ["nbclient"]), { nbclient: "0.11.0" });
});

Deno.test("readMemory() gives no more available than there is", () => {
  const { availableBytes, totalBytes } = readMemory();
  assert.ok(availableBytes > 0 && availableBytes <= totalBytes);
});

Deno.test("labArguments() puts the user's arguments last, so that they win", () => {
  const args = labArguments("/project", ["--port", "9999"]);
  assert.deepEqual(args.slice(0, 3), ["-m", "jupyterlab", "--ServerApp.root_dir=/project"]);
  assert.deepEqual(args.slice(-2), ["--port", "9999"]);
  assert.ok(args.includes("--MultiKernelManager.default_kernel_name=deno"));
});
