import { axisIn, operand, type Operand, type Order, orderOf } from "../operand";
import { imageAxes, imageOrder } from "./images";
import type { Call, Rule } from "./rule";

/** How much of a side, at its beginning and at its end */
type Ends = [before: number, after: number];

/**
 * ONNX Runtime fuses a padding with what follows: a gain before convolutions, but before poolings it takes other padding
 * values for zeros, or refuses more of them than the window is wide. It leaves one alone that names its axes. All of them,
 * though: where it moves a transposition past the padding, it takes the list for one of all axes in order.
 */
const zeroPadding2D: Rule = (call) => {
  const { config, inputs, scope } = call;
  const [x] = inputs;
  const fused = feedsConvolutions(call);
  // In the convolutions' own order, since a transposition between the two would keep them apart.
  return alongSides(
    call,
    "padding",
    fused ? imageOrder(config) : orderOf(x),
    (image, axes, before, after) => {
      const all = x.shape.map((_, axis) => axis);
      const onAll = (ends: number[]) => all.map((axis) => ends[axes.indexOf(axis)] ?? 0);
      const named = fused ? [] : ["", scope.integers(all)];
      return scope.node("Pad", [image, scope.integers([...onAll(before), ...onAll(after)]), ...named]);
    },
  );
};

function feedsConvolutions({ takenBy }: Call): boolean {
  return takenBy.length > 0 && takenBy.every((layer) => layer.getClassName().includes("Conv"));
}

/** Counted from the end, so that it needs no size. */
const cropping2D: Rule = (call) =>
  alongSides(call, "cropping", orderOf(call.inputs[0]), (image, axes, before, after) =>
    call.scope.node("Slice", [
      image,
      call.scope.integers(before),
      call.scope.integers(after.map((values) => (values === 0 ? WHOLE : -values))),
      call.scope.integers(axes),
    ]),
  );

/** An end that no side reaches: up to the last value */
const WHOLE = 2 ** 31 - 1;

/** What a node makes along height and width, wherever they lie in the order. */
function alongSides(
  { config, inputs: [x], outputShapes: [shape = []], scope }: Call,
  option: string,
  order: Order,
  make: (image: string, axes: number[], before: number[], after: number[]) => string,
): Operand {
  const sides = config[option] as [height: Ends, width: Ends];
  const axes = imageAxes(config, x.shape.length).map((axis) => axisIn(order, axis, x.shape.length));
  const name = make(
    scope.take(x, order),
    axes,
    sides.map(([before]) => before),
    sides.map(([, after]) => after),
  );
  return operand(name, shape, order, x.dtype);
}

export const borderRules = { Cropping2D: cropping2D, ZeroPadding2D: zeroPadding2D } satisfies Record<
  string,
  Rule
>;
