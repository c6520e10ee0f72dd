import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import "../../../src/engines";
import { fromPattern, type PatternOptions } from "../../../src/architectures/pattern/fromPattern";
import { patternRemarks } from "../../../src/architectures/pattern/remarks";
import { cost } from "../../../src/inspect/cost";
import { summary } from "../../../src/inspect/summary";

const course = "INPUT -> [[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC";
const small = { inputShape: [8, 8, 3], filters: 4, units: 5, classes: 3 } satisfies PatternOptions;

function build<Result>(
  text: string,
  options: PatternOptions,
  look: (model: tf.LayersModel) => Result,
): Result {
  const model = fromPattern(text, options);
  try {
    return look(model);
  } finally {
    model.dispose();
  }
}

const layerNames = (model: tf.LayersModel) => model.layers.map(({ name }) => name);
const shapes = (model: tf.LayersModel) => summary(model).rows.map(({ outputShape }) => outputShape.slice(1));

test("VGG-16 as a pattern has VGG-16's parameters and multiply-adds", () => {
  const text =
    "INPUT -> [[CONV -> RELU]*2 -> POOL]*2 -> [[CONV -> RELU]*3 -> POOL]*3 -> [FC -> RELU]*2 -> FC";
  build(text, { filters: [64, 128, 256, 512, 512], units: 4096 }, (model) => {
    const { params, macs } = cost(model).totals;
    assert.deepEqual([params, macs], [134_301_514, 15_466_209_280]);
    assert.deepEqual(layerNames(model).slice(-7), [
      "block5_conv2",
      "block5_conv3",
      "block5_pool",
      "flatten",
      "fc1",
      "fc2",
      "predictions",
    ]);
  });
});

describe("a small network, worked by hand", () => {
  const options = { ...small, N: 1, M: 2, K: 1 };

  test("filters double after each pooling, and each pooling halves the image", () => {
    build(course, options, (model) => {
      assert.deepEqual(
        summary(model).rows.map(({ name, outputShape, params }) => [name, outputShape.slice(1), params]),
        [
          ["image", [8, 8, 3], 0],
          ["block1_conv1", [8, 8, 4], 3 * 9 * 4 + 4],
          ["block1_pool", [4, 4, 4], 0],
          ["block2_conv1", [4, 4, 8], 4 * 9 * 8 + 8],
          ["block2_pool", [2, 2, 8], 0],
          ["flatten", [32], 0],
          ["fc1", [5], 32 * 5 + 5],
          ["predictions", [3], 5 * 3 + 3],
        ],
      );
      assert.equal(model.name, "INPUT -> [[CONV -> RELU]*1 -> POOL?]*2 -> [FC -> RELU]*1 -> FC");
    });
  });

  test("it answers with probabilities", () => {
    build(course, options, (model) => {
      const sums = tf.tidy(() =>
        (model.predict(tf.randomUniform([2, 8, 8, 3])) as tf.Tensor).sum(1).arraySync(),
      );
      for (const sum of sums as number[]) assert.ok(Math.abs(sum - 1) < 1e-6);
    });
  });

  test("OUTPUT says the same as the last FC", () => {
    const withOutput = course.replace("K -> FC", "K -> OUTPUT");
    build(course, options, (one) =>
      build(withOutput, options, (other) => {
        assert.deepEqual(layerNames(other), layerNames(one));
        assert.deepEqual(shapes(other), shapes(one));
      }),
    );
  });

  test("POOL? is left out on request", () => {
    build(course, { ...options, optional: false }, (model) => {
      assert.deepEqual(layerNames(model).slice(1, 4), ["block1_conv1", "block1_conv2", "flatten"]);
      assert.deepEqual(shapes(model)[2], [8, 8, 4]);
    });
  });

  test("units one by one, a larger kernel, batch norm, dropout", () => {
    const given = { ...options, K: 2, units: [6, 7], kernelSize: 5, batchNorm: true, dropout: 0.5 };
    build(course, given, (model) => {
      const params = new Map(summary(model).rows.map((row) => [row.name, row.params]));
      assert.equal(params.get("block1_conv1"), 3 * 25 * 4 + 4);
      assert.equal(params.get("block1_conv1_bn"), 4 * 4);
      assert.equal(params.get("fc2"), 6 * 7 + 7);
      assert.ok(params.has("fc2_dropout"));
    });
  });

  test("a convolution has a ReLU only where the pattern says so", () => {
    build("INPUT -> CONV -> CONV -> RELU -> POOL -> CONV -> FC", small, (model) => {
      const activations = ["block1_conv1", "block1_conv2", "block2_conv1"].map(
        (name) => model.getLayer(name).getConfig()["activation"],
      );
      assert.deepEqual(activations, ["linear", "relu", "linear"]);
    });
  });
});

