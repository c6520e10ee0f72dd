import type * as tf from "@tensorflow/tfjs";

/** A call of a layer as TF.js records it: what goes in, what comes out. */
export type Node = tf.layers.Layer["inboundNodes"][number];

/** A layer's calls on the way from the model's inputs to its outputs: it may have others, in other models. */
export function nodesWithin(model: tf.LayersModel): (layer: tf.layers.Layer) => Node[] {
  const within = new Set<Node>();
  const wanted = [...model.outputs];
  for (let tensor = wanted.pop(); tensor; tensor = wanted.pop()) {
    const node = tensor.sourceLayer.inboundNodes[tensor.nodeIndex] as Node;
    if (within.has(node)) continue;
    within.add(node);
    wanted.push(...node.inputTensors);
  }
  return (layer) => layer.inboundNodes.filter((node) => within.has(node));
}
