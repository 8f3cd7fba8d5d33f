// The service worker of the checker: one page and its files, kept for the day without a network. It is asked only for
// that page and for scanned addresses, and always prefers the server.
const STORE = "periksa-luring";
const PAGE = new URL("periksa-luring", location).href;
const PATIENCE = 8000;

/** Fetch the page as nobody in particular, with all files it names; then forget the files of older pages. */
async function refresh() {
  const reply = await fetch(PAGE, { credentials: "omit", cache: "no-store" });
  if (!reply.ok || reply.redirected) throw new Error(`page ${reply.status}`);
  const named = [...(await reply.clone().text()).matchAll(/"([^"]*\/aset\/[^"]+)"/g)];
  const files = [...new Set(named.map(([, path]) => new URL(path, PAGE).href))];
  const store = await caches.open(STORE);
  await Promise.all(files.map(async (file) => (await store.match(file)) || store.add(file)));
  await store.put(PAGE, reply);
  for (const { url } of await store.keys()) if (url !== PAGE && !files.includes(url)) await store.delete(url);
}

/** The server's answer; the kept page when there is none in time. */
async function answer(request) {
  const kept = await caches.match(PAGE);
  const online = fetch(request);
  if (!kept) return online;
  const sound = online.then((reply) => (reply.status < 500 ? reply : Promise.reject(new Error("server"))));
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  return Promise.race([sound, late]).catch(() => kept);
}

addEventListener("install", (event) => event.waitUntil(refresh().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(answer(request));
    event.waitUntil(refresh().catch(() => null)); // new keys and files, for the next day without a network
  } else if (new URL(request.url).pathname.includes("/aset/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
