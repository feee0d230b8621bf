/** Numbers as text of constant width, so that nothing jumps while they change. */

/** Right-aligned in `width` characters, four significant digits: `0.5312`, `16.91`, `1.23e-4`; `–` if missing. */
export function formatNumber(value: number | null | undefined, width = 7): string {
  return shortNumber(value, width).padStart(width);
}

function shortNumber(value: number | null | undefined, width: number): string {
  if (value === undefined || value === null) return "–";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 0.001 && size < 99999.5) {
    const decimals = Math.min(5, Math.max(0, 3 - Math.floor(Math.log10(size))));
    for (let digits = decimals; digits >= Math.min(1, decimals); digits--) {
      const text = value.toFixed(digits);
      if (text.length <= width) return text;
    }
  }
  for (const digits of [2, 1]) {
    const text = exponential(value, digits);
    if (text.length <= width) return text;
  }
  return exponential(value, 0);
}

/** `1.0e-2`, without the plus sign that JavaScript writes. */
export function exponential(value: number, digits = 1): string {
  return value.toExponential(digits).replace("e+", "e");
}

/** A setting such as the learning rate, as one would type it, in at most seven characters: `0.01`, `0.0003`, `1.2e-7`. */
export function formatSetting(value: number | undefined): string {
  if (value === undefined) return "–";
  const plain = String(Number(value.toPrecision(3)));
  const isShort = Math.abs(value) < 100_000 && plain.length <= 7 && !plain.includes("e");
  return isShort ? plain : exponential(value, 1);
}

/** `04:09`, or `1:04:09` from an hour on; `--:--` if unknown. */
export function formatDuration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return "--:--";
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (part: number) => String(part).padStart(2, "0");
  const minutesAndSeconds = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? minutesAndSeconds : `${Math.floor(seconds / 3600)}:${minutesAndSeconds}`;
}

const UNITS = [[1e9, "G"] as const, [1e6, "M"] as const, [1e3, "k"] as const];

/** Three significant digits with k, M, G for thousands, in at most five characters: `0.25`, `152`, `12.3k`, `1.2M`. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const [size, unit] = UNITS.find(([from]) => Math.abs(value) >= from * 0.9995) ?? ([1, ""] as const);
  const scaled = value / size;
  const decimals = Math.abs(scaled) >= 99.95 || Number.isInteger(scaled) ? 0 : Math.abs(scaled) >= 9.995 ? 1 : 2;
  return `${scaled.toFixed(decimals)}${unit}`;
}
