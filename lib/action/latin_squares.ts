/** In which orders and under which labels a menu is shown, so that liking a label or a line cancels. @module */

/** For each presentation: the option at each place, and the label at each place, as indices. */
export interface Showing {
  options: readonly number[];
  labels: readonly number[];
}

/**
 * Up to three options: every rotation of the options with every rotation of the labels, k² showings. Above three, k showings
 * in which each option stands once at each place and once under each label: two Latin squares laid over each other, which for
 * 4, 5, 7 and 8 options also put each label once at each place. No such pair exists for 6 (Tarry 1900): there labels and
 * places are balanced over options, not over each other.
 */
export function showings(k: number): Showing[] {
  const places = Array.from({ length: k }, (_, place) => place);
  const shift = (by: number) => places.map((place) => (place + by) % k);
  if (k <= 3) return places.flatMap((turn) => places.map((by) => ({ options: shift(turn), labels: shift(by) })));
  if (k === 4 || k === 8) {
    return places.map((row) => ({
      options: places.map((place) => place ^ row),
      labels: places.map((place) => place ^ doubled(row, k)),
    }));
  }
  return places.map((row) => ({ options: shift(row), labels: shift(2 * row) }));
}

/** Twice a number of the field with 4 or 8 elements: row and twice the row differ for all rows but 0, and so does their sum. */
function doubled(row: number, k: 4 | 8): number {
  const twice = row << 1;
  return twice < k ? twice : twice ^ (k === 4 ? 0b111 : 0b1011);
}
