/** Headers of every reply, by which browsers treat it as data: they show no page, load nothing, and leak no address with a token. */

const always = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** One year: a browser that has used `https:` does not fall back to `http:`. */
const hsts = { "strict-transport-security": "max-age=31536000" };

/** @param isSecure whether the server has a certificate. */
export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  return isSecure ? { ...always, ...hsts } : always;
}
