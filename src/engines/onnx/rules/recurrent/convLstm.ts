import type * as tf from "@tensorflow/tfjs";
import { axisIn, operand } from "../../operand";
import type { Scope } from "../../scope";
import { outInWindow } from "../convolutions";
import { imageOrder, imageSizes } from "../images";
import { type Call, type Rule, untranslatable, variable } from "../rule";
import { windowAttributes } from "../window";
import { outputsOf, recurrentLayer } from "./layer";
import { loop, lstmStates, split, zeros } from "./loop";

interface Config {
  filters: number;
  kernelSize: number[];
  strides: number[];
  dilationRate: number[];
  padding: string;
  useBias: boolean;
  activation: string;
  recurrentActivation: string;
}

/** An LSTM over images, with convolutions for its products: with the channels first, step by step. */
export const convLstm2D: Rule = (call) => {
  const {
    inputs: [x], // alone: TF.js fails at first states
    outputShapes,
    mask,
    scope,
  } = call;
  const layer = recurrentLayer(call, call.layer);
  if (mask) throw untranslatable(call, "a mask", "masks are translated for [batch, time, features] only");
  const config = layer.cell.getConfig();
  const { filters, kernelSize, strides, dilationRate, padding, useBias, ...functions } =
    config as unknown as Config;

  const order = imageOrder(config); // of a sequence and of its images alike
  const [batch = null, , ...image] = x.shape;
  const [result = []] = outputShapes;
  const after = [batch, ...result.slice(-3)];
  const images = scope.take(x, order);
  const state = zeros(images, [filters, ...knownSizes(call, imageSizes(config, after))], scope);

  const kernel = (name: string) => scope.weight(variable(layer.cell, name), { perm: outInWindow(2) });
  const ofImage = convolution(
    [kernel("kernel"), ...(useBias ? [scope.weight(variable(layer.cell, "bias"))] : [])],
    { kernel: kernelSize, strides, dilations: dilationRate, padding },
    imageSizes(config, [batch, ...image]),
  );
  const ofState = convolution(
    [kernel("recurrent_kernel")],
    { kernel: kernelSize, strides: [1, 1], padding: "same" },
    imageSizes(config, after),
  );
  const anyImage = { shape: [null, null, null, null] };
  const [sequence, ...last] = loop(scope, {
    states: [state, state].map((name) => ({ name, ...anyImage })),
    inputs: [{ name: images, ...anyImage }],
    axis: axisIn(order, 1, 5), // of time
    backwards: layer.goBackwards,
    step([h, c], [image], inner) {
      const sums = inner.node("Add", [ofImage(image as string, inner), ofState(h as string, inner)]);
      return lstmStates(split(sums, 4, inner), c as string, functions, inner, { rank: 4, order });
    },
  }) as [string, string, string];
  const ran = {
    sequence: () => operand(sequence, result, order),
    states: last.map((name) => operand(name, after, order)),
  };
  return outputsOf(layer, ran, scope);
};

function convolution(weights: string[], window: Parameters<typeof windowAttributes>[0], sizes: tf.Shape) {
  const attributes = windowAttributes(window, sizes);
  return (image: string, scope: Scope) => scope.node("Conv", [image, ...weights], attributes);
}

function knownSizes(call: Call, sizes: tf.Shape): number[] {
  if (sizes.every((size): size is number => size !== null)) return sizes;
  throw untranslatable(call, "images of an open size", "give their height and width");
}
