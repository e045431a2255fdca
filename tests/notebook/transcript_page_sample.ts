import { transcriptPage, type TranscriptPageOptions } from "../../lib/notebook/mod.ts";
import type { Reading } from "../../lib/shapes.ts";
import { readingOf } from "./readings.ts";

/** What an agent may write to get out of its place on a page, or to hide in it. */
export const attacks = [
  `</script><script>document.title="out"</script>`,
  `"><img src=x onerror="document.title='out'">`,
  `<!-- </style><svg onload=document.title='out'>`,
  `javascript:alert(1) [link](http://127.0.0.1:9/) =HYPERLINK("http://127.0.0.1:9/","x") @SUM(1)`,
  `null \u0000 delete \u007f colour \u001b[31m turn \u202egnp.exe\u202c hid\u200b\u200bden tag \u{e0041} half \ud800 end`,
  "مرحبا 日本語 {{title}} ${x} `tick` \\u003c __proto__ constructor",
  "long".repeat(4000),
];

/** Both arms of eight blocks, every second block an attack from end to end. */
export const attackedReadings: Reading[] = Array.from({ length: 8 }, (_, i) => {
  const text = i % 2 === 0 ? ` ${attacks[(i / 2) % attacks.length]} ${attacks[(i / 2 + 4) % attacks.length]}` : "";
  const arm = (condition: string, isActing: boolean) => ({
    ...readingOf({ condition, note: `${condition} note${text}`, text, isActing, block: `block-${i}` }),
    scenarioId: i < 4 ? "switch" : `files${text}`,
    model: i % 3 === 0 ? "small" : `large${text}`,
    replicate: i,
    mentionsTest: i === 3,
  });
  const none = arm("none", i % 2 === 1);
  return [arm("cooperative", true), i === 5 ? { ...none, outcome: null, error: `timed out${text}` } : none];
}).flat();

/** The page with hostile words in every place that takes words. */
export function pageOf(
  readings: readonly Reading[] = attackedReadings,
  more: Partial<TranscriptPageOptions> = {},
): string {
  return transcriptPage(readings, { title: attacks[0] as string, caption: attacks[1] as string, ...more });
}
