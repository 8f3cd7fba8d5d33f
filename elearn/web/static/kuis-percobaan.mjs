// One attempt: keeps each change on the device, sends what waits, hands in.
import { Waiting } from "./kuis-antrean.mjs";
import { Server } from "./kuis-kirim.mjs";
import { Others } from "./kuis-lain.mjs";
import { HERE, Questions, THERE, TOO_LATE } from "./kuis-soal.mjs";

const PAUSES = [2, 4, 8, 15, 30, 60]; // seconds between tries
const MOVED = "Belum dikumpulkan: ada soal yang dijawab di tab atau perangkat lain. Periksa, lalu kumpulkan lagi.";

export class Attempt {
  constructor(form) {
    Object.assign(this, { form, tries: 0, sentAt: {}, saved: "Jawaban disimpan ke server setiap kali Anda mengisi." });
    this.status = document.getElementById("status-simpan");
    this.questions = new Questions(form);
    this.waiting = new Waiting(form.dataset.kuis);
    this.server = new Server(form);
    this.others = new Others(this);
    form.elements.kunci.value = this.waiting.key;
    for (const { soal, nilai } of this.waiting.events) {
      this.questions.show(soal, nilai);
      this.questions.mark(soal, HERE);
    }
  }

  say(text) { if (this.status.textContent !== text) this.status.textContent = text; }

  /** A change is on the device at once, and where it is is said at its question. */
  record(soal, dasar = this.others.base) {
    this.handing = false; // whoever goes on answering has not finished
    this.waiting.push(soal, this.questions.answer(soal), dasar);
    this.questions.clear(soal);
    this.questions.mark(soal, HERE);
    this.say("Menyimpan …");
  }

  async send() {
    if (this.busy || this.over) return void (this.wanted = true);
    this.retry = clearTimeout(this.retry);
    if (!this.waiting.length) return this.handing ? this.handIn() : this.say(this.saved);
    const batch = this.waiting.batch();
    for (const { soal } of batch.peristiwa) this.sentAt[soal] = Date.now();
    const { said, refused, trouble } = await this.alone(this.server.save(batch, this.others.base));
    const done = this.waiting.settle([...(said?.tersimpan ?? []), ...(said?.ditolak ?? [])]);
    if (refused) return this.refuse(refused);
    if (!done.length) return this.again(trouble ?? "putus");
    this.tries = 0;
    this.saved = `Tersimpan di server ${said.pukul}${said.catatan}`;
    for (const { soal, urut } of done) if (!this.waiting.holds(soal)) this.questions.mark(soal, said.ditolak.includes(urut) ? TOO_LATE : THERE);
    this.others.tell({ lain: done.filter(({ urut }) => said.tersimpan.includes(urut)), sampai: said.kini });
    this.hear(said);
    // what is being typed waits for its pause
    if (!this.waiting.length || !this.typing || this.handing) this.send();
  }

  alone(asking) { return asking.finally(() => { this.busy = false; }, this.busy = true); }

  /** Trying again cannot help. The form may still be handed in: the server then says what counts. */
  refuse(why) {
    this.say(this.saved = why);
    return this.handing ? this.handIn() : this.others.look();
  }

  again(trouble) {
    this.explain(trouble);
    this.retry = setTimeout(() => this.send(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)] * 1000);
  }

  explain(trouble) {
    const unsent = this.waiting.safe ? "jawaban ada di perangkat ini" : "jangan tutup halaman ini";
    const kept = this.waiting.length ? unsent : "semua jawaban sudah tersimpan di server";
    const what = this.timeIsUp ? "Waktu habis" : this.handing ? "Belum dikumpulkan" : "Belum tersimpan";
    const rule = this.timeIsUp ? ` ${this.form.dataset.habis}` : this.handing ? " Halaman ini mengumpulkannya begitu tersambung." : "";
    document.getElementById("masuk-lagi").hidden = trouble === "putus";
    this.say({
      putus: `${what} – ${navigator.onLine ? "sedang mencoba lagi" : "tidak ada sambungan"}: ${kept}.${rule}`,
      sesi: `Sesi Anda berakhir. Masuk lagi di tab lain, lalu kembali ke sini: ${kept}.${rule}`,
      akun: `Akun lain sedang masuk di peramban ini. Masuk lagi dengan akun Anda di tab lain, lalu kembali ke sini: ${kept}.${rule}`,
    }[trouble]);
  }

  /** Hands in once nothing waits any more; tried again until the server has answered. */
  async handIn() {
    this.say("Mengumpulkan …");
    this.number();
    const { said, refused, trouble } = await this.alone(this.server.handIn());
    if (trouble || !(said?.lanjut ?? refused)) return this.again(trouble ?? "putus");
    this.handing = false;
    if (refused) return this.say(this.saved = refused);
    this.leaving = true;
    if (said.lanjut.endsWith("/hasil")) { // what did not count is said there
      this.waiting.clear();
      this.others.tell({ lanjut: said.lanjut });
    }
    location.assign(said.lanjut);
  }

  /** The form goes to the server, which numbers its answers from here: what was sent before is older. */
  number() {
    this.form.elements.urut.value = this.waiting.seq;
    this.waiting.seq += this.questions.boxes.size;
  }

  /** What a reply says besides. */
  hear(said) {
    document.getElementById("masuk-lagi").hidden = true;
    this.form.dispatchEvent(new CustomEvent("sisa", { detail: said.sisa }));
    if (!this.others.merge(said) || !this.handing || this.timeIsUp) return;
    this.handing = false;
    this.saved = MOVED;
  }

  /** The attempt was handed in elsewhere, or its time is over: nothing here pretends to save any more. */
  finish(url) {
    this.over = url;
    this.questions.lock();
    const lost = this.waiting.length ? " Jawaban yang belum terkirim dari halaman ini tidak ikut dinilai." : "";
    this.say(`Percobaan ini sudah dikumpulkan.${lost}`);
    document.getElementById("lihat-hasil").hidden = false;
  }
}
