import * as Plot from "@observablehq/plot";
import type { CorpusProfile } from "../shapes.ts";
import { shorten, textWidth } from "./label.ts";
import type { Panel } from "./page.ts";
import { ink, planeColour, textSize } from "./theme.ts";

const height = 200;
const margins = { marginTop: 8, marginBottom: 48, marginRight: 24 };

/** Both ends of a run of authors who wrote the same number of posts, as powers of ten. */
interface Corner {
  rank: number;
  posts: number;
}

/** Posts of each author against the author's rank, both logarithmic: one line, as steps. */
export function rankPanel({ histogram }: CorpusProfile["authors"], width: number): Panel {
  const corners = cornersOf(histogram);
  const [ranks, posts] = [ticksTo(corners.at(-1)?.rank ?? 0), ticksTo(corners[0]?.posts ?? 0)];
  const words = { fontSize: textSize.small, tickSize: 4, tickFormat: powerName } as const;
  const marginLeft = Math.ceil(Math.max(...posts.map((power) => textWidth(powerName(power), textSize.small)))) + 12;
  return {
    options: {
      width,
      height,
      ...margins,
      marginLeft,
      x: { type: "linear", domain: [-0.05, (ranks.at(-1) ?? 1) + 0.05] },
      y: { type: "linear", domain: [-0.08, (posts.at(-1) ?? 1) + 0.05] },
      marks: [
        Plot.gridX(ranks, { stroke: ink.grid, strokeOpacity: 1 }),
        Plot.gridY(posts, { stroke: ink.grid, strokeOpacity: 1 }),
        Plot.axisX(ranks, {
          ...words,
          label: shorten("rank of the author", textSize.small, width - 70),
          labelAnchor: "center",
          labelArrow: "none",
          labelOffset: 42,
        }),
        Plot.axisY(posts, { ...words, label: null }),
        corners.length === 0
          ? Plot.text(["no known author"], { frameAnchor: "middle", fontSize: textSize.small, fill: ink.muted })
          : Plot.line(corners, { x: "rank", y: "posts", stroke: planeColour.content, strokeWidth: 2.5 }),
        ...(corners.length === 0 ? [] : [
          Plot.dot(corners.slice(0, 1), { x: "rank", y: "posts", r: 3.5, fill: planeColour.content }),
        ]),
      ],
    },
  };
}

function cornersOf(histogram: CorpusProfile["authors"]["histogram"]): Corner[] {
  let rank = 0;
  return histogram.toReversed().flatMap(({ posts, authors }) => {
    const [first, last] = [rank + 1, rank + authors];
    rank = last;
    const level = Math.log10(posts);
    return [{ rank: Math.log10(first), posts: level }, { rank: Math.log10(last), posts: level }];
  });
}

/** 0 to the power of ten at or above; at least 1, so that there are two ticks. */
function ticksTo(power: number): number[] {
  const last = Math.max(1, Math.ceil(power - 1e-9));
  const step = Math.ceil(last / 5);
  return Array.from({ length: Math.ceil(last / step) + 1 }, (_, index) => index * step);
}

function powerName(power: number): string {
  return power < 6 ? String(10 ** power) : `1e${power}`;
}
