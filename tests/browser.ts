import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const ELSEWHERE = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** Where a Chromium is: TWOPLANE_CHROMIUM, else on the path; `null` where there is none, so that a test can say so. */
export function findChromium(): string | null {
  const given = Deno.env.get("TWOPLANE_CHROMIUM");
  if (given !== undefined && given !== "") return given;
  const folders = (Deno.env.get("PATH") ?? "").split(Deno.build.os === "windows" ? ";" : ":");
  const places = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ELSEWHERE];
  return places.find((path) => existsSync(path)) ?? null;
}

/** Opens a headless Chromium; the caller closes it. */
export function openChromium(executablePath: string): Promise<Browser> {
  const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0; // its sandbox refuses root
  return chromium.launch({ executablePath, args: isRoot ? ["--no-sandbox"] : [] });
}
