import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { exportOnnx } from "../../../../src/engines/onnx/exportOnnx";
import { agree, chain } from "./agreement";

const { centerCrop, conv2d, upSampling2d } = tf.layers;

describe("UpSampling2D", () => {
  const options = (interpolation: string, size: [number, number], dataFormat = "channelsLast") =>
    ({ size, interpolation, dataFormat }) as Parameters<typeof upSampling2d>[0];
  for (const interpolation of ["nearest", "bilinear"]) {
    agree({
      [`${interpolation}, twice`]: () => chain([4, 5, 3], upSampling2d(options(interpolation, [2, 2]))),
      [`${interpolation}, 3 x 5 times`]: () => chain([4, 7, 3], upSampling2d(options(interpolation, [3, 5]))),
      [`${interpolation}, of one row`]: () => chain([1, 4, 2], upSampling2d(options(interpolation, [4, 1]))),
      [`${interpolation}, channelsFirst`]: () =>
        chain([3, 4, 5], upSampling2d(options(interpolation, [2, 3], "channelsFirst"))),
      [`${interpolation}, between convolutions`]: () =>
        chain(
          [5, 6, 2],
          conv2d({ filters: 2, kernelSize: 2 }),
          upSampling2d(options(interpolation, [2, 3])),
          conv2d({ filters: 2, kernelSize: 3 }),
        ),
      [`${interpolation}, channelsFirst between convolutions that have them last`]: () =>
        chain(
          [5, 6, 4],
          conv2d({ filters: 3, kernelSize: 2 }),
          upSampling2d(options(interpolation, [3, 2], "channelsFirst")),
          conv2d({ filters: 2, kernelSize: 2 }),
        ),
      [`${interpolation}, of open sizes`]: () =>
        chain([null, null, 2], upSampling2d(options(interpolation, [2, 3]))),
    });
  }
});

/** Behind a layer, since a model that begins with it takes images of the cropped size only. */
function cropped(height: number, width: number, crop: { height: number; width: number }) {
  return chain(
    [height, width, 2],
    conv2d({ filters: 3, kernelSize: 1 }),
    centerCrop({ ...crop, name: "crop" }),
  );
}

describe("CenterCrop", () => {
  for (const [height, width] of [
    [8, 9],
    [11, 10],
    [13, 7],
  ] as const) {
    for (const crop of [
      { height: 8, width: 7 },
      { height: 5, width: 4 },
      { height: 1, width: 6 },
      { height: 2, width: 1 },
    ]) {
      agree({
        [`${crop.height} x ${crop.width} of ${height} x ${width}`]: () => cropped(height, width, crop),
      });
    }
  }
  agree({
    "before a layer that needs its true size": () =>
      chain(
        [9, 10, 2],
        conv2d({ filters: 3, kernelSize: 1 }),
        centerCrop({ height: 6, width: 5 }),
        conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
      ),
    "beside a layer that takes what it crops": () => {
      const input = tf.input({ shape: [9, 10, 2] });
      const x = conv2d({ filters: 3, kernelSize: 1 }).apply(input) as tf.SymbolicTensor;
      const crop = centerCrop({ height: 6, width: 5 }).apply(x) as tf.SymbolicTensor;
      const beside = conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }).apply(x);
      return tf.model({ inputs: input, outputs: [crop, beside as tf.SymbolicTensor] });
    },
  });

  test("of an open size is refused by name", async () => {
    const model = chain(
      [null, null, 2],
      conv2d({ filters: 3, kernelSize: 1 }),
      centerCrop({ height: 3, width: 3 }),
    );
    await assert.rejects(exportOnnx(model), /\(CenterCrop\).*open size/);
  });

  test("that is larger than the image is refused by name", async () => {
    await assert.rejects(
      exportOnnx(cropped(4, 9, { height: 5, width: 7 })),
      /"crop" \(CenterCrop\) has a crop of 5 x 7 from 4 x 9/,
    );
  });
});
