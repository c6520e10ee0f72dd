import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { runProgram } from "./support/notebook";
import { root } from "./support/paths";

interface Results {
  draws: Record<string, string>;
  networks: Record<string, string>;
  layers: Record<string, string>;
  losses: number[];
}

/** In a process of its own, with this seed, or without one. */
async function results(...seed: string[]): Promise<Results> {
  const program = join(root, "test", "support", "randomResults.ts");
  const { code, stdout, stderr } = await runProgram(
    process.execPath,
    ["-r", "ts-node/register", program, ...seed],
    process.env,
    root,
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Results;
}

describe("everything public that draws random numbers", () => {
  let [first, second, other] = [] as Results[] as [Results, Results, Results];
  before(async () => {
    [first, second, other] = await Promise.all([results(), results("1"), results("2")]);
  });

  test("gives in a new process what it gave before, and seed 1 is the default", () => {
    // Dropout's seed is the layer's name where a layer of the paper's has none.
    const { paperDropout: unseeded, ...draws } = first.draws;
    const { paperDropout: seeded, ...same } = second.draws;
    assert.deepEqual(same, draws);
    assert.notEqual(seeded, unseeded);
    assert.deepEqual(second.networks, first.networks);
    assert.deepEqual(second.layers, first.layers);
  });

  test("gives something else with another seed", () => {
    for (const kind of ["draws", "networks"] as const) {
      for (const [name, result] of Object.entries(other[kind])) {
        assert.notEqual(result, first[kind][name], name);
      }
    }
  });

  test("starts layers of one kind from weights of their own", () => {
    assert.equal(new Set(Object.values(first.layers)).size, 4);
  });

  test("trains to the same losses, and with another seed to others", () => {
    // On many cores TensorFlow may add up in another order.
    const rounded = ({ losses }: Results) => losses.map((loss) => loss.toFixed(4));
    assert.deepEqual(rounded(second), rounded(first));
    if (first.losses.length > 0) assert.notDeepEqual(rounded(other), rounded(first));
  });
});
