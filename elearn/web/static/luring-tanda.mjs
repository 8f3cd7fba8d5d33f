// Ed25519 signatures: by the browser itself where it can, else by a small library. Throws where neither works.

/** Whether the key (32 bytes) made the signature (64 bytes) of the data. */
export async function verifies(key, signature, data) {
  let ready;
  try {
    ready = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    const { verifyAsync } = await import("./noble-ed25519.js");
    return verifyAsync(signature, data, key, { zip215: false });
  }
  return crypto.subtle.verify({ name: "Ed25519" }, ready, signature, data);
}
