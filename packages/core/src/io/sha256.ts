/** SHA-256, with the names of FIPS 180-4. */

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. §4.2.2 */
const K = Int32Array.from(
  [
    [0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
    [0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
    [0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
    [0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
    [0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
    [0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
    [0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
    [0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
  ].flat(),
);

/** The first 32 bits of the fractional parts of the square roots of the first 8 primes. §5.3.3 */
const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

const BLOCK = 64;

/** Hashes bytes by SHA-256: 64 hexadecimal digits in lower case. */
export type Sha256 = (bytes: Uint8Array) => string;

let implementation: Sha256 = plainSha256;

/** The hash of `bytes`: 64 hexadecimal digits in lower case. */
export function sha256(bytes: Uint8Array): string {
  return implementation(bytes);
}

/**
 * Has all later hashes of this thread, those of snapshots, rows and parameters, computed by another implementation: that of
 * `node:crypto` takes a tenth of the time.
 *
 * @param faster gives the same hashes.
 */
export function useSha256(faster: Sha256): void {
  implementation = faster;
}

/** The reference, in plain TypeScript. */
function plainSha256(bytes: Uint8Array): string {
  const H = Int32Array.from(INITIAL);
  const W = new Int32Array(64);
  const whole = bytes.length - (bytes.length % BLOCK);
  digest(H, W, bytes, whole);
  // §5.1.1: a 1 bit, zeros up to a whole block, and the number of bits in the last 8 bytes.
  const rest = bytes.length - whole;
  const padded = new Uint8Array(rest + 9 > BLOCK ? 2 * BLOCK : BLOCK);
  padded.set(bytes.subarray(whole));
  padded[rest] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, 8n * BigInt(bytes.length));
  digest(H, W, padded, padded.length);
  return Array.from(H, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Updates the hash value `H` with the first `length` bytes, whole blocks; `W` is a buffer for the message schedule. §6.2.2 */
function digest(H: Int32Array, W: Int32Array, bytes: Uint8Array, length: number): void {
  for (let start = 0; start < length; start += BLOCK) {
    for (let t = 0, i = start; t < 16; t++, i += 4) {
      W[t] = (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
    }
    for (let t = 16; t < 64; t++) {
      const x = W[t - 15];
      const y = W[t - 2];
      // σ₀ and σ₁: two rotations to the right and a shift.
      const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[t] = (sigma1 + W[t - 7] + sigma0 + W[t - 16]) | 0;
    }
    // Not destructured: that costs more than all the rest (measured).
    let a = H[0];
    let b = H[1];
    let c = H[2];
    let d = H[3];
    let e = H[4];
    let f = H[5];
    let g = H[6];
    let h = H[7];
    for (let t = 0; t < 64; t++) {
      const Sigma1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const T1 = (h + Sigma1 + ((e & f) ^ (~e & g)) + K[t] + W[t]) | 0;
      const Sigma0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const T2 = (Sigma0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + T1) | 0;
      d = c;
      c = b;
      b = a;
      a = (T1 + T2) | 0;
    }
    H[0] += a;
    H[1] += b;
    H[2] += c;
    H[3] += d;
    H[4] += e;
    H[5] += f;
    H[6] += g;
    H[7] += h;
  }
}
