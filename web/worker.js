// Keeps what the page is made of, so that the second visit works without a network. `cargo xtask dist` puts the names with
// their hashes here, and tells the page of this file; the page that `serve` shows knows nothing of it.
const FILES = ['./', './boot.js', './web.css', './web.js', './web_bg.wasm', './icon.svg', './manifest.webmanifest'];
// What is fetched when it is first needed. The page asks for it to be kept once it has nothing else to do.
const PARTS = [/* PARTS */];
// Several pages may live on one host: each has caches of its own.
const OURS = `ringside ${registration.scope} `;
const CACHE = OURS + FILES.join(' ');
// Milliseconds after which a network that says nothing counts as none.
const PATIENCE = 3000;

addEventListener('install', (event) => {
  const keep = async () => {
    await (await caches.open(CACHE)).addAll(FILES);
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener('activate', (event) => {
  const clear = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(clear());
});

addEventListener('message', (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    for (const name of PARTS) if (!await cache.match(name)) await cache.add(name);
  };
  // Without a network there is nothing to keep, and the next visit tries again.
  event.waitUntil(keep().catch(() => {}));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  event.respondWith(/-[0-9a-f]{16}\.\w+$/.test(url.pathname) ? lasting(request) : newest(request));
});

// A name with a hash: what is kept is what there is.
async function lasting(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// Any other name: the network's, and while there is none, what was seen last.
async function newest(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  const fetched = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(request, response.clone());
    return response;
  });
  if (!kept) return fetched;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fetched.catch(() => kept), late]);
}
