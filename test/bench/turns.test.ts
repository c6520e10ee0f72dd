import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf } from "../../bench/support/program";
import { failuresOf, inTurns } from "../../bench/support/turns";

test("programs take turns; one that fails has no more, and is named", async () => {
  const order: string[] = [];
  const program = (name: string, most: number) => ({
    name,
    run: () => {
      order.push(name);
      const count = order.filter((other) => other === name).length;
      return count > most ? Promise.reject(new Error("out of memory")) : Promise.resolve(count);
    },
  });
  const turns = await inTurns(3, [program("a", 3), program("b", 1)]);
  assert.deepEqual(order, ["a", "b", "a", "b", "a"]);
  assert.deepEqual(turns, [
    { name: "a", results: [1, 2, 3] },
    { name: "b", results: [1], failure: "out of memory" },
  ]);
  assert.deepEqual(failuresOf([...turns, undefined]), ["b failed: out of memory"]);
});

test("a program's answer is its last line; what it says of its failure is told", async () => {
  const node = (script: string) => answerOf(process.execPath, ["-e", script]);
  assert.deepEqual(await node('console.log("hello\\n[1, 2]")'), [1, 2]);
  await assert.rejects(node('console.error("no such file"); process.exit(3)'), { message: "no such file" });
});
