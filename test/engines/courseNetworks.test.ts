import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { architectures } from "../../src/architectures";
import { discard } from "../../src/engines/discard";
import { available, noTensorflow } from "../support/engines";
import { assertParity, settle } from "./parity";

const six = ["AlexNet", "VGG-16", "CNN_5x5_Net", "AlexNet_BN", "VGG-16_BN", "CNN_5x5_Net_BN"];
const fast = available.filter((name) => name !== "cpu");

describe(`${fast.join(", ")} agree within 1e-4 on`, { skip: noTensorflow }, () => {
  for (const name of six) {
    test(name, async (t) => {
      const architecture = architectures.find((candidate) => candidate.name === name);
      assert.ok(architecture);
      const model = architecture.build();
      t.after(() => discard(model));
      settle(model);
      await assertParity(model, fast, 1e-4, (kernels) => [kernels[0], kernels[4]].flatMap((k) => k ?? []));
    });
  }
});
