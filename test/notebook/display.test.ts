import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import {
  display,
  type Displayable,
  displayable,
  displayClass,
  inNotebook,
  jupyterDisplay,
  liveOutput,
} from "../../src/notebook/display";
import { bundleOf, inFakeNotebook, runScript } from "./support";

const shown = () =>
  displayable({ params: 75 }, { text: () => "75 parameters", html: () => "<b>75</b> parameters" });

describe("displayable", () => {
  it("follows the convention by its global name", () => {
    assert.equal(jupyterDisplay, Symbol.for("Jupyter.display"));
    assert.equal(
      typeof (shown() as unknown as Record<symbol, unknown>)[Symbol.for("Jupyter.display")],
      "function",
    );
  });

  it("adds to data how it shows itself, and nothing that JSON or spread see", () => {
    const data = { params: 75 };
    const value = displayable(data, { text: () => "text" });
    assert.equal(value, data);
    assert.equal(JSON.stringify(value), '{"params":75}');
    assert.deepEqual(Reflect.ownKeys({ ...value }), ["params"]);
  });

  it("shows text and HTML in a notebook, and text in a terminal", async () => {
    assert.deepEqual(await bundleOf(shown()), {
      "text/plain": "75 parameters",
      "text/html": "<b>75</b> parameters",
    });
    assert.equal(inspect(shown()), "75 parameters");
    assert.match(inspect({ inner: shown() }), /75 parameters/);
  });

  it("takes other MIME types, at once or later, and leaves HTML out where there is none", async () => {
    const picture = displayable(
      {},
      { text: () => "a picture", bundle: () => Promise.resolve({ "image/png": "iVBO" }) },
    );
    assert.deepEqual(await bundleOf(picture), { "text/plain": "a picture", "image/png": "iVBO" });
  });

  it("shows the data as they are when they are shown", async () => {
    const data = { params: 1 };
    const value = displayable(data, { text: () => `${data.params}` });
    data.params = 2;
    assert.equal(inspect(value), "2");
    assert.equal((await bundleOf(value))["text/plain"], "2");
  });
});

describe("display", () => {
  it("has the kernel show any value, and waits for it", async () => {
    const shownByKernel: unknown[] = [];
    const globals = globalThis as Record<symbol, unknown>;
    const key = Symbol.for("Jupyter.show");
    globals[key] = async (value: unknown) => {
      await Promise.resolve();
      shownByKernel.push(value);
    };
    try {
      const values = [shown(), { a: 1 }, null];
      for (const value of values) await display(value);
      assert.deepEqual(shownByKernel, values);
    } finally {
      Reflect.deleteProperty(globals, key);
    }
  });

  it("prints to stdout outside a notebook", () => {
    const { stdout, stderr } = runScript(`
      import { display, displayable, inNotebook } from "notebook/display";
      void display(displayable({ a: 1 }, { text: () => "one table" }));
      void display("a string");
      void display([1, 2]);
      void display(inNotebook());
    `);
    assert.equal(stdout, "one table\na string\n[ 1, 2 ]\nfalse\n");
    assert.equal(stderr, "");
  });
});

describe("displayClass", () => {
  class Celsius {
    constructor(readonly degrees: number) {}
  }
  class Fever extends Celsius {}
  displayClass(Celsius, ({ degrees }) => ({
    brief: () => `${degrees} °C`,
    text: () => `${degrees} degrees Celsius`,
    html: () => `<b>${degrees}</b>`,
  }));

  it("has values of the class and of those that extend it show themselves, and adds no key", async () => {
    const value = new Fever(40);
    assert.deepEqual(await (value as unknown as Displayable)[jupyterDisplay](), {
      "text/plain": "40 degrees Celsius",
      "text/html": "<b>40</b>",
    });
    assert.deepEqual(Reflect.ownKeys(value), ["degrees"]);
    assert.deepEqual(Object.keys(Celsius.prototype), []);
  });

  it("lets a value have a view of its own", () => {
    const own = Object.assign(new Celsius(0), { [inspect.custom]: () => "freezing" });
    assert.equal(inspect([own]), "[ freezing ]");
  });

  it("shows them in full by themselves, on a line within other values", () => {
    assert.equal(inspect(new Celsius(20)), "20 degrees Celsius");
    assert.equal(inspect({ air: new Celsius(20) }), "{ air: 20 °C }");
    assert.equal(inspect(new Celsius(20), { depth: 0 }), "20 degrees Celsius");
    assert.equal(inspect([new Celsius(20)], { depth: null }), "[ 20 degrees Celsius ]");
  });
});

describe("liveOutput", () => {
  it("opens an output and then replaces it; each has its own name", async () => {
    const published = await inFakeNotebook(() => {
      assert.equal(inNotebook(), true);
      const first = liveOutput();
      const second = liveOutput();
      first.update({ "text/plain": "1" });
      first.update({ "text/plain": "2" });
      second.update({ "text/plain": "3" });
    });
    assert.deepEqual(
      published.map(({ bundle, options }) => [bundle["text/plain"], options?.update]),
      [
        ["1", false],
        ["2", true],
        ["3", false],
      ],
    );
    const [one, two, three] = published.map(({ options }) => options?.displayId);
    assert.ok(one);
    assert.equal(one, two);
    assert.notEqual(one, three);
  });

  it("writes its texts to stderr outside a notebook", () => {
    const { stdout, stderr } = runScript(`
      import { liveOutput } from "notebook/display";
      const live = liveOutput();
      live.update({ "text/plain": "epoch 1", "text/html": "<b>epoch 1</b>" });
      live.update({ "text/plain": "epoch 2" });
    `);
    assert.equal(stdout, "");
    assert.equal(stderr, "epoch 1\nepoch 2\n");
  });
});
