/** Runs the contract on @std/csv in a process of its own and prints what came of each sentence. */
import { csvEngine } from "twoplane/foundation";
import { agreement, contract } from "./csv_contract.ts";

const { engine, reason } = await csvEngine();
const failed: string[] = [];
let passed = 0;
if (engine === "@std/csv") {
  for (const [sentence, check] of [...Object.entries(contract), ["agrees with csv-parse", agreement] as const]) {
    await check("@std/csv").then(() => passed++, (error) => failed.push(`${sentence}: ${error}`));
  }
}
console.log(JSON.stringify({ engine, reason, passed, failed }));