test("N = M = K = 0 is a linear classifier: a weight for each value of the image and class", () => {
  build(course, { inputShape: [32, 32, 3], N: 0, M: 0, K: 0 }, (model) => {
    assert.equal(model.countParams(), 32 * 32 * 3 * 10 + 10);
  });
});

describe("images that are too small", () => {
  const image = (side: number): PatternOptions => ({ ...small, inputShape: [side, side + 3, 3], filters: 1 });

  for (const [poolSize, pools, smallest] of [
    [2, 3, 8],
    [3, 2, 7], // 7 → 3 → 1
    [3, 3, 15],
    [1, 4, 1],
  ] as const) {
    test(`${pools} poolings of ${poolSize} x ${poolSize} need ${smallest}`, () => {
      const text = `INPUT -> [CONV -> POOL]*${pools} -> FC`;
      build(text, { ...image(smallest), poolSize }, (model) => assert.equal(shapes(model).at(-3)?.[0], 1));
      if (smallest === 1) return;
      assert.throws(() => fromPattern(text, { ...image(smallest - 1), poolSize }), {
        name: "RangeError",
        message: new RegExp(`block${pools}_pool .* smallest that fits is \\[${smallest}, ${smallest}, 3\\]`),
      });
    });
  }

  test("the caret stands under the POOL", () => {
    assert.throws(() => fromPattern("INPUT -> CONV -> [POOL]*2 -> POOL -> FC", image(4)), {
      message:
        "inputShape is [4, 7, 3]: too small for the pattern. block3_pool has windows of 2 x 2, and the image's " +
        "shorter side is 1 by then. The smallest that fits is [8, 8, 3].\n" +
        "  INPUT -> CONV -> [POOL]*2 -> POOL -> FC\n" +
        "                               ^",
    });
  });
});

describe("layers that cannot stand where they do", () => {
  const cases: [text: string, caret: number, problem: string][] = [
    ["CONV -> FC", 0, "cannot start with CONV: it starts with INPUT. Expected INPUT."],
    ["[FC]*0", 6, "has no layers: it starts with INPUT. Expected INPUT."],
    [
      "INPUT -> [CONV -> INPUT]*2 -> FC",
      18,
      "cannot have INPUT after CONV: it has one INPUT, the first layer.",
    ],
    ["INPUT -> [CONV -> FC]*2", 10, "cannot have CONV after FC: FC has flattened the image"],
    ["INPUT -> FC -> RELU -> POOL -> FC", 23, "cannot have POOL after RELU: FC has flattened the image"],
    ["INPUT -> FC -> FC", 15, "cannot have FC after FC: two dense layers without a RELU between them"],
    [
      "INPUT -> FC -> OUTPUT",
      15,
      "cannot have OUTPUT after FC: two dense layers without a RELU between them",
    ],
    [
      "INPUT -> POOL -> RELU -> FC",
      17,
      "cannot have RELU after POOL: a RELU stands directly behind a CONV or an FC.",
    ],
    ["INPUT -> CONV -> RELU", 21, "cannot end after RELU: the last layer gives the scores of the classes."],
    ["INPUT -> [FC -> RELU]*1", 23, "cannot end after RELU: the last layer gives the scores of the classes."],
    ["INPUT -> OUTPUT -> FC", 19, "cannot have FC after OUTPUT: OUTPUT is the last layer. Expected the end."],
  ];
  for (const [text, caret, problem] of cases) {
    test(text, () => {
      assert.throws(
        () => fromPattern(text, small),
        (error: Error) => {
          assert.equal(error.name, "SyntaxError");
          assert.ok(error.message.startsWith(`The pattern ${problem}`), error.message);
          assert.ok(error.message.endsWith(`\n  ${text}\n  ${" ".repeat(caret)}^`), error.message);
          return true;
        },
      );
    });
  }
});

