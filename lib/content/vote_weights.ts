/** What to do where posts of equal votes stand at the border of the top or the bottom. */
export type TieRule = "shared" | "earlier first" | "left out";

/** Who stands at the top and at the bottom of a window, as a weight a post: +1/k at the top, −1/k at the bottom. */
export interface VoteWeights {
  top: Float64Array;
  bottom: Float64Array;
}

/** Votes this close, as a share of their range, are equal: residuals of equal votes differ by rounding. */
const SAME = 1e-9;

/**
 * Weights of the k most and the k least voted posts of a window.
 *
 * Ties at the border: "shared" gives the tied posts equal parts of the places left, so that no
 * order is needed; "earlier first" takes them in order of time, as a stable sort does, which
 * puts early posts at the top and late ones at the bottom.
 *
 * @param values Votes or their residuals, in order of time.
 * @param scale What the values range over before any residual is taken; differences far below it are none.
 * @param into Written in place: top and bottom each sum to 1.
 * @returns False where the window has no contrast: all values equal, or a tied border under "left out".
 */
export function voteWeights(
  values: Float64Array,
  { k, ties, scale, into, order }: {
    k: number;
    ties: TieRule;
    scale: number;
    into: VoteWeights;
    /** Scratch, as long as the values. */
    order: Int32Array;
  },
): boolean {
  const n = values.length;
  sortDescending(values, order, scale * SAME);
  const at = (place: number) => values[order[place] as number] as number;
  const slack = scale * SAME;
  if (at(0) - at(n - 1) <= slack) return false;
  if (ties === "left out" && (at(k - 1) - at(k) <= slack || at(n - k - 1) - at(n - k) <= slack)) return false;
  if (ties === "earlier first") {
    into.top.fill(0);
    into.bottom.fill(0);
    for (let place = 0; place < k; place++) {
      into.top[order[place] as number] = 1 / k;
      into.bottom[order[n - 1 - place] as number] = 1 / k;
    }
    return true;
  }
  share(values, { weights: into.top, border: at(k - 1), sign: 1, k, slack });
  share(values, { weights: into.bottom, border: at(n - k), sign: -1, k, slack });
  return true;
}

/** Those beyond the border weigh 1/k, those on it share what is left. */
function share(
  values: Float64Array,
  { weights, border, sign, k, slack }: {
    weights: Float64Array;
    border: number;
    sign: 1 | -1;
    k: number;
    slack: number;
  },
): void {
  let [beyond, tied] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const above = sign * ((values[i] as number) - border);
    if (above > slack) beyond++;
    else if (above >= -slack) tied++;
  }
  const part = (k - beyond) / tied / k;
  for (let i = 0; i < values.length; i++) {
    const above = sign * ((values[i] as number) - border);
    weights[i] = above > slack ? 1 / k : above >= -slack ? part : 0;
  }
}

/** Places in descending order of the values, equal ones by time; insertion, since windows are short. */
function sortDescending(values: Float64Array, order: Int32Array, slack: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let place = i;
    while (place > 0 && value - (values[order[place - 1] as number] as number) > slack) {
      order[place] = order[place - 1] as number;
      place--;
    }
    order[place] = i;
  }
}
