import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { load } from "../../../src/engines";
import { onBackend } from "../../../src/engines/backend";
import { discard } from "../../../src/engines/discard";
import { library } from "../../../src/engines/onnx/library";
import { withScratchFile } from "../../../src/engines/onnx/scratchFile";
import { heNormal } from "../../../src/layers/initializers";
import { noise } from "../../../src/timing/noise";
import { available, backends } from "../../support/engines";
import { difference } from "../parity";

describe("a scratch file", () => {
  const write = (file: number) => void writeSync(file, "weights");

  test("is there while it is used, and no longer", async () => {
    const used = await withScratchFile(7, write, (file) => {
      assert.equal(readFileSync(file, "utf8"), "weights");
      return Promise.resolve(file);
    });
    assert.equal(existsSync(used), false);
  });

  test("goes when its use fails", async () => {
    let used = "";
    const failing = withScratchFile(7, write, (file) => {
      used = file;
      return Promise.reject(new Error("no such format"));
    });
    await assert.rejects(failing, /no such format/);
    assert.ok(path.isAbsolute(used));
    assert.equal(existsSync(used), false);
  });

  test("is written at once", () => {
    let written = false;
    const using = withScratchFile(
      0,
      () => (written = true),
      () => Promise.resolve(),
    );
    assert.ok(written);
    return using;
  });

  test("goes when the process is killed meanwhile, after one that went before", async () => {
    const program = `
      const { withScratchFile } = require("./src/engines/onnx/scratchFile");
      void withScratchFile(0, () => undefined, () => Promise.resolve()).then(() =>
        withScratchFile(0, () => undefined, (file) => {
          require("node:fs").writeSync(1, file);
          process.kill(process.pid, "SIGKILL");
          return Promise.resolve();
        }));`;
    const { stdout, signal } = spawnSync(process.execPath, ["-r", "ts-node/register", "-e", program], {
      encoding: "utf8",
    });
    assert.equal(signal, "SIGKILL");
    assert.ok(path.isAbsolute(stdout));
    for (let wait = 0; wait < 100 && existsSync(stdout); wait++) await setTimeout(50);
    assert.equal(existsSync(stdout), false);
  });

  test("keeps no process from ending", () => {
    const program = `
      const { withScratchFile } = require("./src/engines/onnx/scratchFile");
      void withScratchFile(0, () => undefined, () => Promise.resolve());`;
    const args = ["-r", "ts-node/register", "-e", program];
    const { status, signal } = spawnSync(process.execPath, args, { timeout: 30_000 });
    assert.deepEqual({ status, signal }, { status: 0, signal: null });
  });

  test("is written and its use begun while no interrupt is let in", async (t) => {
    const interrupts = Symbol.for("convbook.uninterruptible");
    const done: string[] = [];
    const run = <T>(work: () => T): T => {
      done.push("closed");
      const result = work();
      done.push("open");
      return result;
    };
    Object.defineProperty(globalThis, interrupts, { value: run, configurable: true });
    t.after(() => Reflect.deleteProperty(globalThis, interrupts));
    await withScratchFile(
      0,
      () => void done.push("written"),
      () => Promise.resolve(void done.push("begun")),
    );
    assert.deepEqual(done, ["closed", "written", "begun", "open"]);
  });

  test("that cannot be written is told with the folder and the way to another", async () => {
    const full = () => {
      throw new Error("ENOSPC: no space left on device, write");
    };
    await assert.rejects(
      withScratchFile(5e8, full, () => assert.fail("used")),
      { message: /^A file of 500 MB, .+ cannot be written to \/.+ \(ENOSPC.+set TMPDIR/ },
    );
  });
});

describe("weights that are mapped from a file", { skip: !available.includes("onnxruntime") }, () => {
  /** 9.7 MB of weights, of which the largest are read in three pieces. */
  function build(): tf.LayersModel {
    return tf.sequential({
      layers: [
        tf.layers.dense({
          inputShape: [2000],
          units: 1200,
          kernelInitializer: heNormal(1),
          activation: "tanh",
        }),
        tf.layers.reshape({ targetShape: [20, 20, 3] }),
        tf.layers.conv2d({ filters: 64, kernelSize: 19, kernelInitializer: heNormal(2) }), // rearranged in the file
      ],
    });
  }

  for (const backend of backends) {
    test(`are the model's, whose own lie on ${backend}`, async () => {
      const model = onBackend(backend, build);
      const images = noise([2, 2000]);
      const expected = tf.tidy(() => (model.predict(images) as tf.Tensor).dataSync<"float32">());
      const session = await load(model, { engine: "onnxruntime" });
      const output = await session.predict(images);
      assert.ok(expected.some((value) => Math.abs(value) > 0.1));
      assert.ok(difference(expected, await output.data<"float32">()) < 1e-5);
      tf.dispose([images, output]);
      await session.dispose();
      discard(model);
    });
  }

  test("come from a file that is gone afterwards", async (t) => {
    const create = t.mock.method(library().InferenceSession, "create");
    const model = build();
    const session = await load(model, { engine: "onnxruntime" });
    const [bytes, { extra }] = create.mock.calls[0]?.arguments as unknown as [Uint8Array, FromFile];
    const name = /convbook-\d+-[0-9a-f-]{36}/.exec(Buffer.from(bytes).toString("latin1"))?.[0];
    assert.ok(name);
    const folder = extra.session.model_external_initializers_file_folder_path;
    assert.ok(path.isAbsolute(folder));
    assert.equal(existsSync(path.join(folder, name)), false);
    await session.dispose();
    discard(model);
  });
});

/** What ONNX Runtime is told of the file. */
interface FromFile {
  extra: { session: { model_external_initializers_file_folder_path: string } };
}
