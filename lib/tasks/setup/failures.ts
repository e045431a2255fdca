import { cut } from "../../foundation/errors.ts";
import type { CommandResult } from "../process.ts";

/** What a command was doing, and whom it was asking. */
export interface Attempt {
  /** After "Cannot", such as "install the Python packages". */
  what: string;
  /** Such as "pip". */
  command: string;
  /** What it needs to reach, such as "the Python package index". */
  source: string;
}

const GO_ON = "run `deno task setup` again; what is finished is kept";
const FULL_DISK = /No space left on device|ENOSPC|Errno 28|not enough space on the disk/i;
const NO_ANSWER = new RegExp(
  [
    "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|CERTIFICATE_VERIFY|SELF_SIGNED",
    "ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|ERR_SOCKET_TIMEOUT|UNABLE_TO_",
    "Name or service not known|name resolution|getaddrinfo|unreachable|timed out|Connection refused|Connection reset",
    "error sending request|dns error|tcp connect error|client error",
  ].join("|"),
  "i",
);
const REFUSED = /\b(401|403|407) (Client Error|Unauthorized|Forbidden)|\bE40[137]\b|Authentication Required/i;

/** Takes user names, passwords and tokens out of the addresses in a text. */
export function redact(text: string): string {
  return text.replace(/\/\/[^/\s@]+@/g, "//").replace(
    /([?&][^=&\s]*(?:token|key|password|auth)[^=&\s]*=)[^&\s]+/gi,
    "$1…",
  );
}

/**
 * Why did this command fail, and what can be done about it?
 *
 * @param attempt What was tried.
 * @param result The command's exit code and last lines.
 * @returns An error in one sentence; for a failure we do not know, with the command's last lines.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { explainFailure } from "./failures.ts";
 * const attempt = { what: "fetch a model", command: "pip", source: "the Python package index" };
 * const error = explainFailure(attempt, { code: 1, tail: ["OSError: [Errno 28] No space left on device"] });
 * assert(error.message.includes("free disk space"));
 * ```
 */
export function explainFailure({ what, command, source }: Attempt, { code, tail }: CommandResult): Error {
  const lines = tail.map(redact);
  const seen = (pattern: RegExp): string => reasonIn(lines.find((line) => pattern.test(line)) ?? "");
  const text = lines.join("\n");
  if (FULL_DISK.test(text)) {
    return new Error(`Cannot ${what}: need more free disk space, got "${seen(FULL_DISK)}". Free some and ${GO_ON}`);
  }
  const hashes = hashesIn(text);
  if (hashes !== null) {
    return new Error(
      `Cannot ${what}: need ${hashes.expected}, got ${hashes.got}. The file was not kept: ` +
        "the package index sent another file than the one pinned here. Try another network or mirror",
    );
  }
  if (REFUSED.test(text)) {
    return new Error(
      `Cannot ${what}: need access to ${source}, got "${seen(REFUSED)}". ` +
        `Check the credentials in ${command}'s own settings, then ${GO_ON}`,
    );
  }
  if (NO_ANSWER.test(text)) {
    return new Error(
      `Cannot ${what}: need ${source}, got "${seen(NO_ANSWER)}". Check the connection, the proxy and ` +
        `${command}'s own settings (they are used as they are), then ${GO_ON}`,
    );
  }
  const missing = /No matching distribution found for (\S+)/.exec(text)?.[1];
  if (missing !== undefined) {
    return new Error(
      `Cannot ${what}: need ${missing} on ${source}, got no file of it that fits this Python and machine. ` +
        "Python 3.10 to 3.13 on a 64-bit machine have one",
    );
  }
  return new Error(
    `Cannot ${what}: need ${command} to succeed, got exit code ${code}. Its last lines:\n` +
      lines.slice(-8).map((line) => `  ${line}`).join("\n"),
  );
}

/** What the system said, where a line quotes it among other things; else the line. */
function reasonIn(line: string): string {
  return cut(/\[Errno -?\d+\] ([^'"()]+)/.exec(line)?.[1] ?? line.replace(/^(ERROR|WARNING): /, ""), 160);
}

/** Both hashes of a mismatch as pip or npm tells it. */
function hashesIn(text: string): { expected: string; got: string } | null {
  const pip = /Expected (sha256) ([0-9a-f]{64})[\s\S]*?Got\s+([0-9a-f]{64})/.exec(text);
  if (pip !== null) return { expected: `SHA-256 ${pip[2]}`, got: `${pip[3]}` };
  const npm = /wanted (sha512-\S+) but got (sha512-\S+)/.exec(text);
  return npm === null ? null : { expected: `${npm[1]}`, got: `${npm[2]?.replace(/\.$/, "")}` };
}
