import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import type { DOMWindow } from "jsdom";
import { uninterruptible } from "../notebook/uninterruptible";
import type { Figure } from "./figure";
import { boundingBox } from "./svgText";

interface Plotly {
  toImage(figure: unknown, options: { format: "svg"; imageDataOnly: true }): Promise<string>;
}

type PlotlyWindow = DOMWindow & { Plotly: Plotly; JSON: typeof JSON; Math: typeof Math };

let loading: Promise<PlotlyWindow> | undefined;
let drawing: Promise<unknown> = Promise.resolve();
/** A picture whose cell was interrupted never comes: the next one waits no longer for it. */
const patienceMs = 5000;

/**
 * Draws a figure with plotly.js itself, in a DOM without a browser. Charts are drawn one after the other: the same
 * figure gives the same picture, whatever else is being drawn.
 */
export function drawSvg(figure: Figure): Promise<string> {
  const picture = Promise.race([drawing, delay(patienceMs, undefined, { ref: false })]).then(() =>
    draw(figure),
  );
  drawing = picture.catch(() => undefined);
  return picture;
}

async function draw(figure: Figure): Promise<string> {
  const window = await loadPlotly();
  const json = JSON.stringify(figure);
  // plotly.js draws the ids in a picture at random: seeded, they stay the same, and differ between pictures of a page
  window.Math.random = randomNumbers(json);
  return window.Plotly.toImage(window.JSON.parse(json), { format: "svg", imageDataOnly: true });
}

/** Makes plotly.js ready to draw, once; the first chart need not wait for it then. */
export function loadPlotly(): Promise<PlotlyWindow> {
  return (loading ??= Promise.resolve(uninterruptible(load))); // ended halfway, it would never be there
}

function load(): PlotlyWindow {
  const require = createRequire(__filename);
  const { JSDOM } = require("jsdom") as typeof import("jsdom"); // it takes a second to load, and only drawing needs it
  const { window } = new JSDOM("", { runScripts: "outside-only", pretendToBeVisual: true });
  standInForBrowser(window);
  window.eval(readFileSync(require.resolve("plotly.js-basic-dist-min"), "utf8"));
  return window as PlotlyWindow;
}

/** jsdom lays nothing out: these are the measurements that plotly.js asks for. */
function standInForBrowser(window: DOMWindow): void {
  Object.assign(window.URL, { createObjectURL: () => "" });
  Object.assign(window.HTMLCanvasElement.prototype, { getContext: () => null });
  Object.assign(window.SVGElement.prototype, {
    transform: { baseVal: { consolidate: () => null } },
    getBBox(this: Element) {
      return boundingBox(this);
    },
  });
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: Element) {
      return boundingBox(this);
    },
  });
}

/** Numbers in [0, 1) that depend on the text alone: an FNV-1a hash that starts a linear congruential sequence. */
function randomNumbers(text: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
