/** `epochal serve-model MODEL`: predictions of a saved model over HTTP. */
import type { Command } from "commander";
import { basename } from "node:path";
import { errorMessage } from "../../errors.ts";
import { exitCodes } from "../../exit-codes.ts";
import { readModel } from "../../files/read-files.ts";
import { defined } from "../../options/defined.ts";
import { addLogLevelOption, addListenOptions, type ListenFlags } from "../../options/listen-options.ts";
import { addTokenOptions, resolveToken, tokenVariable, type TokenFlags } from "../../options/token-options.ts";
import { warnIfUnencrypted } from "../../server/log-address.ts";
import { createJsonLogger, logsWarnings, type LogLevel } from "../../server/json-logger.ts";
import { createCertificateReloader, keyWarning, readTls } from "../../server/read-tls.ts";
import { logNote, type Context } from "../../terminal.ts";

interface Flags extends ListenFlags, TokenFlags {
  readonly logLevel?: LogLevel;
}

export function addServeModel(program: Command, context: Context): void {
  const command = addTokenOptions(program.command("serve-model"), "secret that clients must send")
    .description(
      "Serve the predictions of a saved model over HTTP until Ctrl-C: POST /v1/predict takes rows as JSON. /openapi.json describes it.",
    )
    .argument("<model>", "a model written with --save");
  addLogLevelOption(addListenOptions(command)).action(async (file: string, flags: Flags) =>
    context.setExitCode(await run(file, flags, context)),
  );
}

async function run(file: string, flags: Flags, { terminal }: Context): Promise<number> {
  const reloader = createCertificateReloader(flags, terminal);
  const { serveModel } = await import("@epochal/server");
  const model = await readModel(file);
  const token = await resolveToken(flags, terminal);
  const tls = await readTls(flags);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const stopListening = terminal.onSignal(() => resolve());
  const server = await serveModel(model, {
    name: basename(file),
    host: flags.host,
    port: flags.port,
    ...defined({ token, allowedOrigins: flags.allowOrigin, trustsProxy: flags.trustProxy }),
    ...tls,
    logger: await createJsonLogger(terminal, flags.logLevel),
    onClientFailure: (error) => logNote(terminal, `a client got no reply: ${errorMessage(error)}`),
  });
  reloader.begin(server.setCertificate);
  const warning = flags.tlsKey === undefined ? undefined : await keyWarning(flags.tlsKey);
  if (warning !== undefined) logNote(terminal, warning);
  if (!logsWarnings(terminal, flags.logLevel)) warnIfUnencrypted(server.url, terminal);
  logNote(terminal, `serving ${file} at ${server.url} (Ctrl-C stops)`);
  const names = model.columns?.inputs.map(({ name }) => name);
  const row = names ? `{"${names[0]}": …}` : "[…]";
  const header = token === undefined ? "" : ' -H "Authorization: Bearer $EPOCHAL_TOKEN"';
  logNote(terminal, `predict: ${tokenVariable(token)}curl ${server.url}/v1/predict${header} -d '[${row}]'`);
  await ended;
  await server.close();
  stopListening();
  reloader.close();
  return exitCodes.done;
}
