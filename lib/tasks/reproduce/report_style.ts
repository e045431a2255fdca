/** How the report looks: one column, wide figures, light and dark, no font and no request. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #fdfcfa; --ink: #1d2129; --quiet: #5c6470; --line: #dcd9d2; --card: #ffffff;
  --accent: #2f5d8a; --wash: #f3f1ec; --live: #8a4b00; --live-wash: #fff2df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181d; --ink: #e6e3dc; --quiet: #9aa3af; --line: #333a44; --card: #ffffff;
    --accent: #8ab4e0; --wash: #1d2229; --live: #ffc583; --live-wash: #3a2a14;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; max-width: 54rem; padding: 2.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word;
}
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: clamp(1.8rem, 6vw, 2.6rem); margin: 0.2rem 0 1rem; letter-spacing: -0.015em; }
h2 { font-size: clamp(1.35rem, 4.5vw, 1.7rem); margin: 0.2rem 0 0.8rem; letter-spacing: -0.01em; }
h3 { font-size: 1.0625rem; margin: 0 0 0.7rem; }
p, ul, ol { margin: 0 0 1rem; }
p, li { max-width: 42rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
code, pre { font: 0.85em/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.eyebrow { color: var(--quiet); font-size: 0.8125rem; letter-spacing: 0.04em; margin: 0; }
.lede { font-size: 1.1875rem; }
nav { border: 1px solid var(--line); border-width: 1px 0; padding: 1rem 0; margin: 2rem 0 0; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li { padding: 0.2rem 0; }
.count { color: var(--quiet); font-size: 0.875rem; white-space: nowrap; }
section { padding: 3rem 0 0; scroll-margin-top: 1rem; }
figure, .table { margin: 2rem 0 2.4rem; }
.picture {
  background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; overflow-x: auto;
}
.picture img { display: block; width: 100%; max-width: 46rem; min-width: 20rem; height: auto; margin: 0 auto; }
figcaption, .note { color: var(--quiet); font-size: 0.9375rem; line-height: 1.5; margin: 0.7rem 0 0; max-width: 42rem; }
.trace {
  display: block; margin-top: 0.2rem; font: 0.75rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  overflow-wrap: anywhere;
}
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; font-size: 0.9375rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
.scroll table { width: 100%; }
th, td { padding: 0.5rem 0.8rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--wash); font-weight: 600; white-space: nowrap; }
td { min-width: 4rem; }
.long { min-width: 15rem; }
.number { text-align: right; white-space: nowrap; }
.live {
  display: inline-block; margin-left: 0.4rem; padding: 0 0.5rem; border-radius: 1rem; background: var(--live-wash);
  color: var(--live); font-size: 0.75rem; font-weight: 600; line-height: 1.6; vertical-align: 0.1em;
}
.limits, .notice { background: var(--wash); border-radius: 6px; padding: 1rem 1.2rem; margin: 2rem 0 1.2rem; }
.limits ul { padding-left: 1.2rem; }
.limits > :last-child { margin-bottom: 0; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--accent); padding: 0.4rem 0; }
pre {
  background: var(--wash); border-radius: 6px; padding: 0.9rem 1.1rem; margin: 0.4rem 0; overflow-x: auto;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
footer { margin-top: 4rem; border-top: 1px solid var(--line); padding-top: 2rem; }
.versions th { font-weight: 400; color: var(--quiet); padding-left: 0; }
.versions td { overflow-wrap: anywhere; }
@media (max-width: 36rem) {
  body { padding: 1.5rem 1rem 3rem; font-size: 1rem; }
  .lede { font-size: 1.0625rem; }
  .picture { margin: 0 -1rem; border-width: 1px 0; border-radius: 0; padding: 0.5rem; }
  .scroll { margin: 0 -1rem; border-width: 1px 0; border-radius: 0; }
  th, td { padding: 0.45rem 0.7rem; }
}
@media print {
  body { max-width: none; padding: 0; background: #fff; }
  figure, .table { break-inside: avoid; }
}
`;
