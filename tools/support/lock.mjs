/** One at a time: a lock that processes of one machine share by way of a file. */
import { closeSync, mkdirSync, openSync, rmSync, statSync, utimes, writeSync } from "node:fs";
import { dirname } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as delay } from "node:timers/promises";

import { readIfThere } from "./files.mjs";

/** How often a holder touches its file, and after how long an untouched one is stale, in milliseconds. */
const beat = 2_000;
const patience = 30_000;
const poll = 200;

/**
 * Does `work` while no other process that asks for the same lock does its own, and resolves to what it resolves to.
 *
 * The file holds the holder's process id. One whose process is gone is taken over; so is one that is no longer touched,
 * since its number may by now be another program's.
 *
 * @param {string} path the lock's file
 * @param {(holder: number) => void} onWait called once, if there is a holder to wait for
 */
export async function withLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !create(path);) {
    if (takeOver(path)) continue;
    const holder = holderOf(path);
    if (holder && !told) {
      onWait(holder);
      told = true;
    }
    await delay(poll);
  }
  // After a long sleep of the machine the file may be another's.
  const isOurs = () => holderOf(path) === process.pid;
  const release = () => isOurs() && rmSync(path, { force: true });
  process.once("exit", release);
  const heartbeat = setInterval(() => isOurs() && touch(path), beat);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off("exit", release);
    release();
  }
}

/** Makes the file with this process's id, and returns whether it was not there. */
function create(path) {
  let file;
  try {
    file = openSync(path, "wx");
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeSync(file, String(process.pid));
  closeSync(file);
  return true;
}

/**
 * Removes a stale file, and returns whether it did. Two that look at the same time must not remove two: the second would
 * be the lock that the first has made since. So they take a lock for that, too.
 */
function takeOver(path) {
  if (!isStale(path)) return false;
  const guard = `${path}.stale`;
  if (!create(guard)) {
    if (age(guard) > patience) rmSync(guard, { force: true }); // whoever made it ended within a few instructions
    return false;
  }
  try {
    const stale = isStale(path);
    if (stale) rmSync(path);
    return stale;
  } finally {
    rmSync(guard, { force: true });
  }
}

function isStale(path) {
  const holder = holderOf(path);
  return age(path) > patience || (holder !== undefined && !isRunning(holder));
}

/** The process id in the file; undefined for an instant while it is being written, or where there is no file. */
function holderOf(path) {
  return Number(readIfThere(path)) || undefined;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // another user's
  }
}

/** Milliseconds since the file was touched; 0 where there is none. */
function age(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function touch(path) {
  const now = new Date();
  utimes(path, now, now, () => {}); // whoever deletes the file meanwhile knows what it does
}
