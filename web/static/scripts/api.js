/** The requests of the pages. */

const TIMEOUT_MS = 20_000;
/** Whose page this is: the server answers nobody else who has signed in meanwhile. */
const LEARNER = { "X-Trainer-Learner": document.body.dataset.learner };
/** Of a session apart: an answer tells of the jobs that it asks with. */
const APART = Object.entries({ session: document.body.dataset.session }).filter(([, it]) => it);
/** Refusals that are not of what was sent: wait, try again. */
const LATER = new Set([408, 429]);
/** What a browser lets out after its page is closed (Fetch standard: 64 kB in all). */
const MOST_KEPT_ALIVE = 60_000;

/** The server could not be asked, or was not able to answer: worth another try. */
export class Unreachable extends Error {}

/** Nobody is signed in, or not the learner of this page: worth a try after signing in. */
export class SignedOut extends Unreachable {}

/** The server understood and said no; the message is its sentence. */
export class Refused extends Error {}

/** Ask for the next cards, without those named, or for those of a session apart. */
export function getQueue(exclude, deck, session, limit) {
  const query = new URLSearchParams(exclude.map((key) => ["exclude", key]));
  if (deck) query.set("deck", deck);
  if (session) query.set("session", session);
  if (limit) query.set("limit", limit);
  return call(`/api/queue?${query}`);
}

/** Ask for the answer of one card. */
export function getAnswer(card) {
  return call(`/api/answers?${new URLSearchParams([["card", card], ...APART])}`);
}

/** Ask for the answers of several cards at once. */
export async function getAnswers(cards) {
  const query = new URLSearchParams([...cards.map((key) => ["card", key]), ...APART]);
  const { answers } = await call(`/api/answers-at-hand?${query}`);
  return answers;
}

/** Send a batch of events of one kind. */
export function postEvents(path, events) {
  const headers = { "Content-Type": "application/json", "X-Trainer": "1" };
  const body = JSON.stringify({ sent_at: new Date().toISOString(), ...events });
  // keepalive: an answer given just before the page is closed is still sent.
  const keepalive = body.length < MOST_KEPT_ALIVE;
  return call(path, { method: "POST", headers, body, keepalive });
}

async function call(path, { headers, ...options } = {}) {
  let response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(path, { ...options, headers: { ...LEARNER, ...headers }, signal });
  } catch (error) {
    throw new Unreachable(path, { cause: error });
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  if (response.status === 401) throw new SignedOut(path);
  // Who refuses without a sentence of ours is a proxy, or no server of ours at all.
  const isLater = response.status >= 500 || LATER.has(response.status);
  if (response.ok || isLater || !body?.error) throw new Unreachable(`${response.status} ${path}`);
  throw new Refused(body.error);
}
