import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { parameterSharing, type SharingRow } from "../../src/inspect/parameterSharing";
import { summary } from "../../src/inspect/summary";
import { one } from "./networks";

function row(rows: SharingRow[], layer: SharingRow["layer"]): SharingRow {
  return rows.find((row) => row.layer === layer) ?? assert.fail(layer);
}

test("AlexNet's first layer: 290,400 neurons with 364 parameters each against 34,944 shared (CS231n)", () => {
  const { units, rows } = parameterSharing({ input: [227, 227, 3], kernel: 11, filters: 96, stride: 4 });
  assert.equal(units, 290_400);
  assert.equal(row(rows, "convolution").params, 34_944);
  const local = row(rows, "locally connected");
  assert.deepEqual([local.connectionsPerUnit, local.params], [364, 105_705_600]);
});

test("LeNet-5's C1: 156 parameters and 122,304 connections; (32·32+1)·28·28·6 if it was fully connected", () => {
  const { rows } = parameterSharing({ input: [32, 32, 1], kernel: 5, filters: 6 });
  const { params, connections } = row(rows, "convolution");
  assert.deepEqual([params, connections], [156, 122_304]);
  const full = row(rows, "fully connected");
  assert.deepEqual([full.params, full.connections], [4_821_600, 4_821_600]);
});

test("agrees with real layers: a dense layer, and a dense layer for each position", () => {
  const input: [number, number, number] = [6, 5, 2];
  const { units, rows } = parameterSharing({ input, kernel: 3, filters: 4 });
  const dense = one([6 * 5 * 2], tf.layers.dense({ units }));
  assert.equal(row(rows, "fully connected").params, summary(dense).totals.params);
  const window = one([3 * 3 * 2], tf.layers.dense({ units: 4 }));
  assert.equal(row(rows, "locally connected").params, 4 * 3 * summary(window).totals.params);
});

test("shows itself", () => {
  const text = inspect(parameterSharing({ input: [227, 227, 3], kernel: 11, filters: 96, stride: 4 }));
  assert.match(
    text,
    /^96 filters of 11 x 11 x 3 over 227 x 227 x 3, stride 4, padding 0: 55 x 55 x 96 = 290,400 units/,
  );
  assert.match(text, /locally connected\s+364\s+105,705,600\s+105,705,600/);
});

test("bad input", () => {
  assert.throws(
    () => parameterSharing({ input: [10, 10, 3], kernel: 3, filters: 4, stride: 2 }),
    /is not a whole number of positions/,
  );
});
