// Answers that the server does not have yet, kept on this device under the account and the attempt they belong to.
const DAYS = 30, MOST = 20; // answers in one request

export const stored = (start) => {
  try { return Object.keys(localStorage).filter((name) => name.startsWith(start)); } catch { return []; }
};

/** What is kept under a name: { alamat, judul, peristiwa }; nothing that cannot be read. */
export const read = (name) => {
  try { return JSON.parse(localStorage.getItem(name)) ?? { peristiwa: [] }; } catch { return { peristiwa: [] }; }
};

export class Waiting {
  /**
   * owner: "<account>:<attempt>". Each page has a random key of its own (one kept in sessionStorage would be copied
   * into a duplicated tab) and writes under that key alone, so that two tabs never write over each other's answers.
   */
  constructor(owner) {
    const bytes = crypto.getRandomValues(new Uint8Array(15));
    this.key = Array.from(bytes, (n) => n.toString(16).padStart(2, "0")).join("");
    Object.assign(this, { start: `kuis:${owner}:`, seq: 0, flying: [], safe: true });
    this.events = this.adopt();
    this.keep(); // says at once whether this device keeps anything
  }

  get length() { return this.events.length; }
  holds(soal) { return this.events.some((one) => one.soal === soal); }

  /** What earlier pages of this account could not send; it stays under their names until the server has it. */
  adopt() {
    const found = [];
    for (const name of stored("kuis:")) {
      const { peristiwa } = read(name);
      const old = peristiwa.every(({ dibuat }) => Date.now() - dibuat > DAYS * 86_400_000);
      if (old) localStorage.removeItem(name);
      else if (name.startsWith(this.start)) found.push(...peristiwa);
    }
    return found.sort((one, other) => one.dibuat - other.dibuat);
  }

  /** A change: kept here before anything else. It takes the place of an unsent one for the same question. */
  push(soal, nilai, dasar) {
    const replaced = (one) => one.soal === soal && one.kunci === this.key && !this.flying.includes(one);
    this.events = this.events.filter((one) => !replaced(one));
    this.events.push({ kunci: this.key, urut: ++this.seq, soal, nilai, dasar, dibuat: Date.now() });
    this.keep();
  }

  /** The next request. `umur` is how long ago a change was made, in ms: the device's own clock may be wrong. */
  batch() {
    const { kunci } = this.events[0];
    this.flying = this.events.filter((one) => one.kunci === kunci).slice(0, MOST);
    const aged = ({ urut, soal, nilai, dasar, dibuat }) => ({ urut, soal, nilai, dasar, umur: Math.max(0, Date.now() - dibuat) });
    return { kunci, peristiwa: this.flying.map(aged) };
  }

  /** The request was answered: these numbers need not be kept any more. Returns their changes. */
  settle(numbers) {
    const done = this.flying.filter(({ urut }) => numbers.includes(urut));
    this.flying = [];
    this.events = this.events.filter((one) => !done.includes(one));
    if (done.length && done[0].kunci !== this.key) this.write(done[0].kunci, (kept) => kept.filter((one) => !numbers.includes(one.urut)));
    this.keep();
    return done;
  }

  /** The attempt is over: nothing of it stays on this device. */
  clear() {
    this.events = [];
    for (const name of stored(this.start)) localStorage.removeItem(name);
  }

  keep() { this.write(this.key, () => this.events.filter(({ kunci }) => kunci === this.key)); }

  write(key, change) {
    if (this.forgotten) return;
    try {
      const name = this.start + key, kept = read(name), peristiwa = change(kept.peristiwa);
      const judul = kept.judul ?? document.querySelector("h1").textContent;
      if (peristiwa.length) localStorage.setItem(name, JSON.stringify({ alamat: location.pathname, judul, peristiwa }));
      else localStorage.removeItem(name);
      this.safe = true;
    } catch { this.safe = false; } // storage is full or forbidden
  }
}
