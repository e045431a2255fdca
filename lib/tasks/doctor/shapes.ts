/** What one check found, and what to do about it. */
export interface CheckResult {
  /** What was looked at, in a few words. */
  name: string;
  /** warn: works, with a limit; fail: something will not work. */
  status: "ok" | "warn" | "fail";
  detail: string;
  /** What to do; empty where there is nothing to do. */
  advice: string;
}
