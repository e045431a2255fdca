export { type BandCollector, collectBands, type UnitBands as AgentBands, type UnitDraws } from "../statistics/mod.ts";
