import { type Displayable, displayable } from "../notebook/display";
import { type Column, renderTable } from "../notebook/table";
import type { Architecture } from "./architecture";

const percent = (value: number) => value.toFixed(1);
const url = /^https:\/\//;
const published = ({ accuracySource }: Architecture) => accuracySource;

const columns: Column<Architecture>[] = [
  { title: "name", value: ({ name }) => name },
  { title: "year", value: ({ year }) => year, format: String },
  { title: "parameters", value: ({ params }) => params },
  { title: "trainable", value: ({ trainable }) => trainable },
  { title: "MACs", value: ({ macs }) => macs },
  { title: "top-1, %", value: ({ top1 }) => top1, format: percent, link: published },
  { title: "top-5, %", value: ({ top5 }) => top5, format: percent, link: published },
  {
    title: "source",
    value: ({ paper }) => paper.replace(url, ""),
    link: ({ paper }) => (url.test(paper) ? paper : undefined),
  },
];

/** The networks as a list that shows itself as a table, which a click on a title sorts. */
export function showArchitectures(rows: readonly Architecture[]): readonly Architecture[] & Displayable {
  const footer = [
    "MACs: multiply-adds for one image.",
    "Top-1 and top-5: accuracy on ImageNet's validation set, one crop, as published.",
  ];
  const rendered = () => renderTable(rows, columns, { footer, sortable: true });
  return displayable([...rows], { text: () => rendered().text, html: () => rendered().html });
}
