import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { whatFails } from "../../../src/engines/whatFails";
import { library } from "../../../src/engines/onnx/library";
import { rules } from "../../../src/engines/onnx/rules";
import { layerKinds, leftOut } from "../../support/random/kinds";
import { temporaryFolder } from "../../support/notebook";
import { checkOnnx, noChecker } from "./checker";
import { exportable, tryExport } from "./fuzz";

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);
const replay = (seed: number) => `npm run fuzz -- --seed ${seed}`;

before(() => tf.setBackend("cpu"));

test("every kind of layer that the exporter has a rule for is in random models", () => {
  const inModels = new Set(layerKinds.map(({ name }) => name));
  const missing = Object.keys(rules).filter((kind) => !inModels.has(kind) && !(kind in leftOut));
  assert.deepEqual(missing, []);
});

describe("300 random models", { skip: whatFails(library) }, () => {
  const exported = new Map<number, Uint8Array>();
  const times = new Map<string, number>();

  test("in ONNX Runtime answer as they do on the cpu backend", async () => {
    const problems: string[] = [];
    for (const seed of SEEDS) {
      const { kinds, problem, bytes } = await tryExport(seed);
      for (const kind of kinds) times.set(kind, (times.get(kind) ?? 0) + 1);
      if (bytes) exported.set(seed, bytes);
      if (problem !== undefined) problems.push(`${problem}: ${replay(seed)}`);
    }
    assert.deepEqual(problems, []);
  });

  test("have each kind of layer that the exporter has a rule for 20 times or more", () => {
    const counted = layerKinds.filter(({ name }) => exportable(name));
    const rare = counted.filter(({ name }) => (times.get(name) ?? 0) < 20);
    assert.deepEqual(
      rare.map(({ name }) => `${name}: ${times.get(name) ?? 0}`),
      [],
    );
  });

  test("are right to ONNX's own checker, with strict shape inference", async (t) => {
    const reason = noChecker();
    if (reason !== undefined) return t.skip(reason);
    const folder = temporaryFolder(t);
    const files = [...exported].map(([seed, bytes]) => {
      const path = join(folder, `${seed}.onnx`);
      writeFileSync(path, bytes);
      return { seed, path };
    });
    const errors = await checkOnnx(files.map(({ path }) => path));
    const problems = files.flatMap(({ seed }, i) => (errors[i] ? [`${errors[i]}: ${replay(seed)}`] : []));
    assert.deepEqual(problems, []);
  });
});
