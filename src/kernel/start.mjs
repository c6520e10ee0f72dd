// Starts the kernel (main.ts) or, in the kernel's second thread, the file that the thread was started for.
import { isMainThread, workerData } from "node:worker_threads";
import { caches, keepCode, loadedSources, require } from "./loader.mjs";

require(isMainThread ? "./main.ts" : workerData.entry).start(loadedSources, caches, keepCode);
