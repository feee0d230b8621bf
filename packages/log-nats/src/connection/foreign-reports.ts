/** Reports of what other programs have written, which cannot be read: a flood of it is a few lines. */

/** All of them are reported; after that only their number, at each power of ten. */
const MAX_REPORTS = 20;

/** @param address of the server, for messages. */
export function limitReports(address: string, onFailure: (error: unknown) => void): (error: unknown) => void {
  let count = 0;
  let next = 10 ** Math.ceil(Math.log10(MAX_REPORTS));
  return (error) => {
    count += 1;
    if (count <= MAX_REPORTS) onFailure(error);
    if (count < next) return;
    next *= 10;
    onFailure(
      new RangeError(`${address}: ${count} messages so far that other programs have written; most are not listed`),
    );
  };
}
