import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type EngineInfo, engines } from "../engines";
import type { Displayable } from "../notebook/display";
import { type TrainedNetwork, withTrainingTable } from "./trainedNetwork";

/** What a file of results holds. */
interface Recording {
  /** ISO 8601 */
  date: string;
  rows: TrainedNetwork[];
}

/**
 * Trains where the engine `tensorflow` is there; elsewhere shows the results that are committed with the notebook, and
 * says so below the table. With CONVBOOK_RECORD=1 in the environment a training also renews them.
 *
 * @param path of the results' JSON file, from the working directory
 * @param run trains, for instance with `compareTraining`
 * @throws what `run` throws; without the engine, Error when the file is missing or no recording
 */
export function recordedTraining(
  path: string,
  run: () => Promise<TrainedNetwork[] & Displayable>,
): Promise<TrainedNetwork[] & Displayable> {
  const engine = engines().find(({ name }) => name === "tensorflow");
  return recordedWith(engine ?? { name: "tensorflow", available: false }, path, run);
}

/** The same with the engine given. */
export async function recordedWith(
  { available, reason }: EngineInfo,
  path: string,
  run: () => Promise<TrainedNetwork[] & Displayable>,
): Promise<TrainedNetwork[] & Displayable> {
  if (available) {
    const rows = await run();
    if (process.env["CONVBOOK_RECORD"] === "1") write(path, { date: new Date().toISOString(), rows });
    return rows;
  }
  const { date, rows } = read(path);
  return withTrainingTable(rows, [
    `Not trained here: these are the committed results of ${date.slice(0, 10)}, from the machine named above.`,
    `Training needs the engine "tensorflow"${reason ? `: ${reason}` : ""}.`,
  ]);
}

/** A reader sees the old file or the new one, never half of it. */
function write(path: string, recording: Recording): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, `${JSON.stringify(recording, null, 1)}\n`);
  renameSync(unfinished, path);
}

function read(path: string): Recording {
  const wayOut = 'Restore it from the repository, or train on a machine that has the engine "tensorflow".';
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new Error(`The committed results ${path} cannot be read. ${wayOut}`, { cause });
  }
  const recording = parsed(text);
  if (!isRecording(recording)) throw new Error(`${path} does not hold the results of a training. ${wayOut}`);
  return recording;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecording(value: unknown): value is Recording {
  const { date, rows } = (value ?? {}) as Partial<Recording>;
  return typeof date === "string" && Array.isArray(rows) && rows.length > 0 && rows.every(isTrainedNetwork);
}

function isTrainedNetwork(row: Partial<TrainedNetwork> | null): boolean {
  const numbers = [row?.params, row?.macs, row?.testAccuracy, row?.testLoss, row?.seconds, row?.epochs];
  return typeof row?.name === "string" && numbers.every(Number.isFinite) && Array.isArray(row.curve);
}
