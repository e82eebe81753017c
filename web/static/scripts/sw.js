/** What lets the pages open without the network: the files, and three pages.
 *
 * Served as /sw.js with `RELEASE` before it (web/pwa.py). It keeps no answer and sends
 * none: the answers on this device are in IndexedDB, which no release of this touches.
 */

/* global RELEASE */

const CACHE = `trainer-${RELEASE.version}`;
const OFFLINE = "/offline";
/** The pages that are kept, and how long the network may take before the kept one comes. */
const PATIENCE_MS = { "/": 3_000, "/review": 400, [OFFLINE]: 3_000 };

// No `skipWaiting()`: a page that opens in that moment can wait without end (Chromium
// 156 under Playwright, three times in ten). The next release takes over once no page is open; the
// pages and files that it brings come from the network before that, and are kept too.
addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

addEventListener("activate", (event) => {
  event.waitUntil(dropOlder());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll(RELEASE.files);
  for (const path of Object.keys(PATIENCE_MS)) {
    const fresh = await fetch(path, { cache: "reload" });
    if (!fresh.ok) throw new Error(`${fresh.status} ${path}`);
    await keepPage(path, fresh);
  }
}

/** Not the way in, to which who has left is led from every page. */
async function keepPage(path, response) {
  if (response.ok && !response.redirected) await keep(path, response);
}

async function dropOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith("trainer-") && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** A file never changes under its address: the release is in it. */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  // Not what an older address gets from a newer release (web/assets.py).
  const isLasting = fresh.headers.get("Cache-Control")?.includes("immutable");
  if (fresh.ok && isLasting) await keep(request.url, fresh);
  return fresh;
}

async function page(event, url) {
  const kept = await keptPage(url);
  const fresh = fetchPage(event.request, url);
  event.waitUntil(fresh.catch(() => {}));
  try {
    return await (kept ? Promise.race([fresh, later(kept, PATIENCE_MS[url.pathname])]) : fresh);
  } catch {
    return kept ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

// The frame of the review is the same for every deck; other addresses are other pages.
async function keptPage({ pathname, searchParams }) {
  const others = [...searchParams.keys()].filter((name) => name !== "deck");
  return pathname in PATIENCE_MS && others.length === 0 ? caches.match(pathname) : undefined;
}

async function fetchPage(request, { pathname, search }) {
  const fresh = await fetch(request);
  if (search === "" && pathname in PATIENCE_MS) await keepPage(pathname, fresh);
  return fresh;
}

async function keep(key, response) {
  const copy = response.clone();
  await (await caches.open(CACHE)).put(key, copy);
}

function later(value, ms) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), ms);
  });
}
