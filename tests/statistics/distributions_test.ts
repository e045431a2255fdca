import assert from "node:assert/strict";
import fc from "fast-check";
import { betaQuantile, betaTails } from "../../lib/statistics/distributions/beta.ts";
import { binomialLogLower, exactBinomialInterval } from "../../lib/statistics/distributions/binomial.ts";
import { logGamma, logOneMinusExp, logSumExp, stirlingError } from "../../lib/statistics/distributions/gamma.ts";
import { normalLogTail, normalQuantile, normalTail } from "../../lib/statistics/distributions/normal.ts";
import { findRoot } from "../../lib/statistics/distributions/roots.ts";
import { fisherTail, studentLogTail, studentUpperQuantile } from "../../lib/statistics/distributions/student.ts";
import { close, closeRelative, golden } from "./support.ts";

const values = golden("distributions");

Deno.test("normal tails and quantiles agree with mpmath in logs", () => {
  for (const [z, expected] of values.normalLogTail) closeRelative(normalLogTail(z), expected, 1e-12, `z = ${z}`);
  for (const [p, expected] of values.normalQuantile) close(normalQuantile(p), expected, 1e-12, `p = ${p}`);
});

Deno.test("t, F, beta and binomial tails agree with mpmath in logs", () => {
  for (const [t, df, expected] of values.studentLogTail) {
    closeRelative(studentLogTail(t, df), expected, 1e-11, `t ${t}`);
  }
  for (const [x, a, b, expected] of values.betaLogLower) {
    closeRelative(betaTails(x, a, b).logLower, expected, 1e-11, `beta ${x} ${a} ${b}`);
  }
  for (const [k, n, p, expected] of values.binomialLogLower) {
    closeRelative(binomialLogLower(k, n, p), expected, 1e-11, `binomial ${k} ${n} ${p}`);
  }
  for (const [f, a, b, expected] of values.fisherLogTail) {
    closeRelative(Math.log(fisherTail(f, a, b)), expected, 1e-11, `F ${f} ${a} ${b}`);
  }
});

Deno.test("exactBinomialInterval() agrees with the Clopper-Pearson equation", () => {
  for (const [k, n, confidence, low, high] of values.clopperPearson) {
    const interval = exactBinomialInterval(k, n, confidence);
    close(interval.low, low, 1e-10, `low of ${k}/${n}`);
    close(interval.high, high, 1e-10, `high of ${k}/${n}`);
  }
});

Deno.test("quantiles undo their tails", () => {
  fc.assert(fc.property(
    fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    fc.double({ min: 0.3, max: 500, noNaN: true }),
    fc.double({ min: 1, max: 500, noNaN: true }), // below 1 the quantile crowds against 1, where doubles end
    (p, a, b) => {
      const { logLower } = betaTails(betaQuantile(p, a, b), a, b);
      close(Math.exp(logLower), p, 1e-9);
      close(Math.exp(studentLogTail(studentUpperQuantile(p, a), a)), p, 1e-9);
      close(normalTail(-normalQuantile(p)), p, 1e-12);
    },
  ));
});

Deno.test("logGamma() and stirlingError() meet known values", () => {
  close(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
  close(logGamma(6), Math.log(120), 1e-14);
  close(stirlingError(1), 1 - Math.log(2 * Math.PI) / 2, 1e-14);
});

Deno.test("logOneMinusExp() and logSumExp() stay exact at both ends", () => {
  closeRelative(logOneMinusExp(-1e-20), Math.log(1e-20), 1e-14);
  closeRelative(logOneMinusExp(-50), -Math.exp(-50), 1e-14);
  assert.equal(logOneMinusExp(0), -Infinity);
  close(logSumExp(-1000, -1000), -1000 + Math.LN2, 1e-14);
  assert.equal(logSumExp(-Infinity, -Infinity), -Infinity);
});

Deno.test("findRoot() finds roots and refuses a bracket without one", () => {
  close(findRoot((x) => x ** 3 - 2, 0, 2), Math.cbrt(2), 1e-14);
  assert.throws(() => findRoot((x) => x * x + 1, -1, 1), /opposite signs/);
});
