/** A process of its own for store_writers_test.ts: appends 100 vectors one by one. */
import { openVectorStore, vectorKey } from "../../lib/embedding/mod.ts";
import { hashVector } from "./stand_in.ts";

const [folder = "", name = ""] = Deno.args;
const store = openVectorStore(folder, { name: "counting 1", dims: 4 });
console.log("ready"); // both writers wait for each other, so that their appends meet
await Deno.stdin.read(new Uint8Array(1));
for (let i = 0; i < 100; i++) {
  const text = `${name} ${i}`;
  store.append([{ key: vectorKey("counting 1", text), vector: Float32Array.from(hashVector(text)) }]);
}
store.close();
