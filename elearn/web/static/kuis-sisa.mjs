// On a result's page: answers that this device kept and that the server did not confirm before the attempt was over.
import { Waiting } from "./kuis-antrean.mjs";
import { Server } from "./kuis-kirim.mjs";

const MOST = 50; // requests

class Leftovers {
  /** place: data-kuis-selesai names account and attempt; data-simpan is there while answers made in time still count. */
  constructor(place) {
    this.waiting = new Waiting(place.dataset.kuisSelesai);
    if (!this.waiting.length) return;
    this.note = Object.assign(document.createElement("p"), { className: "notice notice-peringatan" });
    this.note.setAttribute("role", "status");
    place.after(this.note);
    this.count = new Set(this.waiting.events.map(({ soal }) => soal).values()).size;
    if (place.dataset.simpan) this.deliver(place);
    else this.forget();
  }

  async deliver(place) {
    const [token] = document.getElementsByName("csrf_token");
    const server = new Server({ dataset: place.dataset, elements: { csrf_token: token } });
    this.note.textContent = `Mengirim ${this.count} jawaban dari perangkat ini …`;
    for (let turn = 0; this.waiting.length && turn < MOST; turn++) {
      const { said, refused } = await server.save(this.waiting.batch(), 0);
      if (refused) return this.forget();
      if (!this.waiting.settle([...(said?.tersimpan ?? []), ...(said?.ditolak ?? [])]).length) return this.wait(place);
    }
    location.reload(); // the result with what just came in
  }

  wait(place) {
    this.note.textContent = `${this.count} jawaban masih di perangkat ini dan belum terkirim. Halaman ini mengirimnya begitu tersambung.`;
    addEventListener("online", () => this.deliver(place), { once: true });
  }

  forget() {
    this.note.textContent = `${this.count} jawaban di perangkat ini tidak dipastikan sampai di server sebelum percobaan ditutup. Yang dinilai adalah jawaban yang tercatat di server.`;
    this.waiting.clear();
  }
}

for (const place of document.querySelectorAll("[data-kuis-selesai]")) new Leftovers(place);
