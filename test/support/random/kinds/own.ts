import { groupedConv2d } from "../../../../src/layers/groupedConv2d";
import { partialConv2d } from "../../../../src/layers/partialConv2d";
import { radialBasis } from "../../../../src/layers/radialBasis";
import { activationAndBias, channelsLast, drawWindow, type SimpleKind } from "./kind";

/** Layers of this project with weights; those without lie with their kin. */
export const ownLayers: SimpleKind[] = [
  {
    name: "GroupedConv2D",
    ranks: [3],
    layer(draw, shape) {
      const { sides, channels } = channelsLast(shape);
      const divisors = [1, 2, 3, 4, 5, 6].filter((groups) => channels % groups === 0);
      const groups = draw.random.pick(divisors);
      const { padding, kernelSize, strides } = drawWindow(draw, sides, { dilated: false });
      return groupedConv2d({
        groups,
        padding,
        kernelSize: kernelSize,
        strides: strides,
        filters: groups * draw.random.whole(1, 3),
        ...activationAndBias(draw),
        name: draw.name("GroupedConv2D"),
      });
    },
  },
  {
    name: "PartialConv2D",
    ranks: [3],
    layer({ random, name }, shape) {
      const { sides, channels } = channelsLast(shape);
      const outputs = random.whole(1, 5);
      const table = Array.from({ length: channels }, () =>
        Array.from({ length: outputs }, () => (random.chance(0.6) ? 1 : 0)),
      );
      // Every output takes one map at least.
      for (let output = 0; output < outputs; output++) {
        (table[random.whole(0, channels - 1)] as number[])[output] = 1;
      }
      const kernelSize = random.whole(1, Math.min(4, ...sides));
      return partialConv2d({ table: table, kernelSize, name: name("PartialConv2D") });
    },
  },
  {
    name: "RadialBasis",
    ranks: [1],
    layer({ random, name }, [inputs = 0]) {
      const targets = Array.from({ length: random.whole(1, 5) }, () => [...random.values(inputs, 1)]);
      return radialBasis({ targets, name: name("RadialBasis") });
    },
  },
];
