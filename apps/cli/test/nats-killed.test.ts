/** A server on NATS is killed, and a second server continues its run. The test has its own file because it waits for two leases of 10 s. */
import { openNatsLog } from "@epochal/log-nats";
import { describe, expect, test } from "vitest";
import { natsServer, natsServerForTest } from "@epochal/log-nats/test-server";
import { epochal, start, waitForOutput } from "./harness/program.ts";

/** The status of the newest run, for a process that opens the log now. */
async function statusAt(address: string): Promise<string | undefined> {
  const reader = await openNatsLog(address, { isReader: true });
  const [newest] = reader.runs();
  await reader.close();
  return newest?.status;
}

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  test("`serve --resume latest` continues the run of a server that was killed, as soon as its lease is over", async () => {
    const { url: nats } = await natsServerForTest();
    // Slow enough to be killed in time.
    const first = start("serve", "--port", "0", "--nats", nats, "--epochs", "20000", "--speed", "100");
    const watcher = start("watch", await waitForOutput(first.child.stderr, /(ws:\/\/\S+) /), "--every", "10");
    await waitForOutput(watcher.child.stdout, /Epoch 20,/);
    first.child.kill("SIGKILL");
    watcher.child.kill("SIGKILL");
    await expect.poll(() => statusAt(nats), { interval: 500 }).toBe("interrupted");

    const second = start("serve", "--port", "0", "--nats", nats, "--resume", "latest", "--speed", "0");
    const url = await waitForOutput(second.child.stderr, /(ws:\/\/\S+) /);
    expect((await epochal("watch", url)).stdout).toMatch(/finished: 20000 epochs\n$/);
    second.child.kill("SIGTERM");
    const { stderr, exitCode } = await second.ended;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^epochal: the process of \S+ was lost: waiting until its lease has expired, about 10 s …\n/,
    );
    expect((await epochal("verify", nats)).stdout).toContain(": identical to the last bit: ");
  });
});
