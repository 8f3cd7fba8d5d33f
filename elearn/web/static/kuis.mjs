// Saves answers in the background. Without it the form's own buttons do the same; the server decides what counts.
// Each page load has a random key of its own: one kept in sessionStorage would be copied into a duplicated tab.
const TICKS = ["radio", "checkbox"], PAUSES = [2, 4, 8, 15, 30, 60]; // seconds between tries

class Answers {
  constructor(form) {
    const [status, store] = [document.getElementById("status-simpan"), `kuis:${form.dataset.kuis}`];
    // said: what each question holds, as recorded; saved: what to say when nothing waits
    const saved = "Jawaban disimpan ke server setiap kali Anda mengisi.";
    Object.assign(this, { form, store, status, seq: 0, tries: 0, said: {}, saved });
    const bytes = crypto.getRandomValues(new Uint8Array(15));
    form.elements.kunci.value = this.key = Array.from(bytes, (n) => n.toString(16).padStart(2, "0")).join("");
    for (const box of form.querySelectorAll("[data-soal]")) this.said[box.dataset.soal] = this.value(box.dataset.soal);
    this.load(); this.keep();
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("input", (event) => {
      clearTimeout(this.typing); // a text is sent when the typing pauses
      this.say("Menyimpan …"); // what was saved is not all there is any more
      this.typing = setTimeout(() => this.changed(event.target), 1500);
    });
    form.addEventListener("submit", (event) => this.submit(event), true); // before app.mjs takes it for sent
    document.addEventListener("visibilitychange", () => this.changed(document.activeElement));
    for (const name of ["online", "focus"]) addEventListener(name, () => this.send());
    addEventListener("pageshow", () => { this.leaving = false; });
    addEventListener("beforeunload", (event) => this.waiting.length && !this.leaving && event.preventDefault());
    this.send();
  }

  say(text) { if (this.status.textContent !== text) this.status.textContent = text; }
  /** A question's fields in document order; rows of radio buttons are named `jawab-<id>.<row>`. */
  fields(soal) { return [...this.form.elements].filter(({ name }) => name === `jawab-${soal}` || name.startsWith(`jawab-${soal}.`)); }
  value(soal) { return JSON.stringify(this.fields(soal).filter((f) => !TICKS.includes(f.type) || f.checked).map((f) => f.value)); }

  fill(field, place, nilai) {
    if (TICKS.includes(field.type)) return void (field.checked = nilai.includes(field.value));
    // the pairs ("1=b") of an ordering are found wherever they stand: its rows move
    const pair = nilai.find((one) => one.includes("=") && field.querySelector(`option[value="${CSS.escape(one)}"]`));
    field.value = pair ?? nilai[place] ?? "";
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }

  /** Answers that an earlier page could not send are shown again, and sent under that page's key. */
  load() {
    try { this.waiting = JSON.parse(localStorage.getItem(this.store)) ?? []; } catch { this.waiting = []; }
    for (const { soal, nilai } of this.waiting) {
      this.fields(soal).forEach((field, place) => this.fill(field, place, nilai));
      this.said[soal] = this.value(soal);
    }
  }

  keep() {
    try {
      if (this.waiting.length) localStorage.setItem(this.store, JSON.stringify(this.waiting));
      else localStorage.removeItem(this.store);
      this.safe = "jawaban ada di perangkat ini";
    } catch { this.safe = "jangan tutup halaman ini"; } // storage is full or forbidden
  }

  changed(field) {
    this.typing = clearTimeout(this.typing);
    const soal = field?.closest?.("[data-soal]")?.dataset.soal;
    if (!soal || this.said[soal] === this.value(soal)) return this.send();
    this.said[soal] = this.value(soal);
    this.waiting = this.waiting.filter((one) => one.soal !== soal || this.flying?.includes(one));
    this.waiting.push({ kunci: this.key, urut: ++this.seq, soal, nilai: JSON.parse(this.said[soal]) });
    this.keep(); this.send();
  }

  submit(event) {
    if (event.submitter?.name !== "kumpulkan") this.changed(document.activeElement);
    if (event.submitter?.name === "simpan") { // also Enter in a text: it stays on the page
      event.preventDefault();
      return this.waiting.length ? this.send() : this.say("Semua jawaban sudah tersimpan di server.");
    }
    this.form.elements.urut.value = this.seq; // the server numbers the form's answers from here
    this.seq += Object.keys(this.said).length; this.leaving = true;
  }

  async send() {
    clearTimeout(this.retry);
    if (!this.waiting.length && !this.typing) this.say(this.saved);
    if (this.flying || this.ended || !this.waiting.length) return;
    const batch = this.flying = this.waiting.filter((one) => one.kunci === this.waiting[0].kunci).slice(0, 100);
    const problem = await this.post(batch).finally(() => { this.flying = null; });
    if (!problem) this.waiting = this.waiting.filter((one) => !batch.includes(one));
    this.keep();
    if (!problem) return this.send(this.tries = 0);
    this.say(problem);
    this.retry = setTimeout(() => this.send(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)] * 1000);
  }

  /** Returns nothing once the server has confirmed the batch, else what to tell the learner. */
  async post(batch) {
    try {
      if (this.stale) await this.renew();
      const json = "application/json", body = JSON.stringify({ kunci: batch[0].kunci, peristiwa: batch });
      const headers = { "Content-Type": json, Accept: json, "X-CSRFToken": this.form.elements.csrf_token.value };
      const reply = await fetch(this.form.dataset.simpan, { method: "POST", headers, body, signal: AbortSignal.timeout(15000) });
      this.stale = reply.redirected || [400, 401].includes(reply.status);
      if (this.stale) return `Sesi Anda berakhir. Masuk lagi di tab lain, lalu kembali ke sini: ${this.safe}.`;
      this.ended = [404, 409, 422].includes(reply.status); // trying again cannot help: the reply says why
      const said = await reply.json();
      if (this.ended) return said.pesan;
      if (!batch.every((one) => said.tersimpan.includes(one.urut))) throw new Error("not all confirmed");
      this.form.dispatchEvent(new CustomEvent("sisa", { detail: said.sisa }));
      this.saved = `Tersimpan di server ${said.pukul}${said.catatan ?? ""}`;
    } catch {
      return `Belum tersimpan – ${navigator.onLine ? "sedang mencoba lagi" : "tidak ada sambungan"}: ${this.safe}.`;
    }
  }

  /** After signing in again in another tab this page needs the token of the new session. */
  async renew() {
    const html = await (await fetch(location.href)).text();
    const token = new DOMParser().parseFromString(html, "text/html").querySelector("[data-kuis] [name=csrf_token]")?.value;
    for (const field of document.getElementsByName("csrf_token")) field.value = token ?? field.value;
  }
}

for (const form of document.querySelectorAll("form[data-kuis]")) new Answers(form);
