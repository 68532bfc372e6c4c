// Keeps the wall's own files, so that a screen that is switched on while the server is away shows the last picture.
"use strict";
const CACHE = "fengqiao-wall-@RELEASE@";
const SHELL = ["/wall", "/wall/wall.css", "/wall/kept.js", "/wall/draw.js", "/wall/wall.js"];
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("fengqiao-wall-") && name !== CACHE);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim())
  );
});

// What is fresh comes first; the kept one where the server doesn't answer in time or answers with an error.
async function answered(request, path) {
  const kept = () => caches.match(path, { ignoreSearch: true });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const fresh = await Promise.race([fetch(request), late.then(kept)]);
    if (fresh && fresh.ok) {
      return fresh;
    }
    return (await kept()) || fresh || Response.error();
  } catch (error) {
    return (await kept()) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method === "GET" && address.origin === self.location.origin && SHELL.includes(address.pathname)) {
    event.respondWith(answered(event.request, address.pathname));
  }
});
