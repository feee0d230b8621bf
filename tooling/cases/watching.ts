/** What viewers get: the newest state, also through a reverse proxy and in a page. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { notebook } from "@epochal/data";
import { startRun } from "@epochal/stream";
import type { Case } from "./case.ts";
import { expectThat, freePort, main, servedEpoch, until, wait, type Scene } from "./scene.ts";

const LONG = ["--epochs", "1000000000"];
const TOKEN = "a-token-of-some-length";

const now: Case = {
  name: "a viewer of a run at full speed, after a million epochs",
  right: "the picture shows the present within a second of the first frame, and stays there",
  async run(scene) {
    const { port } = await scene.serve(["--speed", "0", ...LONG]);
    await until("a million epochs", 240_000, async () => (await servedEpoch(port)) > 1_000_000);
    const terminal = scene.terminal(["watch", `ws://127.0.0.1:${port}`]);
    const shown = () =>
      Number(
        [
          ...terminal
            .written()
            .slice(-50_000)
            .matchAll(/(\d+)\/1000000000/g),
        ].at(-1)?.[1] ?? 0,
      );
    const lags: number[] = [];
    await until("a picture", 60_000, () => shown() > 0);
    for (let i = 0; i < 3; i++) {
      const [present, startMs] = [await servedEpoch(port), performance.now()];
      await until(`epoch ${present} on the screen (it shows ${shown()})`, 60_000, () => shown() >= present);
      lags.push(performance.now() - startMs);
      await wait(2000);
    }
    const seconds = lags.map((ms) => (ms / 1000).toFixed(1));
    expectThat(
      lags.every((ms) => ms < 1000),
      `the picture was ${seconds.join(", ")} s behind`,
    );
    return `${seconds.join(", ")} s behind`;
  },
};

const preflight: Case = {
  name: "a page of this machine asks with a header",
  right: "the browser's preflight is answered",
  tests: ["apps/server/test/http.test.ts: lets a page from %s send a token in a header, or not"],
  async run(scene) {
    const { port } = await scene.serve(["--token", TOKEN]);
    const origin = "http://localhost:3000";
    const headers = {
      origin,
      "access-control-request-method": "GET",
      "access-control-request-headers": "authorization, last-event-id",
    };
    const response = await fetch(`http://127.0.0.1:${port}/v1/runs`, { method: "OPTIONS", headers });
    const allowed = response.headers.get("access-control-allow-headers") ?? "";
    expectThat(response.status === 204, `expected 204, got ${response.status}`);
    expectThat(response.headers.get("access-control-allow-origin") === origin, "the origin is not allowed");
    expectThat(/authorization/i.test(allowed) && /last-event-id/i.test(allowed), `allowed headers: ${allowed}`);
  },
};

/** Not every user's PATH has Debian's folder for servers. */
export const nginx: string = existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";

/** nginx with the server at `/epochal/`, and at `/plain/` without the headers of an upgrade. */
async function startProxy(scene: Scene, backend: number): Promise<number> {
  const port = await freePort();
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${scene.folder}/${name};`,
  );
  writeFileSync(
    `${scene.folder}/nginx.conf`,
    `daemon off; master_process off; pid ${scene.folder}/nginx.pid; error_log ${scene.folder}/nginx.errors; events {}
    http {
      access_log ${scene.folder}/access.log; ${paths.join(" ")}
      map $http_upgrade $connection_header { default upgrade; '' close; }
      server {
        listen 127.0.0.1:${port};
        location /epochal/ {
          proxy_pass http://127.0.0.1:${backend}/; proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_header;
        }
        location /plain/ { proxy_pass http://127.0.0.1:${backend}/; }
      }
    }`,
  );
  // With its error log a command-line option, nginx does not open the one in /var/log.
  scene.start(nginx, ["-e", `${scene.folder}/nginx.errors`, "-c", `${scene.folder}/nginx.conf`]);
  await until("nginx", 60_000, () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    ),
  );
  return port;
}

const proxy: Case = {
  name: "behind a reverse proxy under a path",
  right: "every form of the address works, the token is in no log, a proxy that drops Upgrade is named",
  needs: ["nginx"],
  tests: [
    "apps/server/test/http.test.ts: behind a proxy",
    "packages/client/src/server-address.test.ts: Node sends the token in a header, and in no address",
  ],
  async run(scene) {
    const server = await scene.serve(["--speed", "20", "--token", TOKEN, ...LONG]);
    const port = await startProxy(scene, server.port);
    const watch = (path: string) =>
      scene.start(process.execPath, [
        main,
        "watch",
        `ws://127.0.0.1:${port}${path}`,
        "--token",
        TOKEN,
        "--every",
        "20",
      ]);
    for (const path of ["/epochal", "/epochal/", "/epochal/v1", "/epochal/v1/"]) {
      const viewer = watch(path);
      await until(`epochs at ${path} (${viewer.stderr()})`, 60_000, () => viewer.stdout().includes("Epoch 20,"));
      viewer.child.kill("SIGKILL");
    }
    const viewer = watch("/plain");
    const code = await Promise.race([viewer.ended, wait(20_000)]);
    expectThat(code !== undefined && code !== 0, `expected a failure at /plain, got exit code ${code ?? "none"}`);
    expectThat(/proxy/.test(viewer.stderr()), `no word of the proxy: ${viewer.stderr()}`);
    const log = `${scene.folder}/access.log`;
    expectThat(existsSync(log) && !/token/.test(readFileSync(log, "utf8")), "the token is in the proxy's log");
  },
};

const disposed: readonly Case[] = [false, true].map((worker) => ({
  name: `dispose() within next, worker: ${worker}`,
  right: "no event after it",
  tests: [
    "packages/stream/src/run.test.ts: sends no event after a subscriber has disposed of it within `next`, worker: %s",
  ],
  async run() {
    const { spec, data } = notebook();
    const run = startRun({ ...spec, epochs: 100_000 }, data, { worker });
    let [isDisposed, after] = [false, 0];
    await new Promise<void>((resolve) => {
      run.events$.subscribe({
        next(event) {
          if (isDisposed) after += 1;
          else if (event.type === "epoch" && event.epoch >= 50) {
            isDisposed = true;
            run.dispose();
          }
        },
        complete: resolve,
      });
    });
    expectThat(isDisposed && after === 0, `${after} events after dispose()`);
  },
}));

export const watchingCases: readonly Case[] = [now, preflight, proxy, ...disposed];
