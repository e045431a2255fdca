/** Texts that pass through the model together, padded to the longest. */
export interface Batch {
  /** Place of each text in the list that was asked for. */
  places: readonly number[];
  rows: number;
  /** Tokens of the longest text. */
  length: number;
  /** rows × length, row-major, 0 where padded. */
  inputIds: BigInt64Array;
  attentionMask: BigInt64Array;
}

/**
 * Batches of texts of like length, longest first: little padding, and the most memory is
 * asked for at the start.
 */
export function batchesByLength(tokenIds: readonly (readonly number[])[], batchSize: number): Batch[] {
  const order = tokenIds.map((ids, place) => ({ ids, place }))
    .sort((a, b) => b.ids.length - a.ids.length || a.place - b.place);
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; start += batchSize) {
    batches.push(padded(order.slice(start, start + batchSize)));
  }
  return batches;
}

function padded(texts: readonly { ids: readonly number[]; place: number }[]): Batch {
  const length = texts[0]?.ids.length ?? 0;
  const inputIds = new BigInt64Array(texts.length * length);
  const attentionMask = new BigInt64Array(texts.length * length);
  texts.forEach(({ ids }, row) =>
    ids.forEach((id, column) => {
      inputIds[row * length + column] = BigInt(id);
      attentionMask[row * length + column] = 1n;
    })
  );
  return { places: texts.map(({ place }) => place), rows: texts.length, length, inputIds, attentionMask };
}
