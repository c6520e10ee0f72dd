import { axisIn, operand, type Operand, orderOf } from "../operand";
import { imageAxes } from "./images";
import type { Call, Rule } from "./rule";

/** How much of a side, at its beginning and at its end */
type Ends = [before: number, after: number];

/**
 * ONNX Runtime fuses a padding of all axes with what follows: a gain before convolutions, but before poolings it takes
 * other padding values for zeros, or refuses more of them than the window is wide. It leaves one of two axes alone.
 */
const zeroPadding2D: Rule = (call) =>
  alongSides(call, "padding", (image, axes, before, after) => {
    const integers = (values: number[]) => call.scope.integers(values);
    if (!feedsConvolutions(call)) {
      return call.scope.node("Pad", [image, integers([...before, ...after]), "", integers(axes)]);
    }
    const rank = call.inputs[0].shape.length;
    const onAll = (ends: number[]) =>
      Array.from({ length: rank }, (_, axis) => ends[axes.indexOf(axis)] ?? 0);
    return call.scope.node("Pad", [image, integers([...onAll(before), ...onAll(after)])]);
  });

function feedsConvolutions({ layer: { outboundNodes } }: Call): boolean {
  return (
    outboundNodes.length > 0 &&
    outboundNodes.every(({ outboundLayer }) => /Conv/.test(outboundLayer.getClassName()))
  );
}

/** Counted from the end, so that it needs no size. */
const cropping2D: Rule = (call) =>
  alongSides(call, "cropping", (image, axes, before, after) =>
    call.scope.node("Slice", [
      image,
      call.scope.integers(before),
      call.scope.integers(after.map((values) => (values === 0 ? WHOLE : -values))),
      call.scope.integers(axes),
    ]),
  );

/** An end that no side reaches: up to the last value */
const WHOLE = 2 ** 31 - 1;

/** What a node makes along height and width, wherever they lie. */
function alongSides(
  { config, inputs: [x], outputShapes: [shape = []], scope }: Call,
  option: string,
  make: (image: string, axes: number[], before: number[], after: number[]) => string,
): Operand {
  const order = orderOf(x);
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
