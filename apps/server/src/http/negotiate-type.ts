/**
 * The media type that an `Accept` header prefers, the first of equally preferred ones; undefined if it accepts none of them.
 * RFC 9110, §12.5.1.
 */
export function negotiateType(accept: string | undefined, types: readonly string[]): string | undefined {
  const ranges = (accept ?? "*/*").split(",").map((part) => {
    const [range = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const quality = parameters.find((text) => text.startsWith("q="));
    return { range, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  // The most specific range that matches decides.
  const qualityOf = (type: string) =>
    [type, `${type.split("/")[0]}/*`, "*/*"]
      .map((wanted) => ranges.find(({ range }) => range === wanted)?.quality)
      .find((quality) => quality !== undefined) ?? 0;
  const best = types.toSorted((a, b) => qualityOf(b) - qualityOf(a))[0];
  return best !== undefined && qualityOf(best) > 0 ? best : undefined;
}
