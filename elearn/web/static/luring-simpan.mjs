// Keeps the checker on this device, and says so. The worker answers only for this page and for scanned addresses.

export class Kept {
  constructor(box) {
    this.box = box;
    box.hidden = false;
    this.button = box.querySelector("button");
    this.button.addEventListener("click", () => this.forget());
    this.keep();
  }

  async keep() {
    if (!navigator.serviceWorker) {
      return this.say("Peramban ini, atau alamat tanpa https, tidak dapat menyimpan halaman. Pemeriksaannya tetap jalan selama halaman ini terbuka.");
    }
    try {
      const { pekerja, lingkup } = this.box.dataset;
      const made = lingkup.split(" ").map((scope) => navigator.serviceWorker.register(pekerja, { scope }));
      await Promise.all((await Promise.all(made)).map(settled));
      this.say(`Tersimpan di ponsel ini, dengan kunci lembaga per ${this.box.dataset.pada}. Tanpa internet, pindai kode QR seperti biasa atau buka halaman ini.`);
      this.button.hidden = false;
    } catch {
      const kept = await Promise.resolve(globalThis.caches?.has("periksa-luring")).catch(() => false);
      this.say(kept ? "Tersimpan di ponsel ini." : "Belum tersimpan. Muat ulang halaman ini selagi ada internet.");
    }
  }

  async forget() {
    const own = (await navigator.serviceWorker.getRegistrations()).filter((each) => this.box.dataset.lingkup.split(" ").includes(new URL(each.scope).pathname));
    await Promise.all(own.map((each) => each.unregister()));
    await caches.delete("periksa-luring");
    this.button.hidden = true;
    this.say("Sudah dihapus dari ponsel ini. Membuka halaman ini lagi menyimpannya kembali.");
  }

  say(text) { this.box.querySelector("[role=status]").textContent = text; }
}

/** Resolves when the worker has stored all it needs; rejects when it could not. */
function settled(registration) {
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (worker.state === "activated") return null;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("redundant"));
    });
  });
}
