import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { engines } from "../../src/engines";
import { cost, summary } from "../../src/inspect";
import { compare, time, type ComparisonRow } from "../../src/timing";
import { inGroups } from "../../src/timing/groups";
import { takeTurns } from "../../src/timing/turns";

/** A network of one convolution: cheap, but with batch norm so that not all parameters are trainable. */
function small(name: string, filters = 4): tf.LayersModel {
  return tf.sequential({
    name,
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters, kernelSize: 3 }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
}

/** A network that takes its time: its layer notes each call in `log` and keeps the processor busy for `ms`. */
function slow(name: string, log: string[], ms = 0): tf.LayersModel {
  const model = tf.sequential({ name, layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
  const busy = () => {
    log.push(name);
    for (const end = performance.now() + ms; performance.now() < end;);
  };
  calls.set(name, busy);
  model.add(new Busy({ name }));
  return model;
}

const calls = new Map<string, () => void>();
class Busy extends tf.layers.Layer {
  static className = "Busy";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as [tf.Tensor];
    calls.get(this.name)?.();
    return x;
  }
}
tf.serialization.registerClass(Busy);

let before: tf.MemoryInfo;
beforeEach(() => {
  before = tf.memory();
});
function assertNothingLeft(): void {
  const { numTensors, numBytes } = tf.memory();
  assert.deepEqual({ numTensors, numBytes }, { numTensors: before.numTensors, numBytes: before.numBytes });
}

const misspelt: object = { warmup: 3 };

describe("time", () => {
  test("reports the runs, their statistics and the conditions", async () => {
    const model = small("net");
    const timing = await time(model, { engine: "cpu", batch: 2, warmUp: 0, runs: 4 });
    assert.equal(timing.name, "net");
    assert.equal(timing.samplesMs.length, 4);
    assert.equal(timing.minMs, Math.min(...timing.samplesMs));
    assert.ok(timing.firstMs > 0 && timing.q1Ms <= timing.medianMs && timing.medianMs <= timing.q3Ms);
    const { engine, threads, batch, warmUp, runs, node, tfjs } = timing;
    assert.deepEqual(
      { engine, threads, batch, warmUp, runs, node, tfjs },
      {
        engine: "cpu",
        threads: 1,
        batch: 2,
        warmUp: 0,
        runs: 4,
        node: process.version,
        tfjs: tf.version_core,
      },
    );
    assert.equal(timing.device, timing.cpu);
    model.dispose();
    assertNothingLeft();
  });

  test("takes at least ten runs unless told otherwise, after the first and the warm-up", async () => {
    const log: string[] = [];
    const model = slow("busy", log);
    const built = log.length;
    const { samplesMs, warmUp } = await time(model, { engine: "cpu" });
    assert.equal(samplesMs.length, 10);
    assert.equal(log.length - built, 1 + warmUp + 10);
    model.dispose();
  });

  test("measures the time that the network takes", async () => {
    const model = slow("busy", [], 20);
    const { medianMs, firstMs } = await time(model, { engine: "cpu", runs: 3 });
    assert.ok(firstMs >= 20 && medianMs >= 20, `first ${firstMs}, median ${medianMs}`);
    model.dispose();
  });

  test("shows itself as a table that names the conditions, and is plain data in JSON", async () => {
    const model = small("net");
    const timing = await time(model, { engine: "cpu", runs: 1 });
    model.dispose();
    const text = inspect(timing);
    assert.match(text, /cpu 4\.22\.0 on .+, 1 thread, batch 1, 1 run after 3 others, Node v\d+/);
    assert.match(text, /Median, ms/);
    assert.deepEqual(
      Object.keys(JSON.parse(JSON.stringify(timing)) as object).sort(),
      Object.keys(timing).sort(),
    );
  });

  test("names what cannot be", async () => {
    const model = small("net");
    const rejects = (options: object, message: RegExp) =>
      assert.rejects(
        time(model, options),
        (error: Error) => error instanceof RangeError && message.test(error.message),
      );
    await rejects({ runs: 0 }, /runs is 0/);
    await rejects({ runs: 2.5 }, /runs is 2.5/);
    await rejects({ batch: 0 }, /batch is 0/);
    await rejects({ warmUp: -1 }, /warmUp is -1/);
    await rejects(
      { engine: "tpu" },
      /engine is "tpu": choose one of "onnxruntime", "tensorflow", "wasm", "cpu"/,
    );
    model.dispose();
    await assert.rejects(time(model), /"net" is disposed/);
    assertNothingLeft();
  });

  test("an option that there is not is refused", async () => {
    const model = small("net");
    const takes = "takes engine, threads, optimize, precision, calibration, batch, warmUp, runs.";
    for (const [name, run] of Object.entries({
      time: () => time(model, misspelt),
      compare: () => compare([model], misspelt),
    })) {
      await assert.rejects(run(), {
        name: "TypeError",
        message: `options has no warmup (did you mean warmUp?): ${name} ${takes}`,
      });
    }
    model.dispose();
  });

  test("what is no network is refused, with the way to one", async () => {
    const rejects = (model: unknown, message: RegExp) =>
      assert.rejects(time(model as tf.LayersModel), { name: "TypeError", message });
    await rejects(undefined, /^model is no tf\.LayersModel but undefined: give what tf\.model/);
    await rejects(() => small("net"), /^model is no tf\.LayersModel but function: call the function/);
  });

  test("a network for images of any size is told so", async () => {
    const model = tf.sequential({
      name: "any",
      layers: [tf.layers.globalAveragePooling2d({ inputShape: [null, null, 3] })],
    });
    await assert.rejects(time(model), {
      name: "RangeError",
      message: /images of any size \(\[null, null, 3\]\).+inputShape/,
    });
    model.dispose();
  });
});

describe("compare", () => {
  test("rows carry names, counts and times, in the order given", async () => {
    const b = small("b", 8);
    const rows = await compare({ B: b, A: () => small("a") }, { engine: "cpu", batch: 2, runs: 3 });
    assert.deepEqual(
      rows.map(({ name }) => name),
      ["B", "A"],
    );
    const [first] = rows as ComparisonRow[] as [ComparisonRow, ComparisonRow];
    const { params, trainable, nonTrainable } = summary(b).totals;
    assert.equal(params, 3 * 3 * 3 * 8 + 8 + 4 * 8 + 6 * 6 * 8 * 2 + 2);
    assert.deepEqual(
      { params: first.params, trainable: first.trainable, nonTrainable: first.nonTrainable },
      { params, trainable, nonTrainable },
    );
    assert.equal(first.macs, cost(b, { batch: 2 }).totals.macs);
    assert.equal(first.samplesMs.length, 3);
    assert.match(inspect(rows), /1 thread, batch 2, 3 runs[^]*Network +Parameters +MACs +Median[^]*\nB +834/);

    assert.equal(b.weights[0]?.read().isDisposed, false, "a model that was given is left alone");
    b.dispose();
    assertNothingLeft();
  });

  test("a list goes by the models' own names", async () => {
    const given = small("given");
    const rows = await compare([given, () => small("built")], { engine: "cpu", runs: 1, warmUp: 0 });
    assert.deepEqual(
      rows.map(({ name }) => name),
      ["given", "built"],
    );
    given.dispose();
  });

  test("a model that was there before is kept, by whatever way it is given", async () => {
    const net = small("net");
    const head = () => tf.sequential({ name: "head", layers: [net, tf.layers.dense({ units: 3 })] });
    await compare({ mine: () => net, head }, { engine: "cpu", runs: 1, warmUp: 0 });
    assert.equal(summary(net).totals.params, summary(small("alike")).totals.params); // throws if it is disposed
    assert.ok(net.weights.every((weight) => !weight.read().isDisposed));
    net.dispose();
  });

  test("networks take turns", async () => {
    const log: string[] = [];
    const entries = ["a", "b", "c"].map((name) => ({ name, model: slow(name, log) }));
    const built = log.length;
    await takeTurns(entries, { loading: { engine: "cpu" }, batch: 1, warmUp: 1, runs: 2 }, () => undefined);
    assert.equal(log.slice(built).join(""), "abcabcabcabc");
    for (const { model } of entries) model.dispose();
    assertNothingLeft();
  });

  test("leaves nothing behind when a network fails", async () => {
    const fails = () => {
      throw new Error("no such network");
    };
    await assert.rejects(compare({ a: () => small("a"), b: fails }, { engine: "cpu" }), /no such network/);
    assertNothingLeft();
  });

  test("names what cannot be, before it builds anything", async () => {
    const unwanted = () => assert.fail("built");
    await assert.rejects(compare([unwanted], { runs: 0 }), { name: "RangeError", message: /runs is 0/ });
    await assert.rejects(compare([unwanted], { engine: "tpu" as never }), { message: /engine is "tpu"/ });
    for (const wrong of [undefined, null, 3]) {
      const models = wrong as never;
      await assert.rejects(compare(models), {
        name: "TypeError",
        message: /^models is not a list of networks/,
      });
    }
    await assert.rejects(compare([]), { name: "RangeError", message: /models is empty/ });
    await assert.rejects(compare({}), { name: "RangeError", message: /models is empty/ });
  });
});

describe("groups", () => {
  const bytes = summary(small("one")).totals.bytes;
  const sources = ["a", "b", "c", "d"].map((name) => ({ source: () => small(name) }));

  async function grouped(budget: number): Promise<string[]> {
    const groups: string[] = [];
    const results = await inGroups(sources, budget, (group) => {
      const names = [...group].map(({ name, model }) => {
        assert.equal(model.name, name);
        return name;
      });
      groups.push(names.join(""));
      return Promise.resolve(names);
    });
    assert.deepEqual(results, ["a", "b", "c", "d"]);
    assertNothingLeft();
    return groups;
  }

  test("are of neighbours, and full when they reach the budget", async () => {
    assert.deepEqual(await grouped(0), ["a", "b", "c", "d"]);
    assert.deepEqual(await grouped(2.5 * bytes), ["abc", "d"]);
    assert.deepEqual(await grouped(Infinity), ["abcd"]);
  });

  test("hold one built network at a time", async () => {
    await inGroups(sources, Infinity, (group) => {
      let most = 0;
      const names: string[] = [];
      for (const { name } of group) {
        most = Math.max(most, tf.memory().numBytes - before.numBytes);
        names.push(name);
      }
      assert.equal(most, bytes);
      return Promise.resolve(names);
    });
    assertNothingLeft();
  });

  test("dispose a network whose work fails", async () => {
    const failing = inGroups(sources, Infinity, ([first]) =>
      Promise.reject(new Error(`${first?.name} fails`)),
    );
    await assert.rejects(failing, /a fails/);
    assertNothingLeft();
  });

  test("hold models that were given, and leave them", async () => {
    const given = small("given");
    await inGroups([{ source: given }], 0, ([entry]) => Promise.resolve([assert.equal(entry?.model, given)]));
    assert.equal(given.weights[0]?.read().isDisposed, false);
    given.dispose();
  });
});

test("times on every available engine", async () => {
  for (const { name, available } of engines()) {
    if (!available) continue;
    const model = small("net");
    const { engine, samplesMs } = await time(model, { engine: name, runs: 2 });
    assert.equal(engine, name);
    assert.equal(samplesMs.length, 2);
    model.dispose();
    assertNothingLeft();
  }
});
