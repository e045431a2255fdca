import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { toPng } from "../../lib/figures/mod.ts";
import { projectPath, sha256 } from "../../lib/foundation/mod.ts";
import { samples } from "./samples.ts";

/** UPDATE_SNAPSHOTS=1 writes the files anew: look at each before committing it. */
const isUpdate = Deno.env.get("UPDATE_SNAPSHOTS") === "1";
const folder = projectPath("tests", "figures", "snapshots");

for (const [name, make] of Object.entries(samples)) {
  Deno.test(`${name} draws its committed snapshot, byte for byte`, () => {
    const path = `${folder}/${name}.svg`;
    const { svg } = make();
    if (isUpdate) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, svg);
    }
    assert.ok(existsSync(path), `no snapshot ${name}.svg: run with UPDATE_SNAPSHOTS=1 and look at it`);
    assert.ok(
      svg === readFileSync(path, "utf8"),
      `${name}.svg differs: look at both, then run with UPDATE_SNAPSHOTS=1`,
    );
  });
}

Deno.test("snapshots are of samples that exist", () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(samples).map((name) => `${name}.svg`).sort());
});

Deno.test("figures draw the same bytes when drawn again and after others", () => {
  const first = Object.values(samples).map((make) => make().svg);
  const again = Object.values(samples).toReversed().map((make) => make().svg).toReversed();
  assert.deepEqual(first, again);
});

Deno.test("figures and their PNGs are the same bytes in two processes", async () => {
  const here: string[] = [];
  for (const make of [samples["trajectory-map"], samples["forest-plot"]]) {
    const figure = make();
    here.push(sha256(figure.svg), sha256(await toPng(figure, { scale: 1 })));
  }
  const script = projectPath("tests", "figures", "print_hashes.ts");
  const [first, second] = await Promise.all([printed(script), printed(script)]);
  assert.deepEqual(first, here);
  assert.deepEqual(second, here);
});

async function printed(script: string): Promise<string[]> {
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", script] });
  const { code, stdout, stderr } = await command.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split("\n");
}