describe("options that cannot be", () => {
  const given = { ...small, N: 1, M: 2, K: 2 };
  const cases: [what: string, options: PatternOptions, error: object][] = [
    [
      "a letter is missing",
      { ...given, M: undefined },
      { name: "TypeError", message: /^M is not given.*\{ M: 2 \}/ },
    ],
    ["less than none", { ...given, K: -1 }, { name: "RangeError", message: /^K is -1: .* at least 0/ }],
    ["half a layer", { ...given, N: 1.5 }, { name: "RangeError", message: /^N is 1.5/ }],
    ["too many layers", { ...given, N: 5001 }, { name: "RangeError", message: /stands for 10002 layers/ }],
    [
      "filters of too few stages",
      { ...given, filters: [8] },
      { message: /^filters is \[8\]: the pattern has 2 stages/ },
    ],
    ["no filters", { ...given, filters: [8, 0] }, { message: /^filters\[1\] is 0/ }],
    [
      "units of too few layers",
      { ...given, units: [8] },
      { message: /^units is \[8\]: the pattern has 2 dense layers/ },
    ],
    ["no window", { ...given, poolSize: 0 }, { name: "RangeError", message: /^poolSize is 0/ }],
    ["no classes", { ...given, classes: 0 }, { name: "RangeError", message: /^classes is 0/ }],
  ];
  for (const [what, options, error] of cases) {
    test(what, () => {
      assert.throws(() => fromPattern(course, options), error);
    });
  }
});

describe("remarks", () => {
  test("none within the course's ranges 0 <= N <= 3, M >= 0, 0 <= K <= 2", () => {
    for (const N of [0, 1, 3]) {
      for (const M of [0, 5])
        for (const K of [0, 2]) assert.deepEqual(patternRemarks(course, { N, M, K }), []);
    }
  });

  test("N and K above them, one remark each", () => {
    const [first, second, ...more] = patternRemarks(course, { N: 4, M: 1, K: 3 });
    assert.match(first ?? "", /^N is 4: the course's rule of thumb is 0 to 3 CONV/);
    assert.match(second ?? "", /^K is 3: the course's rule of thumb is 0 to 2 FC/);
    assert.deepEqual(more, []);
  });

  test("convolutions are counted however they are written", () => {
    const text = "INPUT -> [CONV -> RELU]*2 -> CONV -> RELU -> CONV -> RELU -> POOL -> FC";
    assert.match(patternRemarks(text).join(), /^N is 4/);
    assert.deepEqual(patternRemarks("INPUT -> [CONV*3 -> POOL?]*4 -> FC"), []);
  });

  test("building goes on, and the remark goes to stderr", (t) => {
    const write = t.mock.method(process.stderr, "write", () => true);
    build(course, { ...small, N: 4, M: 1, K: 1 }, (model) =>
      assert.equal(model.layers.length, 1 + 4 + 1 + 1 + 2),
    );
    const lines = write.mock.calls.map(({ arguments: [text] }) => text);
    assert.deepEqual(
      lines,
      patternRemarks(course, { N: 4, M: 1, K: 1 }).map((remark) => `${remark}\n`),
    );
  });
});
