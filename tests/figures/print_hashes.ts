import { toPng } from "../../lib/figures/mod.ts";
import { sha256 } from "../../lib/foundation/mod.ts";
import { samples } from "./samples.ts";

/** Run as a process of its own by the snapshot test. */
for (const make of [samples["trajectory-map"], samples["forest-plot"]]) {
  const figure = make();
  console.log(sha256(figure.svg));
  console.log(sha256(await toPng(figure, { scale: 1 })));
}
