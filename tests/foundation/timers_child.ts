import { openDuckDb } from "twoplane/foundation";

const database = await openDuckDb(null);
database.close();
for (let tick = 0; tick < 4; tick++) await new Promise((resume) => setTimeout(resume, 1));
console.log("four ticks");
Deno.exit(0);
