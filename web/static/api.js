/** The requests of the review page. */

const TIMEOUT_MS = 20_000;

/** The server could not be asked, or was not able to answer: worth another try. */
export class Unreachable extends Error {}

/** The server understood and said no; the message is its sentence. */
export class Refused extends Error {}

/** Ask for the next cards, without those named, or for those of a session apart. */
export function getQueue(exclude, deck, session) {
  const query = new URLSearchParams(exclude.map((key) => ["exclude", key]));
  if (deck) query.set("deck", deck);
  if (session) query.set("session", session);
  return call(`/api/queue?${query}`);
}

/** Ask for the answer of one card. */
export function getAnswer(card) {
  return call(`/api/answers?${new URLSearchParams({ card })}`);
}

/** Send answers. */
export function postReviews(reviews) {
  return post("/api/reviews", { reviews });
}

/** Take answers back. */
export function postRetractions(retractions) {
  return post("/api/retractions", { retractions });
}

function post(path, events) {
  const headers = { "Content-Type": "application/json", "X-Trainer": "1" };
  const body = { sent_at: new Date().toISOString(), ...events };
  // keepalive: an answer given just before the page is closed is still sent.
  return call(path, { method: "POST", headers, body: JSON.stringify(body), keepalive: true });
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new Unreachable(path, { cause: error });
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  if (response.ok || response.status >= 500 || response.status === 429) {
    throw new Unreachable(`${response.status} ${path}`);
  }
  throw new Refused(body?.error ?? response.statusText);
}
