export { nullBand, sortedQuantile as quantile, type UnitBand } from "../statistics/mod.ts";
