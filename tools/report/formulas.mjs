/** TeX to SVG at export, so that a page needs neither MathJax nor fonts to show its formulas. */
import { liteAdaptor } from "mathjax-full/js/adaptors/liteAdaptor.js";
import { RegisterHTMLHandler } from "mathjax-full/js/handlers/html.js";
import { TeX } from "mathjax-full/js/input/tex.js";
import { AllPackages } from "mathjax-full/js/input/tex/AllPackages.js";
import { mathjax } from "mathjax-full/js/mathjax.js";
import { SVG } from "mathjax-full/js/output/svg.js";

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);

const formula = /<span data-tex="(inline|display)">([^<]*)<\/span>/g;

/** Replaces the formulas that export.py marked by pictures; the TeX stays as their description. */
export function renderFormulas(page) {
  const tex = new TeX({ packages: AllPackages.filter((name) => name !== "bussproofs") });
  const svg = new SVG({ fontCache: "none" });
  const document = mathjax.document("", { InputJax: tex, OutputJax: svg });
  return page.replace(formula, (_, kind, escaped) => {
    const source = unescape(escaped);
    const container = document.convert(source, { display: kind === "display" });
    return `<span class="report-formula report-formula-${kind}" role="img" aria-label="${attribute(source)}">${adaptor.innerHTML(container)}</span>`;
  });
}

const entities = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&" };
const unescape = (text) => text.replace(/&(?:lt|gt|quot|#x27|amp);/g, (entity) => entities[entity]);
const attribute = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
