import { Buffer } from "node:buffer";
import { escapeMarkup } from "../../foundation/mod.ts";
import type { Manifest } from "./manifest.ts";
import { reportStyle } from "./report_style.ts";
import type { FigureResult, NotebookResults, TableResult } from "./results.ts";
import type { Versions } from "./versions.ts";

/** What the page says beside the results. */
export interface ReportOptions {
  data: Manifest["data"];
  /** `null` leaves the section out. */
  versions: Versions | null;
}

const TITLE = "Do agents socialize with each other?";

/**
 * All results as one self-contained page.
 *
 * Whatever came from a notebook is escaped or shown as an image, and the page's own policy forbids
 * scripts and requests, since what agents wrote is hostile input.
 */
export function reportHtml(results: readonly NotebookResults[], { data, versions }: ReportOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${TITLE} – twoplane report</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<p class="eyebrow">twoplane report</p>
<h1>${TITLE}</h1>
<p class="lede">Two planes: what agents <strong>write</strong> (content plane) and what
they <strong>do</strong> (action plane). Every measure stands beside its null.</p>
${data === "real" ? REAL_DATA : ""}${contents(results)}</header>
<main>
${results.map(section).join("\n")}
</main>
${versions === null ? "" : footer(versions)}</body>
</html>
`;
}

const REAL_DATA =
  `<p class="notice">Made from the data sets TWOPLANE_DATA pointed at, not from the embedded ones.</p>\n`;

function contents(results: readonly NotebookResults[]): string {
  const items = results.map(({ name, story, figures, tables }) => {
    const parts = [
      ...(figures.length > 0 ? [counted(figures.length, "figure")] : []),
      ...(tables.length > 0 ? [counted(tables.length, "table")] : []),
    ];
    const link = `<a href="#${escapeMarkup(name)}">${escapeMarkup(story.title)}</a>`;
    return `<li>${link} <span class="count">${parts.join(", ")}</span></li>`;
  });
  return `<nav aria-label="Contents"><ul>\n${items.join("\n")}\n</ul></nav>\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function section({ name, story, figures, tables, seeds }: NotebookResults): string {
  return [
    `<section id="${escapeMarkup(name)}">`,
    `<p class="eyebrow">${escapeMarkup(name)}.ipynb</p>`,
    `<h2>${escapeMarkup(story.title)}</h2>`,
    `<div class="question">${story.questionHtml}</div>`,
    ...figures.map(figureHtml),
    ...tables.map(tableHtml),
    ...story.live.map(liveHtml),
    story.limitsHtml === "" ? "" : `<aside class="limits"><h3>What this does not show</h3>${story.limitsHtml}</aside>`,
    settingsHtml(story.settings, seeds),
    "</section>",
  ].filter((part) => part !== "").join("\n");
}

function figureHtml({ mark, svg, svgHash, fileName, isLive }: FigureResult): string {
  const seed = mark.seed === undefined ? "" : `seed ${mark.seed} · `;
  const trace = isLive ? `${seed}made live, not reproducible` : `${seed}SHA-256 ${svgHash.slice(0, 12)}`;
  return `<figure>
<h3>${escapeMarkup(mark.title)}${isLive ? LIVE : ""}</h3>
<div class="picture" tabindex="0"><img alt="${escapeMarkup(mark.title)}" src="data:image/svg+xml;base64,${
    Buffer.from(svg).toString("base64")
  }"></div>
<figcaption>${escapeMarkup(mark.caption)}
<span class="trace">figures/${escapeMarkup(fileName)}.svg · ${trace}</span></figcaption>
</figure>`;
}

const LIVE = ` <span class="live">live</span>`;

function tableHtml({ mark, text, fileName, isLive }: TableResult): string {
  const kinds = text.columns.map((_, index) => columnClass(text.rows.map((row) => row[index] ?? "")));
  const cells = (tag: string, row: readonly string[]): string =>
    row.map((cell, index) => `<${tag}${kinds[index]}>${escapeMarkup(cell)}</${tag}>`).join("");
  return `<div class="table">
<h3>${escapeMarkup(mark.title)}${isLive ? LIVE : ""}</h3>
<div class="scroll" tabindex="0"><table>
<thead><tr>${cells("th", text.columns)}</tr></thead>
<tbody>
${text.rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n")}
</tbody>
</table></div>
<p class="note">${escapeMarkup(text.below || mark.note)} <span class="trace">tables/${
    escapeMarkup(fileName)
  }.csv</span></p>
</div>`;
}

function columnClass(cells: readonly string[]): string {
  if (cells.every((cell) => NUMBER.test(cell))) return ' class="number"';
  return cells.some((cell) => cell.length > 40) ? ' class="long"' : "";
}

/** A number, a share, an interval's bound, or nothing. */
const NUMBER = /^[\s<>≤≥≈+\-−–—.,\d%e[\]()]*$/;

function liveHtml(text: string): string {
  return `<div class="table"><h3>What the model answered in this run${LIVE}</h3>
<pre>${escapeMarkup(text)}</pre></div>`;
}

function settingsHtml(settings: string, seeds: Readonly<Record<string, number>>): string {
  if (settings === "") return "";
  const named = Object.entries(seeds).map(([name, seed]) => `${escapeMarkup(name)} ${seed}`).join(", ");
  return `<details><summary>Settings</summary>
<pre>${escapeMarkup(settings)}</pre>
${named === "" ? "" : `<p class="note">Seeds: ${named}</p>\n`}</details>`;
}

function footer(versions: Versions): string {
  const lines = [
    ["package", versions.package],
    ["code", versions.code],
    ["Deno", versions.deno],
    ["platform", versions.platform],
  ];
  const packages = Object.entries(versions.packages);
  const rows = (entries: readonly (readonly string[])[]): string =>
    entries.map(([name, version]) =>
      `<tr><th scope="row">${escapeMarkup(name ?? "")}</th><td>${escapeMarkup(version ?? "")}</td></tr>`
    ).join("\n");
  return `<footer>
<h2>Versions</h2>
<table class="versions">
${rows(lines)}
</table>
<details><summary>${counted(packages.length, "package")}</summary>
<table class="versions">
${rows(packages)}
</table></details>
<p class="note">manifest.json beside this folder holds the SHA-256 of every file; <code>deno task verify</code> makes
everything again and compares.</p>
</footer>
`;
}
