// Where code begins to wait for something outside of it. Code of an interrupted cell is not let through.
import childProcess from "node:child_process";
import crypto from "node:crypto";
import dns from "node:dns";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import stream from "node:stream";
import zlib from "node:zlib";
import { endIfInterrupted, isKeptWaiting, wholly } from "./interrupts";

const { apply } = Reflect; // a cell may put something else there

type Function = (this: unknown, ...args: never[]) => unknown;
type Functions = Record<string, unknown>;

/** What tidies up is let through: it is for `finally` blocks. */
const tidying = /^(close|constructor|rm|rmdir|unlink)$/;

/**
 * Called once: from then on code of an interrupted cell can begin no more work with files, programs, the network or
 * threads; where it waits for such work already, the wait ends in an error. Its timers are timers.ts's matter.
 */
export async function closeDoorsToInterrupted(): Promise<void> {
  for (const module of [fs, crypto, zlib] as Functions[]) {
    replace(
      module,
      Object.keys(module).filter((name) => `${name}Sync` in module),
      callingBack,
    );
  }
  for (const module of [http, https] as Functions[]) replace(module, ["request", "get"], refusing);
  replace(net, ["connect", "createConnection"], refusing);
  replace(childProcess.ChildProcess.prototype, ["spawn"], refusing); // whatever starts a program comes to it

  for (const module of [fs.promises, dns.promises, stream.promises]) replaceAll(module, waitingWholly);
  replaceAll(Object.getPrototypeOf(crypto.webcrypto.subtle) as object, waitingWholly);
  replace(globalThis, ["fetch"], waitingWholly);
  syncBuiltinESMExports();

  const file = await fs.promises.open(__filename); // the only way to its class
  replaceAll(Object.getPrototypeOf(file) as object, waitingWholly);
  await file.close();
}

/**
 * A function that returns a promise: in an interrupted cell that is rejected, at the latest when the work is done, and at
 * last is never settled.
 */
export function waiting<F extends Function>(wait: F): F {
  return new Proxy(wait, {
    async apply(target, self, args: Parameters<F>) {
      if (isKeptWaiting()) return new Promise(() => undefined);
      const value: unknown = await apply(target, self, args);
      endIfInterrupted();
      return value;
    },
  });
}

/** A function that calls back: in an interrupted cell it throws, and at last only never does. */
function callingBack<F extends Function>(begin: F): F {
  return new Proxy(refusing(begin), {
    apply: (target, self, args: Parameters<F>): unknown =>
      isKeptWaiting() ? undefined : apply(target, self, args),
  });
}

/** A function of Node's that returns a promise. */
function waitingWholly<F extends Function>(wait: F): F {
  return waiting(refusing(wait));
}

/**
 * A function that in an interrupted cell throws. Once begun it is not ended halfway: Node's native code aborts the
 * process then.
 */
function refusing<F extends Function>(begin: F): F {
  return new Proxy(begin, {
    apply(target, self, args: Parameters<F>): unknown {
      endIfInterrupted();
      return wholly((): unknown => apply(target, self, args));
    },
  });
}

/** Replaces all methods of an object but those that tidy up. */
export function replaceAll(holder: object, wrap: (original: Function) => Function): void {
  replace(holder, Object.getOwnPropertyNames(holder), wrap);
}

function replace(holder: object, names: readonly string[], wrap: (original: Function) => Function): void {
  for (const name of names) {
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (tidying.test(name) || typeof property?.value !== "function") continue;
    Object.defineProperty(holder, name, { ...property, value: wrap(property.value as Function) });
  }
}
