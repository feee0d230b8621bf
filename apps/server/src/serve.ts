/** Serves runs and their logs over WebSockets and HTTP. The protocol is described in PROTOCOL.md of `@epochal/protocol`. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { Run, RunOptions } from "@epochal/stream";
import { isLoopbackHost } from "./http/access/loopback.ts";
import { createGateway } from "./http/gateway.ts";
import { resolveOptions, type ServeOptions } from "./serve-options.ts";
import type { Tls } from "./tls.ts";
import { createServices } from "./services.ts";

export interface EpochalServer {
  /** The address, such as `ws://127.0.0.1:8080`; `wss:` with a certificate. */
  readonly url: string;
  readonly port: number;
  /** The runs that the server has resumed by itself when it started; see `ServeOptions.resume`. Never rejects. */
  readonly resumed: Promise<readonly Run[]>;
  /** The number of connected clients. */
  readonly connections: number;
  /** Whether the store's file was deleted, moved or replaced: the server stores nothing any more. */
  readonly isStoreLost: boolean;
  /** Starts a run immediately. `options` override the server's `runOptions`. It counts towards `limits.running`. */
  start(spec: TrainingSpec, data: TrainingData, options?: RunOptions): Run;
  /** Serves a run that was started elsewhere in this process, from its first event on. It cannot be resumed if it is interrupted. */
  show(run: Run, spec: TrainingSpec): void;
  /**
   * Continues an interrupted run from its newest stored snapshot that was not undone, with the same numbers as if it had not been
   * interrupted. Because the end of a run is final, this is a new run with the old one as its `parent`. If the old run was paused
   * and the server has a token, the new one starts paused.
   *
   * @param id of the run, or `latest`.
   * @throws RangeError if there is no such run, it was not interrupted, or its rows were not stored.
   */
  resume(id: string, options?: RunOptions): Promise<Run>;
  /**
   * Uses a renewed certificate for new connections; the others keep theirs.
   * @throws RangeError if it is invalid, or if the server was started without one.
   */
  reloadCertificate(tls: Tls): void;
  /** Resolves when everything that runs have emitted so far is stored. */
  settled(): Promise<void>;
  /**
   * Ends all runs, announces the shutdown to all clients, closes the connections one after another, and then the store. Takes at
   * most `limits.drainMs` and a second; connections that are still open then are destroyed.
   */
  close(): Promise<void>;
}

/**
 * Starts a server. It also resumes the runs that `resume` chooses, and starts those that are queued in the store.
 *
 * @throws RangeError if other machines could reach it without a token, a token is invalid, the certificate or its key is invalid,
 * it cannot listen on the port, or another process has the store open; Error if the store cannot be opened.
 */
export async function serve(options: ServeOptions = {}): Promise<EpochalServer> {
  const resolved = resolveOptions(options);
  const { host, store, token, viewToken, allowedOrigins, trustsProxy, tls, logger } = resolved;
  const services = await createServices(resolved);
  const { connectionServices, registry, scheduler, resumer, health, storeMonitor, isClosing } = services;
  resumer.choose();
  const gateway = createGateway(connectionServices, {
    rules: { token, viewToken, allowedOrigins },
    trustsProxy,
    tls,
    health,
    page: resolved.page,
    framingOrigins: resolved.framingOrigins,
    isClosing,
  });
  const { port } = await gateway.listen(resolved.port, host).catch(async (error: unknown) => {
    await services.closeStore();
    throw error;
  });
  const url = `${tls ? "wss" : "ws"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
  logger.info({ url, store, token: token !== undefined, viewToken: viewToken !== undefined }, "listening");
  if (!tls && !isLoopbackHost(host)) {
    logger.warn({ url }, "tokens and events travel unencrypted: use a certificate, or a proxy that has one");
  }
  const resumed = resumer.resume();
  void resumed.then(() => scheduler.startNext());

  async function close(): Promise<void> {
    logger.info({ connections: gateway.connections }, "shutting down");
    await services.stopRuns();
    await gateway.close();
    await services.closeStore();
    logger.info({}, "closed");
  }
  let closed: Promise<void> | undefined;

  return {
    url,
    port,
    resumed,
    get connections() {
      return gateway.connections;
    },
    get isStoreLost() {
      return storeMonitor.isLost;
    },
    start: (spec, data, runOptions = {}) => registry.start(spec, data, runOptions),
    show: (run, spec) => registry.show(run, spec),
    resume: (id, runOptions = {}) => registry.resume(id, runOptions),
    reloadCertificate(renewed) {
      if (!tls) throw new RangeError("reloadCertificate: the server was started without a certificate");
      gateway.setCertificate(renewed);
      logger.info({}, "certificate reloaded");
    },
    settled: () => connectionServices.hub.settled(),
    close: () => (closed ??= close()),
  };
}
