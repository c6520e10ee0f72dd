import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { display, displayable, inNotebook, jupyterDisplay, liveOutput } from "../../src/notebook/display";
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
  it("publishes a value's own bundle, and any other value as text", async () => {
    const published = await inFakeNotebook(async () => {
      await display(shown());
      await display({ a: 1 });
      await display(null);
    });
    assert.deepEqual(
      published.map(({ bundle }) => bundle),
      [
        { "text/plain": "75 parameters", "text/html": "<b>75</b> parameters" },
        { "text/plain": "{ a: 1 }" },
        { "text/plain": "null" },
      ],
    );
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
