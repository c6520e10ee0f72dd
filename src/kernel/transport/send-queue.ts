import { log } from "../log";

/** A socket as far as sending goes; ZeroMQ allows one send at a time. */
interface Sender {
  /** Whether the kernel is shutting down. */
  readonly closed: boolean;
  send(frames: (Uint8Array | string)[]): Promise<void>;
}

/** Sends in order, one after the other. `empty` resolves when all that was pushed has left. */
export function sendQueue(socket: Sender) {
  const reportLoss = (error: unknown): void => {
    if (!socket.closed) log(`A message could not be sent: ${String(error)}`);
  };
  let last = Promise.resolve();
  return {
    push(frames: (Uint8Array | string)[]): Promise<void> {
      last = last.then(() => socket.send(frames)).catch(reportLoss);
      return last;
    },
    empty: () => last,
  };
}
