import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { displayClass, jupyterDisplay } from "../notebook/display";
import { formatNumber } from "../notebook/table";
import { historyTable } from "./historyTable";
import { parameters } from "./parameters";
import { shapeText } from "./shapes";
import { summary } from "./summary";
import { usable } from "./usable";

/** From now on TensorFlow.js's models show their summary, their histories a table, layers and data sets a line each. */
export function showModels(): void {
  displayClass(tf.layers.Layer, (layer) => {
    const text = () => `${nameOf(layer)}, ${layer.built ? parameterText(layer) : "not built yet"}`;
    return { brief: text, text };
  });
  displayClass(tf.LayersModel, (model) => {
    const brief = () => briefOf(model);
    const reason = refusal(model);
    if (reason !== undefined) return { brief, text: () => reason };
    return { brief, text: () => inspect(summary(model)), bundle: () => summary(model)[jupyterDisplay]() };
  });
  displayClass(tf.LayerVariable, ({ name, dtype, shape, trainable }) => {
    const text = () =>
      `LayerVariable "${name}" ${dtype} [${shape.join(", ")}]${trainable ? "" : ", not trainable"}`;
    return { brief: text, text };
  });
  displayClass(tf.History, (history: tf.History) => {
    const epochs = (history as Partial<tf.History>).epoch?.length ?? 0; // no list before it is part of a training
    const brief = () => `History, epochs: ${epochs}`;
    if (epochs === 0) return { brief, text: brief };
    return { brief, text: () => historyTable(history).text, html: () => historyTable(history).html };
  });
  displayClass(tf.data.Dataset, ({ size }: tf.data.Dataset<tf.TensorContainer>) => {
    const text = () => `Dataset, elements: ${Number.isFinite(size) ? size : "unknown"}`;
    return { brief: text, text };
  });
}

function briefOf(model: tf.LayersModel): string {
  if (model.outputs.length === 0) return `${nameOf(model)}, no layers`;
  const [inputs, outputs] = [model.inputs, model.outputs].map((side) =>
    side.map(({ shape }) => shapeText(shape)).join(", "),
  );
  return `${nameOf(model)} ${inputs} → ${outputs}, ${parameterText(model)}`;
}

function nameOf(layer: tf.layers.Layer): string {
  return `${layer.getClassName()} "${layer.name}"`;
}

function parameterText({ weights }: tf.layers.Layer): string {
  return `${formatNumber(parameters(weights).params)} parameters`;
}

/** Why a model has no summary. */
function refusal(model: tf.LayersModel): string | undefined {
  try {
    usable(model);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
