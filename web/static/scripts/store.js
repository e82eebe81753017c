/** What this device keeps for one learner (IndexedDB).
 *
 * `events` on their way, in the order of their adding, and `refused` ones; `cards` of
 * today with their answers; what was `done` today, for undo; single `facts`.
 */

const VERSION = 2;
const KEYS = { events: "sequence", refused: "uid", cards: "card", done: "uid", facts: "name" };
/** What goes when its learner leaves this device. */
const PASSING = ["cards", "done", "facts"];
/** A page of an older release that is still open can hold the door for as long as it lives. */
const PATIENCE_MS = 3_000;

/** Open a store; where the browser keeps nothing, it lasts as long as the page. */
export async function openStore(name) {
  try {
    return new DurableStore(name, await openDatabase(name, VERSION));
  } catch {
    return new PassingStore();
  }
}

/** Give the stores of all learners of this device, where the browser can name them. */
export async function allStores() {
  const found = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const names = found.map(({ name }) => name).filter((name) => name.startsWith("trainer-"));
  return Promise.all(names.map(openStore));
}

class DurableStore {
  #name;
  #database;

  constructor(name, database) {
    this.#name = name;
    this.#use(database);
  }

  /** Whether what is stored outlives the page. */
  isDurable = true;

  /** Add an event and give its sequence number once it is on the disk. */
  add(event) {
    return this.#within(["events"], "readwrite", ({ events }) => events.add(event));
  }

  /** Give all that a store holds, in the order of its keys. */
  all(store) {
    return this.#within([store], "readonly", (open) => open[store].getAll());
  }

  /** Give what a store holds under a key, or undefined. */
  get(store, key) {
    return this.#within([store], "readonly", (open) => open[store].get(key));
  }

  /** Store values, each in place of the one of its key. */
  put(store, ...values) {
    return this.#within([store], "readwrite", (open) => {
      for (const value of values) open[store].put(value);
    });
  }

  /** Remove the values of these keys. */
  remove(store, keys) {
    return this.#within([store], "readwrite", (open) => {
      for (const key of keys) open[store].delete(key);
    });
  }

  /** Have a store hold these values and no other. */
  replace(store, values) {
    return this.#within([store], "readwrite", (open) => {
      open[store].clear();
      for (const value of values) open[store].put(value);
    });
  }

  /** Take events off, and keep the refused ones among them, all or nothing. */
  settle(sequences, refused) {
    return this.#within(["events", "refused"], "readwrite", (open) => {
      for (const sequence of sequences) open.events.delete(sequence);
      for (const event of refused) open.refused.put(event);
    });
  }

  /** Clear all that is not on its way: what the next person at this device must not see.
   *
   * Of what waits, the words of the questions go; what the learner answered stays.
   */
  leave() {
    const names = ["events", "refused", ...PASSING];
    return this.#within(names, "readwrite", (open) => {
      for (const name of PASSING) open[name].clear();
      for (const store of [open.events, open.refused]) dropTitles(store);
    });
  }

  async #within(names, mode, work) {
    // Closed for a newer release in another page: its database has these stores too.
    if (!this.#database) this.#use(await openDatabase(this.#name));
    const durability = names.includes("events") ? "strict" : "relaxed";
    const transaction = this.#database.transaction(names, mode, { durability });
    return new Promise((resolve, reject) => {
      const stores = names.map((name) => [name, transaction.objectStore(name)]);
      const request = work(Object.fromEntries(stores));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  #use(database) {
    this.#database = database;
    database.onversionchange = () => database.close() || this.#forget();
    database.onclose = () => this.#forget();
  }

  #forget() {
    this.#database = null;
  }
}

/** A store that is empty, and lasts as long as the page: for who is not signed in. */
export class PassingStore {
  #last = 0;
  #held = Object.fromEntries(Object.keys(KEYS).map((name) => [name, new Map()]));

  isDurable = false;

  async add(event) {
    this.#last += 1;
    this.#held.events.set(this.#last, { ...event, sequence: this.#last });
    return this.#last;
  }

  async all(store) {
    return [...this.#held[store].values()];
  }

  async get(store, key) {
    return this.#held[store].get(key);
  }

  async put(store, ...values) {
    for (const value of values) this.#held[store].set(value[KEYS[store]], value);
  }

  async remove(store, keys) {
    for (const key of keys) this.#held[store].delete(key);
  }

  async replace(store, values) {
    this.#held[store].clear();
    await this.put(store, ...values);
  }

  async leave() {
    for (const name of PASSING) this.#held[name].clear();
  }

  async settle(sequences, refused) {
    await this.remove("events", sequences);
    await this.put("refused", ...refused);
  }
}

function dropTitles(store) {
  store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    const { title: _title, ...event } = cursor.value;
    cursor.update(event);
    cursor.continue();
  };
}

function openDatabase(name, version) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => setTimeout(() => reject(new Error("blocked")), PATIENCE_MS);
  });
}

// Step by step from any release: the events that wait are never touched.
function upgrade(database, from) {
  if (from < 1) database.createObjectStore("events", { keyPath: KEYS.events, autoIncrement: true });
  if (from < 2) {
    for (const name of ["refused", "cards", "done", "facts"]) {
      database.createObjectStore(name, { keyPath: KEYS[name] });
    }
  }
}
