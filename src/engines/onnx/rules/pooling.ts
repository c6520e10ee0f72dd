import { operand } from "../operand";
import { imageOrder, imageSizes } from "./images";
import type { Rule } from "./rule";
import { windowAttributes } from "./window";

interface Config {
  poolSize: number[];
  strides: number[];
  padding: string;
}

/** An average leaves out the padding: what ONNX does by default. */
const pooling =
  (op: "MaxPool" | "AveragePool"): Rule =>
  ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
    const { poolSize, ...moves } = config as unknown as Config;
    const order = imageOrder(config);
    const attributes = windowAttributes({ ...moves, kernel: poolSize }, imageSizes(config, x.shape));
    return operand(scope.node(op, [scope.take(x, order)], attributes), shape, order);
  };

/** Pools everything between batch and channels. */
const globalPooling =
  (op: "GlobalMaxPool" | "GlobalAveragePool"): Rule =>
  ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
    const pooled = scope.node(op, [scope.take(x, imageOrder(config))]);
    return operand(scope.node("Flatten", [pooled]), shape, "tf");
  };

export const poolingRules = {
  AveragePooling1D: pooling("AveragePool"),
  AveragePooling2D: pooling("AveragePool"),
  AveragePooling3D: pooling("AveragePool"),
  GlobalAveragePooling1D: globalPooling("GlobalAveragePool"),
  GlobalAveragePooling2D: globalPooling("GlobalAveragePool"),
  GlobalMaxPooling1D: globalPooling("GlobalMaxPool"),
  GlobalMaxPooling2D: globalPooling("GlobalMaxPool"),
  MaxPooling1D: pooling("MaxPool"),
  MaxPooling2D: pooling("MaxPool"),
  MaxPooling3D: pooling("MaxPool"),
} satisfies Record<string, Rule>;
