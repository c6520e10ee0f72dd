import { log } from "../log";

/** A socket as far as sending goes; ZeroMQ allows one send at a time. */
interface Sender {
  send(frames: (Uint8Array | string)[]): Promise<void>;
}

/** Sends in order, one after the other. `empty` resolves when all that was pushed has left. */
export function sendQueue(socket: Sender) {
  let last = Promise.resolve();
  return {
    push(frames: (Uint8Array | string)[]): Promise<void> {
      last = last.then(() => socket.send(frames)).catch(reportLoss);
      return last;
    },
    empty: () => last,
  };
}

function reportLoss(error: unknown): void {
  log(`A message could not be sent: ${String(error)}`);
}
