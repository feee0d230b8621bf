/** What is being done now, in one line that the next one overwrites; only for somebody who looks on. */
export function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
