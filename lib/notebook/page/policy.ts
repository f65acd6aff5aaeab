/** What a page may load and run. */

/** Nothing but what it holds, whatever stands in it. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; " +
  "img-src data: blob:; font-src data:; style-src 'unsafe-inline'";

/**
 * The page's Content-Security-Policy. plotly.js is compiled in the page, hence `'unsafe-eval'`.
 *
 * @param scripts the only script elements that may run, known by their hashes; all that stand in the
 * page where it is left out
 */
export async function policy(scripts?: string): Promise<string> {
  const allowed = scripts === undefined
    ? ["'unsafe-inline'"]
    : await Promise.all(
      [...scripts.matchAll(/<script>([^]*?)<\/script>/g)]
        .map(([, text]) => hash(text)),
    );
  return `${NOTHING}; script-src ${allowed.join(" ")} 'unsafe-eval'`;
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}
