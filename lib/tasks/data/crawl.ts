import { crawlMoltbook, type CrawlMoltbookOptions, type CrawlReport } from "../../corpus/mod.ts";

/** What the command line says of a crawl. */
export type CrawlFlags = Readonly<Record<string, string | boolean | undefined>>;

/** Options of a crawl from the command line; the clock is the machine's. */
export function crawlOptions(flags: CrawlFlags): CrawlMoltbookOptions {
  const text = (name: string) => typeof flags[name] === "string" ? flags[name] as string : undefined;
  const number = (name: string) => text(name) === undefined ? undefined : Number(text(name));
  const orders = text("comment-orders")?.split(",");
  const options = {
    userAgent: text("user-agent") ?? "",
    requestsPerMinute: number("requests-per-minute") ?? NaN,
    now: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
    sort: text("sort"),
    submolt: text("submolt"),
    since: text("since"),
    maxPages: number("max-pages"),
    pageSize: number("page-size"),
    comments: text("comments"),
    commentOrders: orders,
    baseURL: text("base-url"),
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as CrawlMoltbookOptions;
}

/** Crawls and tells what came. */
export async function crawl(
  folder: string,
  flags: CrawlFlags,
  { say, step }: { say: (text: string) => void; step: (text: string) => void },
): Promise<number> {
  const onProgress = (done: number, total: number) => step(`${done} of ${total} pages and threads known so far`);
  const { rowsPath, report } = await crawlMoltbook(folder, { ...crawlOptions(flags), onProgress });
  say(reportText(rowsPath, report));
  return report.status === "finished" ? 0 : 1;
}

function reportText(rowsPath: string, report: CrawlReport): string {
  return [
    `${report.status}: ${report.posts} posts, ${report.comments} comments, ${report.replies} replies in ${report.requests} requests`,
    `The feed ended with: ${report.stoppedBy}`,
    ...report.warnings.map((warning) => `! ${warning}`),
    `Read them with loadPosts("${rowsPath}", presets.moltbookLive)`,
  ].join("\n");
}
