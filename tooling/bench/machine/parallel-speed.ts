/** How much more two threads get done than one: virtual processors may share a physical one. */
import { Worker } from "node:worker_threads";

/** Counts multiplications for a second, alone or with another thread. */
const SPIN = `
const { parentPort } = require("node:worker_threads");
const end = performance.now() + 1000;
let count = 0;
let x = 1;
while (performance.now() < end) {
  for (let i = 0; i < 100_000; i++) x = x * 1.0000001 + 1e-9;
  count++;
}
parentPort.postMessage({ count, x });
`;

function spin(): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SPIN, { eval: true });
    worker.once("message", ({ count }: { readonly count: number }) => resolve(count));
    worker.once("error", reject);
  });
}

/** 2 on two processors that share nothing and have no other work. */
export async function parallelSpeed(): Promise<number> {
  const alone = await spin();
  const [first, second] = await Promise.all([spin(), spin()]);
  return (first! + second!) / alone;
}
