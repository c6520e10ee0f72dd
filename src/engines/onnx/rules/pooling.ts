import { operand } from "../operand";
import type { Rule } from "./rule";
import { windowAttributes } from "./window";

interface Config {
  poolSize: number[];
  strides: number[];
  padding: "same" | "valid";
}

/** An average leaves out the padding: what ONNX does by default. */
const pooling =
  (op: "MaxPool" | "AveragePool"): Rule =>
  ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
    const window = config as unknown as Config;
    const attributes = windowAttributes({ ...window, kernel: window.poolSize }, x.shape);
    return operand(scope.node(op, [scope.take(x, "channelsFirst")], attributes), shape, "channelsFirst");
  };

/** Pools everything between batch and channels. */
const globalPooling =
  (op: "GlobalMaxPool" | "GlobalAveragePool"): Rule =>
  ({ inputs: [x], outputShapes: [shape = []], scope }) => {
    const pooled = scope.node(op, [scope.take(x, "channelsFirst")]);
    return operand(scope.node("Flatten", [pooled]), shape, "tf");
  };

export const poolingRules = {
  AveragePooling2D: pooling("AveragePool"),
  GlobalAveragePooling2D: globalPooling("GlobalAveragePool"),
  MaxPooling2D: pooling("MaxPool"),
} satisfies Record<string, Rule>;
