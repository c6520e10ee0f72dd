import assert from "node:assert/strict";
import { test } from "node:test";
import { goals, int8Goals } from "../../bench/support/goals";
import { byNetwork, fastest, ratio } from "../../bench/support/ratios";
import { result } from "./results";

const ours = { ours: true };
const results = [
  result("onnxruntime", 90, ours),
  result("OpenVINO bf16", 50, { precision: "bf16" }),
  result("OpenVINO", 100),
  result("PyTorch", 120),
  result("Keras predict", 250),
  result("broken", undefined, { failure: "no such operation" }),
];

test("ratios are to the fastest peer that computes in fp32", () => {
  assert.equal(fastest(results)?.engine, "OpenVINO");
});

test("without peers they are to the fastest of our engines", () => {
  assert.equal(fastest([result("wasm", 900, ours), result("onnxruntime", 90, ours)])?.engine, "onnxruntime");
  assert.equal(fastest([result("broken", undefined)]), undefined);
});

test("the ratio of two engines' medians; none where one was not timed", () => {
  assert.equal(ratio(results, "PyTorch", "OpenVINO"), 1.2);
  assert.equal(ratio(results, "broken", "OpenVINO"), undefined);
});

test("results by network keep their order", () => {
  const mixed = [
    result("a", 1, { network: "B" }),
    result("a", 1, { network: "A" }),
    result("b", 1, { network: "B" }),
  ];
  const names = [...byNetwork(mixed)].map(([network, all]) => [network, all.map(({ engine }) => engine)]);
  assert.deepEqual(names, [
    ["B", ["a", "b"]],
    ["A", ["a"]],
  ]);
});

test("goals: onnxruntime beside the fastest peer and beside Keras, AlexNet's stricter", () => {
  assert.deepEqual(goals(results), [
    { what: "VGG-16: onnxruntime / OpenVINO", value: 0.9, goal: 1.03 },
    { what: "VGG-16: onnxruntime / Keras predict", value: 0.36, goal: 0.5 },
  ]);
  const alexNet = results.map((row) => ({ ...row, network: "AlexNet_BN" }));
  assert.equal(goals(alexNet)[1]?.goal, 0.25);
});

test("no goals without peers, nor for the three other networks", () => {
  assert.deepEqual(goals(results.filter((row) => row.ours)), []);
  assert.deepEqual(goals(results.map((row) => ({ ...row, network: "MobileNet" }))), []);
});

test("goals of int8: beside the fastest fp32 peer and beside Python's own quantization", () => {
  const int8 = [
    ...results,
    result("onnxruntime int8", 30, { ours: true, precision: "int8" }),
    result("ONNX Runtime (Python) int8", 40, { precision: "int8" }),
  ];
  assert.deepEqual(int8Goals(int8), [
    { what: "VGG-16: onnxruntime int8 / OpenVINO", value: 0.3, goal: 0.35 },
    { what: "VGG-16: onnxruntime int8 / ONNX Runtime (Python) int8", value: 0.75, goal: 1.05 },
  ]);
  assert.deepEqual(int8Goals(results), []);
});

test("engines that raced in different groups are compared by way of the one that raced in both", () => {
  // In the second group the machine was half as fast: there the first engine took 180 ms instead of 90.
  const grouped = [
    result("onnxruntime", 135, { ...ours, besideMs: 135 }),
    result("OpenVINO", 100, { besideMs: 90 }),
    result("PyTorch", 190, { besideMs: 180 }),
  ];
  assert.equal(fastest(grouped)?.engine, "PyTorch");
  assert.ok(Math.abs((ratio(grouped, "onnxruntime", "OpenVINO") as number) - 90 / 100) < 1e-12);
  assert.ok(Math.abs((ratio(grouped, "PyTorch", "OpenVINO") as number) - 190 / 180 / (100 / 90)) < 1e-12);
});
