/** How tests ended. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * How did the tests of a JUnit report end?
 *
 * Deno prints no line that other tools understand, so the report is what counts. A test case that
 * holds `<failure>` or `<error>` failed, one with `<skipped>` was left out; steps are cases too.
 *
 * @param xml What `deno test --junit-path` wrote.
 */
export function countJunit(xml: string): TestCounts {
  const markup = xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, "").replace(/<!--[\s\S]*?-->/g, "");
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (
    const [, isEmpty, body = ""] of markup.matchAll(
      /<testcase\b(?:[^>"']|"[^"]*"|'[^']*')*?(?:(\/)>|>([\s\S]*?)<\/testcase>)/g,
    )
  ) {
    if (isEmpty === undefined && /<(?:failure|error)\b/.test(body)) counts.failed++;
    else if (isEmpty === undefined && /<skipped\b/.test(body)) counts.skipped++;
    else counts.passed++;
  }
  return counts;
}

/** Sum of counts. */
export function addCounts(all: readonly TestCounts[]): TestCounts {
  return all.reduce((sum, next) => ({
    passed: sum.passed + next.passed,
    failed: sum.failed + next.failed,
    skipped: sum.skipped + next.skipped,
  }), { passed: 0, failed: 0, skipped: 0 });
}

/** The last line of `deno task test`. */
export function countsLine({ passed, failed, skipped }: TestCounts): string {
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}
