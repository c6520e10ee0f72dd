/** Calls `orphaned` once the process that started the kernel is gone: a kernel without its client serves nobody. */
export function watchParent(parentPid: number, orphaned: () => void): void {
  setInterval(() => {
    if (process.ppid !== parentPid) orphaned();
  }, 1000).unref();
}

/** Ends the process from any thread, whatever the main thread is busy with. */
export function die(): void {
  process.kill(process.pid, "SIGKILL");
}
