import { cut, messageOf } from "../../foundation/errors.ts";
import { redact } from "../setup/failures.ts";
import type { CheckResult } from "./shapes.ts";

const TIME_LIMIT_MS = 10_000;

/** What asking an endpoint for its models gave. */
export type EndpointAnswer =
  | { kind: "not configured" }
  | { kind: "unreachable"; address: string; reason: string }
  | { kind: "answered"; address: string; status: number; models: number | null; hasKey: boolean };

/** Can the configured endpoint be used? Without one, local models and recorded runs do. */
export function checkEndpoint(answer: EndpointAnswer): CheckResult {
  const name = "Model endpoint";
  if (answer.kind === "not configured") {
    const detail = "none configured (OPENAI_BASE_URL is not set); local models and recorded runs do without";
    return { name, status: "ok", detail, advice: "" };
  }
  if (answer.kind === "unreachable") {
    const advice = "Start the server, or correct or unset OPENAI_BASE_URL";
    return { name, status: "fail", detail: `${answer.address} does not answer: ${answer.reason}`, advice };
  }
  const { address, status, models, hasKey } = answer;
  if (status === 401 || status === 403) {
    const advice = hasKey ? "Check OPENAI_API_KEY" : "Set OPENAI_API_KEY";
    return { name, status: "fail", detail: `${address} refuses ${hasKey ? "the key" : "without a key"}`, advice };
  }
  if (status !== 200 || models === null) {
    const advice = "Check that OPENAI_BASE_URL ends where the server's API begins, often in /v1";
    return { name, status: "warn", detail: `${address}/models answers ${status} without a list of models`, advice };
  }
  return {
    name,
    status: "ok",
    detail: `${address} answers with ${models} model${models === 1 ? "" : "s"}`,
    advice: "",
  };
}

/**
 * Asks the configured endpoint for its models. The key goes into the request and nowhere else.
 *
 * @param environment Looks up a variable.
 * @param send How to send a request: `fetch`.
 */
export async function askEndpoint(
  environment: (name: string) => string | undefined,
  send: typeof fetch,
): Promise<EndpointAnswer> {
  const base = environment("OPENAI_BASE_URL");
  if (base === undefined || base === "") return { kind: "not configured" };
  const key = environment("OPENAI_API_KEY");
  const hasKey = key !== undefined && key !== "";
  const address = redact(base.replace(/\/+$/, ""));
  try {
    const response = await send(`${base.replace(/\/+$/, "")}/models`, {
      headers: hasKey ? { authorization: `Bearer ${key}` } : {},
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    const body: unknown = await response.json().catch(() => null);
    const list = (body as { data?: unknown } | null)?.data;
    return {
      kind: "answered",
      address,
      status: response.status,
      models: Array.isArray(list) ? list.length : null,
      hasKey,
    };
  } catch (error) {
    return { kind: "unreachable", address, reason: withoutKey(cut(redact(messageOf(error)), 120), key) };
  }
}

function withoutKey(text: string, key: string | undefined): string {
  return key === undefined || key === "" ? text : text.replaceAll(key, "…");
}

/** Which CSV library reads and writes tables? `null`: JSR's own. */
export function checkJsr(reason: string | null): CheckResult {
  const name = "JSR";
  if (reason === null) return { name, status: "ok", detail: "reachable: @std/csv reads and writes CSV", advice: "" };
  const detail = "out of reach: csv-parse and csv-stringify stand in for @std/csv, with the same results";
  return { name, status: "warn", detail, advice: "Nothing to do" };
}
