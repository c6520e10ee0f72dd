import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { PNG } from "pngjs";
import { image } from "../../src/notebook/image";
import { bundleOf } from "./support";

async function drawn(picture: ReturnType<typeof image>): Promise<PNG> {
  const { "image/png": base64 } = await bundleOf(picture);
  return PNG.sync.read(Buffer.from(String(base64), "base64"));
}

function pixel({ data, width }: PNG, row: number, column: number): number[] {
  const first = 4 * (row * width + column);
  return [...data.subarray(first, first + 4)];
}

describe("image", () => {
  it("shows numbers from 0 to 1 as red, green and blue", async () => {
    const values = tf.randomUniform([1, 24, 20, 3], 0, 1, "float32", 1);
    const png = await drawn(image(values));
    assert.deepEqual([png.height, png.width], [24, 20]);
    const colour = [0, 1, 2].map((channel) => Math.round(255 * values.bufferSync().get(0, 17, 7, channel)));
    assert.deepEqual(pixel(png, 17, 7), [...colour, 255]);
  });

  it("takes opacity as a fourth channel", async () => {
    const png = await drawn(image(tf.tensor3d([1, 0, 0, 0.2, 0, 0, 1, 1], [1, 2, 4]), { scale: 2 }));
    assert.deepEqual(pixel(png, 1, 1), [255, 0, 0, 51]);
    assert.deepEqual(pixel(png, 0, 2), [0, 0, 255, 255]);
  });

  it("enlarges a grey picture pixel by pixel", async () => {
    const png = await drawn(image(tf.tensor3d([0, 1, 0.2, 0.4, 0.6, 0.8], [3, 2, 1]), { scale: 66 }));
    assert.deepEqual([png.height, png.width], [198, 132]);
    assert.deepEqual(pixel(png, 65, 65), [0, 0, 0, 255]);
    assert.deepEqual(pixel(png, 65, 66), [255, 255, 255, 255]);
    assert.deepEqual(pixel(png, 66, 65), [51, 51, 51, 255]);
    assert.deepEqual(pixel(png, 197, 131), [204, 204, 204, 255]);
  });

  it("takes the values at once, so that the tensor may be disposed", async () => {
    const tensor = tf.ones([30, 30, 1]);
    const picture = image(tensor);
    tensor.dispose();
    assert.deepEqual(pixel(await drawn(picture), 9, 9), [255, 255, 255, 255]);
  });

  it("forgives what arithmetic in float32 adds", async () => {
    const png = await drawn(image(tf.tensor3d([-1e-6, 1 + 1e-6], [1, 2, 1])));
    assert.deepEqual([pixel(png, 0, 0), pixel(png, 0, 1)], [[0, 0, 0, 255], [255, 255, 255, 255]]); // prettier-ignore
  });

  it("says its size in a terminal", () => {
    const picture = image(tf.zeros([28, 20, 1]));
    assert.deepEqual({ ...picture }, { height: 28, width: 20, channels: 1 });
    assert.equal(inspect(picture), "image 28 x 20 x 1");
  });

  for (const shape of [[], [3], [4, 4], [2, 4, 4, 3], [4, 4, 2], [4, 4, 5], [0, 4, 3], [1, 1, 4, 4, 3]]) {
    it(`refuses the shape [${shape.join(", ")}]`, () => {
      assert.throws(() => image(tf.zeros(shape)), { name: "RangeError", message: /^tensor: shape \[/ });
    });
  }

  for (const value of [1.5, -0.1, NaN]) {
    it(`refuses the value ${value}`, () => {
      assert.throws(() => image(tf.fill([2, 2, 1], value)), { name: "RangeError", message: /^tensor: / });
    });
  }

  it("refuses what is no tensor, and a scale that is no whole number", () => {
    assert.throws(() => image([[0, 1]] as never), { name: "TypeError", message: /^tensor: not a tensor/ });
    for (const scale of [0, 1.5, -2]) {
      assert.throws(() => image(tf.zeros([2, 2, 1]), { scale }), {
        name: "RangeError",
        message: /^scale is /,
      });
    }
  });
});
