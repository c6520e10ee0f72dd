import { type Displayable, displayableTable } from "../notebook/display";
import { type Column, renderTable } from "../notebook/table";
import type { Architecture } from "./architecture";

const percent = (value: number) => value.toFixed(1);
const published = ({ accuracySource }: Architecture) => accuracySource;

const columns: Column<Architecture>[] = [
  { title: "name", value: ({ name }) => name },
  { title: "year", value: ({ year }) => year, format: String },
  { title: "parameters", value: ({ params }) => params },
  { title: "trainable", value: ({ trainable }) => trainable },
  { title: "MACs", value: ({ macs }) => macs },
  { title: "top-1, %", value: ({ top1 }) => top1, format: percent, link: published },
  { title: "top-5, %", value: ({ top5 }) => top5, format: percent, link: published },
  { title: "source", value: ({ paper }) => shortened(paper), link: ({ paper }) => address(paper) },
];

function address(paper: string): string | undefined {
  return paper.startsWith("https://") ? paper : undefined;
}

/** An address is long: "arXiv:1409.4842", "keras.io"; other sources up to the first comma. */
function shortened(paper: string): string {
  if (!address(paper)) return paper.split(",")[0] as string;
  const { hostname, pathname } = new URL(paper);
  return hostname === "arxiv.org" ? pathname.replace("/abs/", "arXiv:") : hostname;
}

/** The networks as a list that shows itself as a table, which a click on a title sorts. */
export function showArchitectures(rows: readonly Architecture[]): readonly Architecture[] & Displayable {
  const footer = [
    "MACs: multiply-adds for one image.",
    "Top-1 and top-5: accuracy on ImageNet's validation set, one crop, as published.",
  ];
  const rendered = () => renderTable(rows, columns, { footer, sortable: true });
  return displayableTable([...rows], rendered);
}
