// Shows the time left of an attempt, and submits it at the end. The deadline itself is kept by the server.
const WARNINGS = [[300, "Sisa waktu 5 menit."], [60, "Sisa waktu 1 menit."]];

class Countdown {
  constructor(form) {
    this.form = form;
    this.shown = document.getElementById("sisa-waktu");
    this.spoken = document.getElementById("sisa-waktu-suara");
    this.set(Number(form.dataset.sisa));
    form.addEventListener("sisa", (event) => this.set(event.detail)); // the server's own count, with each reply
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  /** The device's clock may be wrong by hours: only its steps are used. */
  set(seconds) { if (seconds !== null) this.end = Date.now() + seconds * 1000; }

  tick() {
    const left = Math.max(0, Math.ceil((this.end - Date.now()) / 1000));
    const text = `${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}`;
    this.shown.textContent = `Sisa waktu ${text} (menit.detik)`;
    const due = WARNINGS.findLast(([limit]) => left <= limit);
    if (due && left > 0 && this.said !== due && left > due[0] - 30) this.spoken.textContent = (this.said = due)[1];
    if (left === 0 && !this.over) this.finish();
  }

  finish() {
    this.over = true;
    this.spoken.textContent = "Waktu habis. Jawaban Anda sedang dikumpulkan.";
    if (!this.form.dispatchEvent(new Event("habis", { cancelable: true }))) return; // kuis.mjs waits for a line
    this.form.elements.konfirmasi.value = "ya";
    this.form.requestSubmit(this.form.elements.kumpulkan);
  }
}

for (const form of document.querySelectorAll("form[data-sisa]")) new Countdown(form);
