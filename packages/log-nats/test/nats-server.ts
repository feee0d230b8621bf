/** A real nats-server with JetStream on a free port of this machine, for tests. */
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { STREAM } from "../src/connection/resources.ts";

/** The program; empty if there is none: then these tests are skipped. `vitest.config.ts` says so in one line. */
export const natsServer: string = process.env["NATS_SERVER"] ?? "";

export interface NatsServer {
  /** The address, such as `nats://127.0.0.1:40213`. */
  readonly url: string;
  /** Sends a signal; resolves when the process has ended, if it ends. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port with what it has stored. */
  restart(): Promise<void>;
  /** Ends it and deletes what it has stored. */
  close(): Promise<void>;
}

/** @param settings more lines of its configuration. */
export async function startNatsServer(settings = ""): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), "epochal-nats-"));
  let port = -1;
  let url = "";
  let child: ReturnType<typeof spawn>;
  let exited: Promise<unknown>;

  async function start(): Promise<void> {
    const config = join(folder, "nats.conf");
    const lines = [
      `listen: 127.0.0.1:${port}`,
      `jetstream { store_dir: ${JSON.stringify(folder)} }`,
      `ports_file_dir: ${JSON.stringify(folder)}`,
      settings,
    ];
    writeFileSync(config, lines.join("\n"));
    child = spawn(natsServer, ["--config", config], { stdio: "ignore" });
    exited = new Promise((resolve) => child.on("exit", resolve));
    url = await readUrl(join(folder, `nats-server_${child.pid}.ports`));
    port = Number(new URL(url).port);
  }

  async function readUrl(file: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const read = () => {
      if (!existsSync(file)) return;
      const text = readFileSync(file, "utf8");
      if (text.endsWith("}")) resolve((JSON.parse(text) as { readonly nats: [string] }).nats[0]);
    };
    const watcher = watch(folder, read);
    read();
    try {
      return await Promise.race([promise, exited.then(() => Promise.reject(new Error("nats-server ended")))]);
    } finally {
      watcher.close();
    }
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    if (signal !== "SIGSTOP" && signal !== "SIGCONT") await exited;
  }

  await start();
  return {
    get url() {
      return url;
    },
    kill,
    async restart() {
      for (const name of readdirSync(folder)) if (name.endsWith(".ports")) rmSync(join(folder, name));
      await start();
    },
    async close() {
      await kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Deletes streams; a bucket is one, too. @param names default: all. */
export async function clearNats(url: string, names?: readonly string[]): Promise<void> {
  const connection = await connect({ servers: url });
  const jsm = await jetstreamManager(connection);
  for await (const name of names ?? jsm.streams.names()) await jsm.streams.delete(name);
  await connection.close();
}

/** Limits the events that its stream keeps: then it is full. @param bytes more than are stored now; -1 for no limit. */
export async function limitEvents(url: string, bytes: number): Promise<void> {
  const connection = await connect({ servers: url });
  const jsm = await jetstreamManager(connection);
  const { state } = await jsm.streams.info(STREAM);
  await jsm.streams.update(STREAM, { max_bytes: bytes < 0 ? bytes : state.bytes + bytes });
  await connection.close();
}

/** A server that is closed when the test has finished. */
export async function natsServerForTest(settings = ""): Promise<NatsServer> {
  const server = await startNatsServer(settings);
  onTestFinished(() => server.close());
  return server;
}
