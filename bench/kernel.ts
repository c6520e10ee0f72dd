/**
 * How long a reader waits for the kernel, as a Jupyter client sees it: `npm run bench -- kernel`. Beside our kernel with
 * what it has kept from an earlier start, with what set-up leaves it, and with nothing, stand tslab's own, which cannot load
 * `./src` (nor would it tell a type error there), and Python's.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { quantile } from "../src/inspect/numbers";
import { type Column, renderTable } from "../src/notebook/table";
import { processor } from "../src/engines/processor";
import { type Answer, kernelOf, resultText, session, type Step, streamText } from "../test/support/kernel";
import { python, root } from "../test/support/paths";
import { leave } from "./support/report";

const ROUNDS = 5;
const CELLS = 102;

interface Contestant {
  who: string;
  kernel: string[];
  language: "TypeScript" | "Python";
  /** Its second cell; undefined where it cannot import anything of the kind. */
  import?: string;
  /** Done before each start. */
  prepare?: () => void;
}

interface Waits {
  who: string;
  ready: number;
  first: number;
  imported?: number;
  fifth: number;
  hundredth: number;
  before: number;
  after: number;
}

const languages = {
  TypeScript: {
    trivial: (n: number, start: number) => `const a${n} = ${start} * 2; a${n}`,
    memory: "process.memoryUsage.rss()",
  },
  Python: {
    trivial: (n: number, start: number) => `a${n} = ${start} * 2; a${n}`,
    memory: 'int(open("/proc/self/statm").read().split()[1]) * 4096',
  },
};

async function measured({ who, kernel, language, import: imports, prepare }: Contestant): Promise<Waits> {
  prepare?.();
  const { trivial, memory } = languages[language];
  const start = Math.random(); // in the cells, since our kernel keeps what it has compiled
  const later = Array.from({ length: CELLS }, (_, index) => trivial(index + 1, start));
  const codes = [trivial(0, start), memory, imports ?? "0", memory, ...later];
  const steps = codes.map((code): Step => ({ execute: [code], stop_on_error: false }));
  const { ready_seconds, requests } = await session(steps, kernel, { cwd: root });
  const failed = requests.find(({ reply }) => reply["status"] !== "ok");
  if (failed) throw new Error(`A cell of ${who} failed: ${String(failed.reply["evalue"])}`);
  const [first, before, imported, after, ...rest] = requests as [Answer, Answer, Answer, Answer, ...Answer[]];
  const around = (cell: number) => median(rest.slice(cell - 3, cell + 2).map(({ seconds }) => seconds));
  return {
    who,
    ready: ready_seconds,
    first: first.seconds,
    imported: imports === undefined ? undefined : imported.seconds,
    fifth: around(5),
    hundredth: around(100),
    before: shownNumber(before),
    after: shownNumber(after),
  };
}

/** The number that a cell ends on; tslab prints it, in colours. */
function shownNumber(answer: Answer): number {
  const result = resultText(answer);
  return Number(stripVTControlCharacters(typeof result === "string" ? result : streamText(answer, "stdout")));
}

const median = (values: number[]) => quantile(values, 0.5);
const milliseconds = (seconds: number) => (seconds * 1000).toFixed(0);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

const columns: Column<Waits>[] = [
  { title: "Kernel", value: ({ who }) => who },
  { title: "ready, ms", value: ({ ready }) => ready, format: milliseconds },
  { title: "first cell, ms", value: ({ first }) => first, format: milliseconds },
  { title: "import, ms", value: ({ imported }) => imported, format: milliseconds },
  { title: "cell 5 after it, ms", value: ({ fifth }) => fifth, format: milliseconds },
  { title: "cell 100, ms", value: ({ hundredth }) => hundredth, format: milliseconds },
  { title: "memory before, MB", value: ({ before }) => before, format: megabytes },
  { title: "after, MB", value: ({ after }) => after, format: megabytes },
];

/** The project in another folder, so that its kernel has a cache of its own. */
function copyOfProject(folder: string): string {
  const copy = mkdtempSync(join(folder, "kernel-"));
  for (const name of ["src", "package.json"]) cpSync(join(root, name), join(copy, name), { recursive: true });
  mkdirSync(join(copy, ".cache"));
  for (const name of ["node_modules", ".cache/tensorflow"]) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

function contestants(project: string): Contestant[] {
  const forget = () => rmSync(join(project, ".cache", "kernel"), { recursive: true, force: true });
  const setUp = () => {
    forget();
    execFileSync(process.execPath, [join(project, "src/kernel/prepare.mjs")], { cwd: project });
  };
  const ours = {
    kernel: kernelOf(project),
    language: "TypeScript",
    import: 'import * as cnn from "./src";',
  } as const;
  const tslab = [process.execPath, join(root, "node_modules/tslab/bin/tslab"), "kernel"];
  return [
    { who: "convbook, nothing kept", ...ours, prepare: forget },
    { who: "convbook, just set up", ...ours, prepare: setUp },
    { who: "convbook", ...ours },
    {
      who: "tslab",
      kernel: [...tslab, "--config-path={connection_file}"],
      language: "TypeScript",
    },
    {
      who: "ipykernel (importing numpy)",
      kernel: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
      language: "Python",
      import: "import numpy",
    },
  ];
}

async function main(): Promise<void> {
  const scratch = join(root, ".cache", "bench");
  mkdirSync(scratch, { recursive: true });
  const project = copyOfProject(scratch);
  const all: Waits[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const contestant of contestants(project)) all.push(await measured(contestant));
    }
  } finally {
    rmSync(project, { recursive: true });
  }
  const medians = [...new Set(all.map(({ who }) => who))].map((who) => mediansOf(who, all));
  const footer = [
    `${processor()}; medians of ${ROUNDS} starts, taking turns; a cell's time is from its request to its reply.`,
    "Goals: ready ≤ 1500, first cell ≤ 100, import ≤ 2000 when just set up and ≤ 1000 later, later cells ≤ 80, 300 and 500 MB.",
  ];
  await leave("kernel", {
    text: renderTable(medians, columns, { footer }).text,
    data: { starts: all, medians },
  });
}

function mediansOf(who: string, all: readonly Waits[]): Waits {
  const own = all.filter((waits) => waits.who === who);
  const of = (column: Exclude<keyof Waits, "who" | "imported">) => median(own.map((waits) => waits[column]));
  const imports = own.flatMap(({ imported }) => imported ?? []);
  return {
    who,
    ready: of("ready"),
    first: of("first"),
    imported: imports.length === own.length ? median(imports) : undefined,
    fifth: of("fifth"),
    hundredth: of("hundredth"),
    before: of("before"),
    after: of("after"),
  };
}

void main();
