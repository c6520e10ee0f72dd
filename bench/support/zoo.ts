import type * as tf from "@tensorflow/tfjs";
import { courseAlexNet, googLeNet, mobileNet, resNet34, vgg16, cnn5x5 } from "../../src";

/** Builds a network for square images of `side` pixels. */
export type Build = (side: number) => tf.LayersModel;

const image = (side: number) => ({ inputShape: [side, side, 3] as [number, number, number] });

/** The networks that peers run too; the first six are the assignment's. */
export const zoo = {
  AlexNet: (side) => courseAlexNet(image(side)),
  AlexNet_BN: (side) => courseAlexNet({ ...image(side), batchNorm: true }),
  "VGG-16": (side) => vgg16(image(side)),
  "VGG-16_BN": (side) => vgg16({ ...image(side), batchNorm: true }),
  CNN_5x5_Net: (side) => cnn5x5(image(side)),
  CNN_5x5_Net_BN: (side) => cnn5x5({ ...image(side), batchNorm: true }),
  "ResNet-34": (side) => resNet34(image(side)),
  GoogLeNet: (side) => googLeNet(image(side)),
  MobileNet: (side) => mobileNet(image(side)),
} satisfies Record<string, Build>;

export type NetworkName = keyof typeof zoo;

export const names = Object.keys(zoo) as NetworkName[];

/** A network at a size: what a peer is told to run. */
export interface Network {
  name: NetworkName;
  side: number;
  batch: number;
}

/** As the papers have it: one image of 224 x 224. */
export function usual(name: NetworkName): Network {
  return { name, side: 224, batch: 1 };
}

export function build({ name, side }: Network): tf.LayersModel {
  return zoo[name](side);
}
