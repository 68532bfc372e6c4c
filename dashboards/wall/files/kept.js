// What a wall keeps in its browser: the last good answers, whole or not at all, across reloads and power cuts.
"use strict";
window.Kept = (function () {
  const NAME = "fengqiao-wall";
  const STORE = "answers";
  let opening = null;

  function opened() {
    if (!opening) {
      opening = new Promise((resolve, reject) => {
        const request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(STORE);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
    return opening;
  }

  // Runs one request in a transaction of its own; a browser that keeps nothing is no reason to stop.
  async function done(mode, act) {
    try {
      const database = await opened();
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const request = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } catch (error) {
      return null;
    }
  }

  function put(name, text, at) {
    return done("readwrite", (store) => store.put({ text: text, at: at, length: text.length }, name));
  }

  // The kept answer as it was, or null where there is none or it isn't whole.
  async function get(name) {
    const row = await done("readonly", (store) => store.get(name));
    if (!row || typeof row.text !== "string" || row.text.length !== row.length) {
      return row ? { broken: true } : null;
    }
    try {
      return { value: JSON.parse(row.text), at: row.at };
    } catch (error) {
      return { broken: true };
    }
  }

  // Forgets what no slot shows any more.
  async function only(names) {
    const keys = (await done("readonly", (store) => store.getAllKeys())) || [];
    for (const key of keys.filter((one) => !names.includes(one))) {
      await done("readwrite", (store) => store.delete(key));
    }
  }

  function clear() {
    return done("readwrite", (store) => store.clear());
  }

  return { put: put, get: get, only: only, clear: clear };
})();
