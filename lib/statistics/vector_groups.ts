/** Vectors in groups, and shuffles of the group labels that keep whole units together. @module */
import { checkInteger, quote } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import { count } from "./checks.ts";

/** n vectors with a group each; a unit (an agent, a day) has one group and is shuffled whole. */
export interface GroupedVectors {
  /** Length n · dims, row-major. */
  vectors: Float32Array | Float64Array;
  dims: number;
  /** Length n. */
  groups: readonly string[];
  /** Length n: rows of one unit are not independent. Left out, each row is its own unit. */
  units?: readonly string[];
}

/** The same with indices in place of names. */
export interface IndexedGroups {
  n: number;
  names: readonly string[];
  /** Length n: group of each row. */
  labels: Int32Array;
  /** Length n: unit of each row. */
  unitOf: Int32Array;
  /** Length units: group of each unit. */
  unitLabels: Int32Array;
}

/** Checks the data: sizes, finite numbers, at least two groups of at least two units each. */
export function indexGroups(caller: string, data: GroupedVectors): IndexedGroups {
  const { vectors, dims, groups } = data;
  checkInteger(caller, "dims", dims, { min: 1 });
  if (vectors.length !== groups.length * dims) {
    throw new RangeError(
      `Cannot run ${caller}(): vectors needs ${groups.length} × ${dims} numbers, got ${vectors.length}`,
    );
  }
  for (let i = 0; i < vectors.length; i++) {
    if (!Number.isFinite(vectors[i])) {
      throw new RangeError(
        `Cannot run ${caller}(): row ${Math.floor(i / dims)} needs finite numbers, got ${vectors[i]}`,
      );
    }
  }
  const units = data.units ?? groups.map((_, i) => String(i).padStart(12, "0"));
  if (units.length !== groups.length) {
    throw new RangeError(
      `Cannot run ${caller}(): units and groups need equal lengths, got ${units.length} and ${groups.length}`,
    );
  }
  const names = [...new Set(groups)].sort();
  const index = new Map(names.map((name, i) => [name, i]));
  const labels = Int32Array.from(groups, (group) => index.get(group) as number);
  return { n: groups.length, names, labels, ...indexUnits(caller, units, groups, labels, names) };
}

function indexUnits(
  caller: string,
  units: readonly string[],
  groups: readonly string[],
  labels: Int32Array,
  names: readonly string[],
) {
  const unitNames = [...new Set(units)].sort();
  const index = new Map(unitNames.map((name, i) => [name, i]));
  const unitOf = Int32Array.from(units, (unit) => index.get(unit) as number);
  const unitLabels = new Int32Array(unitNames.length).fill(-1);
  unitOf.forEach((unit, row) => {
    const known = unitLabels[unit] as number;
    if (known >= 0 && known !== labels[row]) {
      throw new RangeError(
        `Cannot run ${caller}(): unit ${quote(units[row])} needs one group, got ${quote(names[known])} and ${
          quote(groups[row])
        }`,
      );
    }
    unitLabels[unit] = labels[row] as number;
  });
  if (names.length < 2) throw new RangeError(`Cannot run ${caller}(): need at least 2 groups, got ${names.length}`);
  names.forEach((name, group) => {
    const size = unitLabels.filter((label) => label === group).length;
    if (size < 2) {
      throw new RangeError(
        `Cannot run ${caller}(): group "${name}" needs at least 2 units, got ${count(size, "unit")}`,
      );
    }
  });
  return { unitOf, unitLabels };
}

/** Shuffles the units' labels in place and writes each row's label. */
export function shuffleLabels(unitLabels: Int32Array, unitOf: Int32Array, labels: Int32Array, random: Random): void {
  for (let i = unitLabels.length - 1; i > 0; i--) {
    const j = (random() * (i + 1)) | 0;
    const label = unitLabels[i] as number;
    unitLabels[i] = unitLabels[j] as number;
    unitLabels[j] = label;
  }
  for (let row = 0; row < labels.length; row++) labels[row] = unitLabels[unitOf[row] as number] as number;
}

/** How many different ways there are to share units out to groups of these sizes, as far as numbers reach. */
export function arrangements(unitLabels: Int32Array, groups: number): number {
  let [ways, placed] = [1, 0];
  for (let group = 0; group < groups; group++) {
    const size = unitLabels.filter((label) => label === group).length;
    for (let i = 1; i <= size; i++) ways *= ++placed / i;
  }
  return ways;
}
