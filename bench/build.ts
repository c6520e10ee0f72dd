/**
 * Seconds to build each network, beside Keras's for those that Keras has too or the assignment builds in it:
 * `npm run bench -- build`. Each round builds all once in a fresh process of ours and once in a fresh process of Keras,
 * in turns, so that a busy machine slows both. The table shows the medians.
 */
import { join } from "node:path";
import { architectures } from "../src";
import { quantile } from "../src/inspect/numbers";
import { type Column, renderTable } from "../src/notebook/table";
import { options } from "./support/options";
import { answerOf } from "./support/program";
import { leave } from "./support/report";
import { failuresOf, inTurns } from "./support/turns";

interface Build {
  name: string;
  params: number;
  seconds: number;
}

interface Row {
  name: string;
  params: number;
  seconds: number | undefined;
  kerasSeconds: number | undefined;
}

const thousandths = (seconds: number) => seconds.toFixed(3);
const columns: Column<Row>[] = [
  { title: "network", value: ({ name }) => name },
  { title: "params", value: ({ params }) => params },
  { title: "here, s", value: ({ seconds }) => seconds, format: thousandths },
  { title: "Keras, s", value: ({ kerasSeconds }) => kerasSeconds, format: thousandths },
  {
    title: "here / Keras",
    value: ({ seconds, kerasSeconds }) => (seconds && kerasSeconds ? seconds / kerasSeconds : null),
    format: (ratio) => ratio.toFixed(2),
  },
];

const ROUNDS = 5;

function buildOnce(): Build[] {
  return architectures.map(({ name, build }) => {
    const start = performance.now();
    const model = build();
    const seconds = (performance.now() - start) / 1000;
    const params = model.countParams();
    model.dispose();
    return { name, params, seconds };
  });
}

/** A network's median; undefined where it is not built. */
function medianSeconds(rounds: Build[][], name: string): number | undefined {
  const seconds = rounds.flatMap((round) => round.find((build) => build.name === name)?.seconds ?? []);
  return seconds.length ? quantile(seconds, 0.5) : undefined;
}

/** Keras's network is the same one. */
function checkSame(ours: Build[], keras: Build[]): void {
  for (const { name, params } of keras) {
    const own = ours.find((build) => build.name === name)?.params;
    if (own !== params) throw new Error(`${name}: ${own} parameters, in Keras ${params}`);
  }
}

async function compareWithKeras(): Promise<void> {
  const { python } = options();
  const once = (program: string, args: string[]) => () => answerOf<Build[]>(program, args);
  const [ours, keras] = await inTurns(ROUNDS, [
    { name: "here", run: once(process.execPath, ["-r", "ts-node/register", __filename, "once"]) },
    ...(python ? [{ name: "Keras", run: once(python, [join(__dirname, "peers", "build.py")]) }] : []),
  ]);
  checkSame(ours?.results[0] ?? [], keras?.results[0] ?? []);
  const rows = architectures.map(({ name, params }): Row => {
    const [seconds, kerasSeconds] = [ours, keras].map((turns) => medianSeconds(turns?.results ?? [], name));
    return { name, params, seconds, kerasSeconds };
  });
  const footer = failuresOf([ours, keras]);
  await leave("build", { text: renderTable(rows, columns, { footer }).text, data: rows });
}

if (process.argv[2] === "once") console.log(JSON.stringify(buildOnce()));
else void compareWithKeras();
