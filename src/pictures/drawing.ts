import { escapeText } from "../charts/layout";
import { INK } from "../charts/style";
import { FONT_FAMILY } from "../charts/textMetrics";
import type { MimeBundle } from "../notebook/display";
import type { Rectangle } from "./geometry";

/** A picture with spots that say more under the mouse. */
export interface Drawing {
  width: number;
  height: number;
  /** SVG elements, drawn on white. */
  content: string;
  /** Lines of text; the first is a title. */
  spots: { at: Rectangle; color: string; lines: string[] }[];
}

/**
 * The drawing as an SVG, and on plotly's axes as an image: plotly zooms and pans it, text and all, and shows what the
 * mouse is on, in JupyterLab also where a notebook is not trusted.
 */
export function drawingBundle(drawing: Drawing): MimeBundle {
  const svg = svgOf(drawing);
  return { "application/vnd.plotly.v1+json": figureOf(drawing, svg), "image/svg+xml": svg };
}

function svgOf({ width, height, content }: Drawing): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${FONT_FAMILY}" fill="${INK.text}">` +
    `<rect width="${width}" height="${height}" fill="${INK.paper}"/>${content}</svg>`
  );
}

function figureOf({ width, height, spots }: Drawing, svg: string) {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  const axis = { visible: false };
  return {
    data: [
      {
        // Invisible bars: of plotly's traces they alone can have the mouse on all of a rectangle.
        type: "bar",
        x: spots.map(({ at }) => at.x + at.width / 2),
        width: spots.map(({ at }) => at.width),
        base: spots.map(({ at }) => at.y),
        y: spots.map(({ at }) => at.height),
        marker: { color: spots.map(({ color }) => color), opacity: 0 },
        hovertext: spots.map(({ lines: [title = "", ...lines] }) =>
          [`<b>${escapeText(title)}</b>`, ...lines.map(escapeText)].join("<br>"),
        ),
        hovertemplate: "%{hovertext}<extra></extra>",
        showlegend: false,
      },
    ],
    layout: {
      width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: INK.paper,
      plot_bgcolor: INK.paper,
      barmode: "overlay",
      hovermode: "closest",
      hoverlabel: {
        align: "left",
        bgcolor: INK.paper,
        font: { family: FONT_FAMILY, size: 12, color: INK.text },
      },
      xaxis: { ...axis, range: [0, width] },
      yaxis: { ...axis, range: [height, 0], scaleanchor: "x" },
      images: [
        {
          source,
          xref: "x",
          yref: "y",
          x: 0,
          y: 0,
          sizex: width,
          sizey: height,
          sizing: "stretch",
          layer: "below",
        },
      ],
    },
  };
}
