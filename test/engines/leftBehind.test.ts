import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { available } from "../support/engines";
import { inProcess } from "../support/inProcess";
import { temporaryFolder } from "../support/notebook";

test("a process that runs networks leaves nothing in the home folder, nor in the temporary one", (t) => {
  const folder = temporaryFolder(t);
  const [home, temporary] = [join(folder, "home"), join(folder, "temporary")];
  for (const each of [home, temporary]) mkdirSync(each);
  // 9 MB of weights: ONNX Runtime gets them in a file.
  const body = `
    const layer = tf.layers.dense({ inputShape: [1500], units: 1500, kernelInitializer: "ones" });
    const model = tf.sequential({ layers: [layer] });
    const sums = [];
    for (const engine of ${JSON.stringify(available)}) {
      const session = await load(model, { engine });
      sums.push((await session.predict(tf.ones([1, 1500]))).dataSync()[0]);
      await session.dispose();
    }
    return sums;`;
  const env = {
    HOME: home,
    TMPDIR: temporary,
    ORT_DISABLE_TELEMETRY: undefined, // this process has set it
    XDG_CACHE_HOME: undefined,
    DISABLE_V8_COMPILE_CACHE: "1", // ts-node's, before anything of ours is loaded
  };
  assert.deepEqual(
    inProcess(body, { env }),
    available.map(() => 1500),
  );
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), ["home", "temporary"]);
});
