/* global document, Plotly */
// Draws the figures of the page; runs in the browser, after plotly.js.
for (const chart of document.querySelectorAll(".report-chart")) {
  const figure = JSON.parse(chart.querySelector("script").textContent);
  chart.replaceChildren();
  Plotly.newPlot(chart, figure.data, figure.layout, { ...figure.config, responsive: true });
}
