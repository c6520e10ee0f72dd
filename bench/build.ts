/**
 * Seconds to build each network, beside Keras's for those that Keras has too or the assignment builds in it:
 * `npm run bench -- build`. Each round builds all once in a fresh process of ours and once in a fresh process of Keras,
 * in turns, so that a busy machine slows both. The table shows the medians.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { architectures } from "../src";
import { type Column, renderTable } from "../src/notebook/table";
import { quantile } from "../src/timing/statistics";
import { options } from "./support/options";
import { leave } from "./support/report";

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

/** Runs a program that prints its builds as the last line of its output. */
function builds(program: string, args: string[]): Build[] {
  const output = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return JSON.parse(output.trim().split("\n").at(-1) as string) as Build[];
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
  const ours: Build[][] = [];
  const keras: Build[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(builds(process.execPath, ["-r", "ts-node/register", __filename, "once"]));
    if (python) keras.push(builds(python, [join(__dirname, "peers", "build.py")]));
  }
  if (python) checkSame(ours[0] ?? [], keras[0] ?? []);
  const rows = architectures.map(({ name, params }): Row => {
    const [seconds, kerasSeconds] = [ours, keras].map((rounds) => medianSeconds(rounds, name));
    return { name, params, seconds, kerasSeconds };
  });
  console.log(renderTable(rows, columns).text);
  await leave("build", rows);
}

if (process.argv[2] === "once") console.log(JSON.stringify(buildOnce()));
else void compareWithKeras();
