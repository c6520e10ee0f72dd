/** Calls `orphaned` once the process that started the kernel is gone: a kernel without its client serves nobody. */
export function watchParent(parentPid: number, orphaned: () => void): void {
  setInterval(() => {
    if (process.ppid !== parentPid || wasOrphanedEarly()) orphaned();
  }, 1000).unref();
}

/** Process 1 inherits a kernel whose parent ended before the kernel looked; Jupyter tells who that was. */
function wasOrphanedEarly(): boolean {
  const { JPY_PARENT_PID: client = "1" } = process.env;
  return process.ppid === 1 && client !== "1";
}

/** Ends the process from any thread, whatever the main thread is busy with. */
export function die(): void {
  process.kill(process.pid, "SIGKILL");
}
