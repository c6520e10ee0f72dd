import { inNotebook, liveOutput } from "./display";
import { escapeHtml } from "./table";

export interface ProgressBar {
  /** One step is done; the label says what comes now. */
  advance(label?: string): void;
  /** The work has ended: the bar stays as it stands. */
  done(): void;
}

const CELLS = 30;
/** Redrawing more often only costs time that somebody may be measuring. */
const BETWEEN_DRAWS_MS = { terminal: 100, notebook: 250, log: 5000 };

/**
 * A bar for work of `total` steps: replaced in place in a notebook, on one line of stderr in a terminal, and a line
 * every five seconds where stderr goes to a file.
 */
export function progressBar(total: number, title: string): ProgressBar {
  const started = performance.now();
  const target = inNotebook() ? "notebook" : process.stderr.isTTY ? "terminal" : "log";
  const draw = { notebook: notebookDrawing, terminal: terminalDrawing, log: logDrawing }[target]();
  let step = 0;
  let label = "";
  let drawn = -Infinity;

  const redraw = (last: boolean) => {
    const now = performance.now();
    if (!last && now - drawn < BETWEEN_DRAWS_MS[target]) return;
    drawn = now;
    draw(
      {
        title,
        label: last ? "" : label,
        share: total > 0 ? step / total : 1,
        step,
        total,
        seconds: (now - started) / 1000,
      },
      last,
    );
  };
  redraw(false);
  return {
    advance: (next = "") => {
      step = Math.min(step + 1, total);
      label = next;
      redraw(false);
    },
    done: () => redraw(true),
  };
}

interface State {
  title: string;
  label: string;
  share: number;
  step: number;
  total: number;
  seconds: number;
}

type Draw = (state: State, last: boolean) => void;

function line({ title, label, share, step, total, seconds }: State): string {
  const filled = Math.round(share * CELLS);
  const bar = "█".repeat(filled) + "░".repeat(CELLS - filled);
  return `${title} ${bar} ${step}/${total}, ${seconds.toFixed(1)} s${label && `  ${label}`}`;
}

function notebookDrawing(): Draw {
  const live = liveOutput();
  return (state) =>
    live.update({
      "text/plain": line(state),
      "text/html": `<code style="white-space: pre">${escapeHtml(line(state))}</code>`,
    });
}

function terminalDrawing(): Draw {
  const eraseLine = "\r\x1b[2K";
  return (state, last) => {
    const fits = line(state).slice(0, process.stderr.columns - 1); // a wrapped line could not be redrawn
    process.stderr.write(`${eraseLine}${fits}${last ? "\n" : ""}`);
  };
}

function logDrawing(): Draw {
  return (state) => void process.stderr.write(`${line(state)}\n`);
}
