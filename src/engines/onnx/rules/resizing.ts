import { axisIn, operand, type Operand, type Order, orderOf } from "../operand";
import type { Scope } from "../scope";
import { imageOrder } from "./images";
import { type Call, type Rule, untranslatable } from "./rule";

/** Output value i comes from input i / size: TensorFlow's coordinates without half a pixel. */
const upSampling2D: Rule = ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
  const { size, interpolation } = config as { size: [number, number]; interpolation: "nearest" | "bilinear" };
  const order = imageOrder(config);
  const image = interpolation === "bilinear" ? heldInOrder(x, order, scope) : scope.take(x, order);
  const scales = scope.constant([1, 1, ...size], [4]);
  const name = scope.node("Resize", [image, "", scales], {
    coordinate_transformation_mode: "asymmetric",
    ...(interpolation === "nearest" ? { mode: "nearest", nearest_mode: "floor" } : { mode: "linear" }),
  });
  return operand(name, shape, order);
};

/**
 * ONNX Runtime moves a transposition past what follows, but in other orders its linear Resize fails. Past a Reshape, to the
 * same shape here, it moves none. Where convolutions have made the order, there is nothing to move.
 */
function heldInOrder(x: Operand, order: Order, scope: Scope): string {
  const made = order === "channelsFirst" && orderOf(x) === order;
  const name = scope.take(x, order);
  return made ? name : scope.node("Reshape", [name, scope.integers([0, 0, 0, -1])]);
}

const centerCrop: Rule = (call) => {
  const { config, inputs, outputShapes, scope } = call;
  const [x] = inputs;
  const rank = x.shape.length;
  const order = orderOf(x);
  const [rows, columns] = placesOf(call, config as unknown as Crop);
  const pick = (image: string, axis: number, places: number[]) =>
    scope.node("Gather", [image, scope.integers(places)], { axis: axisIn(order, axis, rank) });
  const name = pick(pick(scope.take(x, order), rank - 3, rows), rank - 2, columns);
  return operand(name, outputShapes[0] ?? [], order);
};

interface Crop {
  height: number;
  width: number;
}

/** The rows and columns that stay. @throws Error if the sizes are open or the crop is larger */
function placesOf(call: Call, crop: Crop): [rows: number[], columns: number[]] {
  const [height, width] = call.inputs[0].shape.slice(-3) as [number | null, number | null];
  if (height === null || width === null)
    throw untranslatable(call, "an input of open size", "give height and width in the model's inputShape");
  const above = Math.floor((height - crop.height) / 2);
  // As TF.js has it: of two columns, but not of two rows, the first one goes.
  const left = width === crop.width ? 0 : Math.floor((width - crop.width) / 2) || 1;
  if (above < 0 || left < 0) {
    throw untranslatable(
      call,
      `a crop of ${crop.height} x ${crop.width} from ${height} x ${width}`,
      "TensorFlow.js would enlarge the image, and fails at it; use upSampling2d",
    );
  }
  return [nearest(height, crop.height, above), nearest(width, crop.width, left)];
}

/**
 * TF.js takes the crop as a box in parts of the image's size, and picks the value nearest to each place that it works out
 * from these: mostly, but not always, one after the other.
 */
function nearest(size: number, side: number, before: number): number[] {
  const [from, to] = [before, before + side].map((place) => Math.fround(place / size)) as [number, number];
  const step = ((to - from) * (size - 1)) / (side - 1);
  return Array.from({ length: side }, (_, i) => {
    const place = side === 1 ? 0.5 * (from + to) * (size - 1) : from * (size - 1) + i * step;
    return Math.min(Math.round(place), size - 1);
  });
}

export const resizingRules = {
  CenterCrop: centerCrop,
  UpSampling2D: upSampling2D,
} satisfies Record<string, Rule>;
