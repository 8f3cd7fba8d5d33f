// Saves answers in the background. Without it the form's own buttons do the same; the server decides what counts.
// Each page load has its own random key: a duplicated tab would inherit one kept in sessionStorage, and collide.
const PREFIX = "kuis:";
const pause = [2, 4, 8, 15, 30, 60]; // seconds between tries

class Attempt {
  constructor(form) {
    Object.assign(this, { form, seq: 0, tries: 0, sending: false, leaving: false, ended: false, kept: true });
    this.key = Array.from(crypto.getRandomValues(new Uint8Array(15)), (n) => n.toString(16).padStart(2, "0")).join("");
    this.store = PREFIX + form.dataset.kuis;
    this.status = document.getElementById("status-simpan");
    this.waiting = this.load();
    for (const one of this.waiting) this.show(one);
    form.elements.kunci.value = this.key;
    form.addEventListener("change", (event) => this.changed(event.target.name));
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.waiting.length && this.send());
    addEventListener("pageshow", () => { this.leaving = false; });
    addEventListener("beforeunload", (event) => { if (this.waiting.length && !this.leaving) event.preventDefault(); });
    this.say("Jawaban disimpan ke server setiap kali Anda mengisi.");
    this.send();
  }

  load() {
    try { return JSON.parse(localStorage.getItem(this.store)) ?? []; } catch { return []; }
  }

  keep() {
    try {
      if (this.waiting.length) localStorage.setItem(this.store, JSON.stringify(this.waiting));
      else localStorage.removeItem(this.store);
      this.kept = true;
    } catch { this.kept = false; }
  }

  say(text) { if (this.status.textContent !== text) this.status.textContent = text; }

  fields(name) { return [...this.form.elements].filter((field) => field.name === name); }

  show({ soal, nilai }) {
    for (const field of this.fields(`jawab-${soal}`)) {
      if (field.type === "text") field.value = nilai[0] ?? "";
      else field.checked = nilai.includes(field.value);
    }
  }

  typed(field) {
    if (field.type !== "text") return;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.changed(field.name), 1500);
  }

  pressed(event) {
    if (event.key !== "Enter" || event.target.type !== "text") return;
    event.preventDefault(); // Enter in an answer must not leave the page
    this.changed(event.target.name);
  }

  changed(name) {
    if (!name?.startsWith("jawab-")) return;
    const nilai = this.fields(name).filter((f) => f.type === "text" || f.checked).map((f) => f.value);
    const soal = name.slice(6);
    const older = this.waiting.filter((one) => one.soal === soal && !one.flying);
    this.waiting = this.waiting.filter((one) => !older.includes(one));
    this.waiting.push({ kunci: this.key, urut: ++this.seq, soal, nilai });
    this.keep();
    this.send();
  }

  submit(event) {
    if (event.submitter?.name === "simpan") {
      event.preventDefault();
      return this.send();
    }
    this.form.elements.urut.value = this.seq;
    this.seq += this.form.querySelectorAll("fieldset").length; // the server numbers the form's answers from here
    this.leaving = true;
  }

  async send() {
    clearTimeout(this.retry);
    if (this.sending || this.ended || !this.waiting.length) return;
    this.sending = true;
    const batch = this.waiting.filter((one) => one.kunci === this.waiting[0].kunci).slice(0, 100);
    for (const one of batch) one.flying = true;
    const problem = await this.post(batch);
    for (const one of batch) delete one.flying;
    this.sending = false;
    this.tries = problem ? this.tries + 1 : 0;
    if (!problem) this.waiting = this.waiting.filter((one) => !batch.includes(one));
    this.keep();
    if (problem) this.say(problem);
    if (problem && !this.ended) this.retry = setTimeout(() => this.send(), pause[Math.min(this.tries, pause.length) - 1] * 1000);
    else this.send();
  }

  /** Returns nothing when the server has confirmed the batch, else what to tell the learner. */
  async post(batch) {
    const safe = this.kept ? "jawaban ada di perangkat ini" : "jangan tutup halaman ini";
    try {
      if (this.stale) await this.renew();
      const body = JSON.stringify({ kunci: batch[0].kunci, peristiwa: batch.map(({ urut, soal, nilai }) => ({ urut, soal, nilai })) });
      const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrf_token.value };
      const reply = await fetch(this.form.dataset.simpan, { method: "POST", body, headers, signal: AbortSignal.timeout(15000) });
      if (reply.ok && !reply.redirected) return this.confirmed(await reply.json(), batch);
      this.stale = [400, 401].includes(reply.status) || reply.redirected;
      if (this.stale) return `Sesi Anda berakhir. Masuk lagi di tab lain, lalu kembali ke sini: ${safe}.`;
      this.ended = [404, 409, 422].includes(reply.status);
      return this.ended ? (await reply.json()).pesan : `Belum tersimpan – sedang mencoba lagi; ${safe}.`;
    } catch {
      return navigator.onLine ? `Belum tersimpan – sedang mencoba lagi; ${safe}.` : `Tidak ada sambungan: ${safe}.`;
    }
  }

  confirmed(reply, batch) {
    if (!batch.every((one) => reply.tersimpan.includes(one.urut))) return "Belum tersimpan – sedang mencoba lagi.";
    this.say(`Tersimpan di server ${reply.pukul}`);
    this.clock?.set(reply.sisa);
  }

  /** After signing in again in another tab, this page needs the token of the new session. */
  async renew() {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const token = page.querySelector("form[data-kuis] [name=csrf_token]")?.value;
    for (const field of document.getElementsByName("csrf_token")) if (token) field.value = token;
  }
}
