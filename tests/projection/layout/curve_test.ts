import { fitCurve } from "../../../lib/projection/curve.ts";
import { close } from "../../vectors/made.ts";
import { curves } from "./golden.ts";

Deno.test("fitCurve() agrees with umap-learn", () => {
  for (const { minDist, spread, a, b } of curves) {
    const fitted = fitCurve(minDist, spread);
    close(fitted.a, a, 1e-5 * Math.max(1, a));
    close(fitted.b, b, 1e-5);
  }
});

Deno.test("fitCurve() scales with the map: a falls with spread^2b, b stays", () => {
  const [one, three] = [fitCurve(0.1, 1), fitCurve(0.3, 3)];
  close(three.b, one.b, 1e-6);
  close(three.a, one.a / 3 ** (2 * one.b), 1e-6);
});
