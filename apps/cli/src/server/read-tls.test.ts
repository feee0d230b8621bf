import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Terminal } from "../terminal.ts";
import { createCertificateReloader, keyWarning } from "./read-tls.ts";

test("SIGHUP renews the certificate, also before the server serves: then when it does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [tlsCert, tlsKey] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const write = (text: string) => [tlsCert, tlsKey].forEach((file) => writeFileSync(file, text));
  let hangUp = () => {};
  const terminal = {
    onReload: (handle: () => void) => {
      hangUp = handle;
      return () => {};
    },
  } as Terminal;
  let renewed = Promise.withResolvers<string>();
  const reloader = createCertificateReloader({ tlsCert, tlsKey }, terminal);
  hangUp();
  hangUp();
  write("first");
  reloader.begin(({ cert }) => renewed.resolve(String(cert)));
  expect(await renewed.promise).toBe("first");
  renewed = Promise.withResolvers();
  write("second");
  hangUp();
  expect(await renewed.promise).toBe("second");
});

test.each([
  [0o600, false],
  [0o400, false],
  [0o640, true],
  [0o604, true],
  [0o602, true],
])("a private key with the mode %o is a warning: %s", async (mode, isWarning) => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "key.pem");
  writeFileSync(file, "");
  chmodSync(file, mode);
  expect(await keyWarning(file)).toBe(
    isWarning ? `${file}: other users of this machine can use this private key: chmod 600 ${file}` : undefined,
  );
});
