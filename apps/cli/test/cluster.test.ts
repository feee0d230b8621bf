/** The page about three machines: its commands run here, on one machine with other ports. */
import { spawn } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { natsServer } from "@epochal/log-nats/test-server";
import { cars, main, temporaryFolder, waitForOutput } from "./harness/program.ts";

const read = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../../examples/cluster/${file}`, import.meta.url)), "utf8");
const page = read("README.md");
/** The commands of the page: those of each machine, the server, and those of clients. */
const [machine = [], server = [], client = []] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) =>
  block!.trim().split("\n"),
);

/** Free ports, below those that the system gives to other programs: a cluster must know its ports before it starts. */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let port = 20_000 + (process.pid % 1000) * 10; ports.length < count; port++) {
    const listener = createServer().listen(port, "127.0.0.1");
    const isFree = await once(listener, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    listener.close();
    await once(listener, "close");
    ports.push(port);
  }
  return ports;
}

/** Commands without their folders: of programs, and for data. */
const withoutFolders = (command: string) => command.replace(/^\/\S*\//, "").replace(/ -sd \S+$/, "");

test("the services for systemd and the containers run the commands of the page", () => {
  const [startNats = "", work = ""] = machine;
  const units = ["nats-server", "epochal-work", "epochal-serve"].map((name) => read(`${name}.service`));
  expect(units.map((unit) => withoutFolders(/^ExecStart=(.*)$/m.exec(unit)![1]!))).toEqual([
    startNats,
    work,
    server[0],
  ]);
  for (const unit of units) expect(unit).toMatch(/^Restart=always$/m);
  const commands = [...read("compose.yaml").matchAll(/^ {4}command: (.*)$/gm)].map(([, command]) =>
    withoutFolders(command!),
  );
  const servers = ["a", "b", "c"].map((name) =>
    startNats.replace("nats-server ", "").replace("--name a", `--name ${name}`),
  );
  expect(commands).toEqual([...servers, work, `${server[0]} --host 0.0.0.0`]);
});

describe.skipIf(natsServer === "")("on real nats-servers", () => {
  test("the commands for three machines train a run with three replicas, which is watched and listed", async () => {
    const folder = temporaryFolder();
    copyFileSync(cars, join(folder, "cars.csv"));
    writeFileSync(join(folder, "token"), "a-token-of-the-page\n");
    const names = ["a", "b", "c"];
    const ports = await freePorts(7);
    const [clientPorts, clusterPorts, webPort] = [ports.slice(0, 3), ports.slice(3, 6), ports[6]];

    /** A command of the page for a machine, with the ports of this one. */
    function here(command: string, i: number): string {
      const local = names.reduce(
        (text, name, j) =>
          text
            .replaceAll(`//${name}:4222`, `//127.0.0.1:${clientPorts[j]}`)
            .replaceAll(`//${name}:6222`, `//127.0.0.1:${clusterPorts[j]}`)
            .replaceAll(`//${name}:8080`, `//127.0.0.1:${webPort}`),
        command,
      );
      const place = `-a 127.0.0.1 -p ${clientPorts[i]} -sd ${join(folder, names[i]!)}`;
      return local
        .replace("0.0.0.0:6222", `127.0.0.1:${clusterPorts[i]}`)
        .replace("--name a", `--name ${names[i]}`)
        .replace(/^nats-server /, `${natsServer} ${place} `)
        .replace(/^epochal serve /, `epochal serve --port ${webPort} `);
    }

    function run(command: string, i = 0) {
      const [program = "", ...args] = here(command, i).split(" ");
      const words = program === "epochal" ? [process.execPath, main, ...args] : [program, ...args];
      const child = spawn(words[0]!, words.slice(1), { cwd: folder, env: { ...process.env, NO_COLOR: "1" } });
      onTestFinished(() => void child.kill("SIGKILL"));
      let stdout = "";
      child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
      return { child, ended: once(child, "close").then(([code]) => ({ stdout, code: code as number })) };
    }

    const [startNats = "", work = ""] = machine;
    const ready = names.map((_, i) =>
      waitForOutput(run(startNats, i).child.stderr, /JetStream cluster new metadata leader|Server is ready/),
    );
    await Promise.all(ready);
    // Whichever process is first creates the streams, when the cluster has a leader.
    const serving = run(server[0]!).child;
    let weakness = "";
    serving.stderr.on("data", (text: Buffer) => (weakness += text.toString()));
    await waitForOutput(serving.stderr, /ws:\/\//);
    expect(weakness).not.toContain("replicas");
    await Promise.all([0, 1].map((i) => waitForOutput(run(work, i).child.stderr, /Ctrl-C/)));

    const [start = "", watch = "", workers = "", list = ""] = client;
    const started = await run(start).ended;
    expect(started.code).toBe(0);
    const watched = await run(watch).ended;
    expect(watched.stdout).toMatch(/stopped early after \d+ epochs/);
    expect((await run(workers).ended).stdout.trim().split("\n")).toHaveLength(3);
    expect((await run(list).ended).stdout).toContain(started.stdout.trim());
  });
});
