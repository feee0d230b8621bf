import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keyWarning } from "./read-tls.ts";

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
