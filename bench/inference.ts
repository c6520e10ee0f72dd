/**
 * The six networks' inference times on every engine that is available here, in one run: `npm run bench -- inference`.
 * The engines take turns on each network, so that a busy machine slows all alike. Plain JavaScript is left out: it
 * would take minutes.
 */
import { architectures, type Architecture } from "../src/architectures";
import { engines, type EngineName } from "../src/engines";
import { discard } from "../src/engines/discard";
import { renderTable, type Column } from "../src/notebook/table";
import { protocol, type Timing } from "../src/timing/protocol";
import { conditionsText, milliseconds } from "../src/timing/show";
import { takeTurns } from "../src/timing/turns";

const six = ["AlexNet", "VGG-16", "CNN_5x5_Net", "AlexNet_BN", "VGG-16_BN", "CNN_5x5_Net_BN"];
const names = engines().flatMap(({ name, available }) => (available && name !== "cpu" ? [name] : []));

/** One network's times, an engine each. */
async function race(build: Architecture["build"]): Promise<Timing[]> {
  const model = build();
  const entries = names.map((engine) => ({ name: model.name, model, engine }));
  try {
    return await takeTurns(entries, protocol({}), () => undefined);
  } finally {
    discard(model);
  }
}

function columns(engine: EngineName, i: number): Column<Timing[]>[] {
  const median = (row: Timing[]) => row[i]?.medianMs ?? NaN;
  const times: Column<Timing[]>[] = [
    { title: `${engine}, ms`, value: median, format: milliseconds },
    { title: "min, ms", value: (row) => row[i]?.minMs, format: milliseconds },
  ];
  const ratio: Column<Timing[]> = {
    title: `${engine} / ${names[0]}`,
    value: (row) => median(row) / (row[0]?.medianMs ?? NaN),
    format: (value) => value.toFixed(2),
  };
  return i === 0 ? times : [...times, ratio];
}

async function main(): Promise<void> {
  const rows: Timing[][] = [];
  for (const { name, build } of architectures) {
    if (six.includes(name)) rows.push(await race(build));
  }
  const footer = rows[0]?.map(conditionsText);
  const network: Column<Timing[]> = { title: "Network", value: ([first]) => first?.name };
  console.log(renderTable(rows, [network, ...names.flatMap(columns)], { footer }).text);
}

void main();
