/** Shows what is being done, in a line that the next status overwrites; only if stderr is a terminal. An empty text clears it. */
export function showStatus(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
