/** The worker's side of a thread that helps with a large training, in Node. */
import { workerData } from "node:worker_threads";
import { runThread, type ThreadTask } from "../threads/run-thread.ts";

runThread(workerData as ThreadTask);
