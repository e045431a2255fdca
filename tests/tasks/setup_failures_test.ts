import assert from "node:assert/strict";
import fc from "fast-check";
import { explainFailure, redact } from "../../lib/tasks/setup/failures.ts";

const PIP = { what: "install the Python packages", command: "pip", source: "the Python package index" };
const NPM = { what: "install the npm packages", command: "npm", source: "the npm registry" };

function explain(attempt: typeof PIP, ...tail: readonly string[]): string {
  return explainFailure(attempt, { code: 1, tail }).message;
}

Deno.test("explainFailure() knows a package index that cannot be reached", () => {
  const message = explain(
    PIP,
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: Failed to establish a new " +
      "connection: [Errno -3] Temporary failure in name resolution': /simple/anyio/",
    "ERROR: Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)",
    "ERROR: No matching distribution found for anyio==4.16.0",
  );
  assert.match(
    message,
    /^Cannot install the Python packages: need the Python package index, got "Temporary failure in name resolution"/,
  );
  assert.match(message, /Check the connection, the proxy and pip's own settings/);
});

Deno.test("explainFailure() knows an npm registry that cannot be reached", () => {
  assert.match(
    explain(NPM, "npm error code ENOTFOUND", "npm error network request failed"),
    /^Cannot install the npm packages: need the npm registry, got "npm error code ENOTFOUND"/,
  );
});

Deno.test("explainFailure() knows a full disk", () => {
  for (
    const line of [
      "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
      "npm error code ENOSPC",
    ]
  ) {
    assert.match(explain(PIP, line), /need more free disk space, got ".*Free some and run `deno task setup` again/);
  }
});

Deno.test("explainFailure() shows both hashes of a mismatch, pip's and npm's", () => {
  const [expected, got] = ["a".repeat(64), "b".repeat(64)];
  const pip = explain(
    PIP,
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "    anyio==4.16.0 from file:///anyio.whl:",
    `        Expected sha256 ${expected}`,
    `             Got        ${got}`,
  );
  assert.ok(pip.includes(`need SHA-256 ${expected}, got ${got}`), pip);
  const npm = explain(
    NPM,
    "npm error code EINTEGRITY",
    "npm error sha512-one== integrity checksum failed when using " +
      "sha512: wanted sha512-one== but got sha512-two==. (42 bytes)",
  );
  assert.ok(npm.includes("need sha512-one==, got sha512-two=="), npm);
});

Deno.test("explainFailure() tells refused access from no answer", () => {
  assert.match(
    explain(PIP, "ERROR: HTTP error 403 while getting x", "requests.exceptions.HTTPError: 403 Client Error: Forbidden"),
    /need access to the Python package index.*Check the credentials/,
  );
});

Deno.test("explainFailure() names a package that no index has for this Python", () => {
  assert.match(
    explain(PIP, "ERROR: No matching distribution found for rpds-py==2026.9.1"),
    /need rpds-py==2026\.9\.1 on the Python package index, got no file of it that fits/,
  );
});

Deno.test("explainFailure() shows the last lines of a failure it does not know", () => {
  assert.match(
    explain(PIP, "first", "something odd"),
    /got exit code 1\. Its last lines:\n {2}first\n {2}something odd$/,
  );
});

Deno.test("redact() leaves no credentials in an address, wherever it stands", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_~.%-]{4,20}$/);
  fc.assert(fc.property(secret, secret, (user, password) => {
    const text = redact(`Looking in indexes: https://${user}:${password}@mirror.example/simple?x=1`);
    assert.equal(text, "Looking in indexes: https://mirror.example/simple?x=1");
  }));
  assert.equal(
    redact("https://mirror.example/simple?x=1&access_token=abc&y=2"),
    "https://mirror.example/simple?x=1&access_token=…&y=2",
  );
  assert.equal(
    redact("mail a@b.example, see https://mirror.example/simple"),
    "mail a@b.example, see https://mirror.example/simple",
  );
});

Deno.test("explainFailure() never shows the credentials of an index", () => {
  const message = explain(PIP, "ERROR: Connection refused by https://someone:hunter2@mirror.example/simple");
  assert.ok(!message.includes("hunter2") && !message.includes("someone"), message);
});
