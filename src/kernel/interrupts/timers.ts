import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import promises from "node:timers/promises";
import { inspect } from "node:util";
import { replaceAll, waiting } from "./doors";
import { endIfInterrupted, hasNoTurnLeft, isInterrupted, isKeptWaiting } from "./interrupts";

const { apply } = Reflect; // a cell may put something else there

type Callback = (...args: unknown[]) => unknown;
type Start = (callback: unknown, ...rest: unknown[]) => unknown;

/**
 * Called once: from then on the timers of a cell end with it when it is interrupted, and it can start no others. What
 * waits for one as a promise is rejected, so that its `finally` runs; what is called back is not called any more.
 *
 * `setImmediate` is how code lets others have a turn, libraries on their way to native work too. It still calls back, and
 * the code ends where it next begins something; where it only asks for turns again and again, it gets no more of them. (It
 * does not throw: Node itself starts one when it has handled an error that no code catches.)
 *
 * An interval that throws ends, too. (Without the kernel it would end the process.)
 */
export function endTimersWithTheirCell(): void {
  const callbackTimers = {
    setTimeout: calling(
      timers.setTimeout as Start,
      (callback) =>
        function (this: NodeJS.Timeout, ...args) {
          if (!isInterrupted()) apply(callback, this, args);
        },
    ),
    setInterval: calling(
      timers.setInterval as Start,
      (callback) =>
        function (this: NodeJS.Timeout, ...args) {
          if (isInterrupted()) return this.close();
          try {
            apply(callback, this, args);
          } catch (error) {
            this.close();
            throw error;
          }
        },
    ),
    setImmediate: new Proxy(timers.setImmediate as Start, {
      apply: (target, self, args): unknown => apply(target, self, hasNoTurnLeft() ? [() => undefined] : args),
    }),
  };
  Object.assign(timers, callbackTimers);
  Object.assign(globalThis, callbackTimers);
  Object.assign(promises, {
    setTimeout: waiting(promises.setTimeout),
    setInterval: ticking(promises.setInterval),
    setImmediate: waiting(promises.setImmediate),
  });
  replaceAll(Object.getPrototypeOf(promises.scheduler) as object, waiting);
  syncBuiltinESMExports();
}

/** Called once: a timer that a cell ends on is one line, not all that Node keeps in it. */
export function showTimersInOneLine(): void {
  const timeout = timers.setTimeout(() => undefined, 1);
  const immediate = timers.setImmediate(() => undefined);
  showAs(timeout, (value) => {
    const { _destroyed, _idleTimeout, _repeat } = value as Timeout;
    return _destroyed ? "Timeout (ended)" : `Timeout (${_repeat ? "every " : ""}${_idleTimeout} ms)`;
  });
  showAs(immediate, () => "Immediate");
  timers.clearTimeout(timeout);
  timers.clearImmediate(immediate);
}

/** What Node keeps in a timer under these names. */
interface Timeout {
  _destroyed: boolean;
  _idleTimeout: number;
  _repeat: number | null;
}

/** Has all values of this one's class show themselves by a text. */
function showAs(sample: object, text: (value: unknown) => string): void {
  Object.defineProperty(Object.getPrototypeOf(sample), inspect.custom, {
    value(this: unknown) {
      return text(this);
    },
    configurable: true,
    writable: true,
  });
}

/** A timer that calls back what `wrap` makes of a callback; all else about it is as before. */
function calling<F extends Start>(start: F, wrap: (callback: Callback) => Callback): F {
  return new Proxy(start, {
    apply(target, self, [callback, ...rest]: unknown[]) {
      if (isKeptWaiting()) return apply(target, self, [() => undefined, ...rest]);
      const called = typeof callback === "function" ? wrap(callback as Callback) : callback;
      return apply(target, self, [called, ...rest]);
    },
  });
}

function ticking<F extends (...args: never[]) => AsyncIterable<unknown>>(ticks: F): F {
  return new Proxy(ticks, {
    async *apply(target, self, args: Parameters<F>) {
      const all: AsyncIterable<unknown> = apply(target, self, args);
      for await (const tick of all) {
        endIfInterrupted();
        yield tick;
      }
    },
  });
}
