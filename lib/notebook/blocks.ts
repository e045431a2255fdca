import { cut, escapeMarkup, visible } from "../foundation/mod.ts";

/** One block of the reader: who, and what. */
export interface Block {
  heading: string;
  body: string;
  /** Characters of the body to underline: what the treated factor wrote. */
  treated?: readonly { start: number; end: number }[];
  /** Colour of the line beside it. Default: none. */
  tone?: "agent" | "world" | "outcome";
}

/** A block with nothing hidden in it. */
interface ShownBlock {
  heading: string;
  pieces: readonly { text: string; isTreated: boolean }[];
  tone: Block["tone"];
}

const LINES = { agent: "#cc79a7", world: "#e69f00", outcome: "#0072b2" } as const;

/** Heading and body as they may be shown, at most so many characters of the body. */
export function limitedBlock({ heading, body, treated = [], tone }: Block, most: number): ShownBlock {
  const edges = [0, ...treated.flatMap(({ start, end }) => [start, end]), body.length].sort((a, b) => a - b);
  const pieces = edges.slice(1).flatMap((end, i) => {
    const start = edges[i] as number;
    const isTreated = treated.some((range) => range.start <= start && end <= range.end);
    return start === end ? [] : [{ text: visible(body.slice(start, end)), isTreated }];
  });
  return { heading: cut(visible(heading), 160), pieces: limitedPieces(pieces, most), tone };
}

function limitedPieces<Piece extends { text: string; isTreated: boolean }>(pieces: readonly Piece[], most: number) {
  let left = most;
  let dropped = 0;
  const kept = pieces.map((piece) => {
    const characters = [...piece.text];
    const text = characters.slice(0, left).join("");
    dropped += Math.max(0, characters.length - left);
    left = Math.max(0, left - characters.length);
    return { text, isTreated: piece.isTreated };
  });
  return dropped === 0 ? kept : [...kept, { text: `… (${dropped} more characters)`, isTreated: false }];
}

/** Text of at most so many characters, which says how many are left out. */
export function limited(text: string, most: number): string {
  return limitedPieces([{ text, isTreated: false }], most).map((piece) => piece.text).join("");
}

/** @returns One `<pre>`. */
export function blockHtml({ heading, pieces, tone }: ShownBlock): string {
  const line = tone === undefined ? "" : `;border-left:3px solid ${LINES[tone]};padding-left:8px`;
  const body = pieces.map(({ text, isTreated }) => isTreated ? `<u>${escapeMarkup(text)}</u>` : escapeMarkup(text));
  return `<pre style="white-space:pre-wrap;overflow-wrap:anywhere${line}"><b>${escapeMarkup(heading)}</b>\n${
    body.join("")
  }\n </pre>`;
}

/** @returns Heading and body. */
export function blockPlain({ heading, pieces }: ShownBlock): string {
  return `${heading}:\n${pieces.map(({ text }) => text).join("")}`;
}
