// Answers that the server does not have yet belong to one account, and offices share computers: signing out takes them
// off the device, but not unasked. Loaded only where there may be some.
import { read, stored } from "./kuis-antrean.mjs";
import "./kuis-sisa.mjs";

class SignOut {
  constructor(form) {
    this.form = form;
    this.start = `kuis:${form.dataset.akun}:`;
    form.addEventListener("submit", (event) => this.submit(event), true); // before app.mjs takes it for sent
  }

  submit(event) {
    const names = stored(this.start);
    if (this.sure || !names.length) return this.forget(names);
    event.preventDefault();
    this.ask(names.map(read));
  }

  ask(kept) {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.setAttribute("aria-labelledby", "belum-terkirim");
    const heading = Object.assign(document.createElement("h2"), { id: "belum-terkirim", textContent: "Ada jawaban yang belum terkirim" });
    const list = document.createElement("ul");
    for (const { alamat, judul, soal } of this.attempts(kept)) {
      const link = Object.assign(document.createElement("a"), { href: alamat, textContent: `Buka ${judul} dan kirim` });
      list.appendChild(document.createElement("li")).append(`${judul}: ${soal} jawaban. `, link);
    }
    const text = Object.assign(document.createElement("p"), {
      textContent: "Jawaban ini baru ada di perangkat ini. Bila Anda keluar sekarang, jawaban ini dihapus dari perangkat dan tidak ikut dinilai.",
    });
    const actions = Object.assign(document.createElement("div"), { className: "actions" });
    actions.append(this.button("Jangan keluar", "button", () => dialog.close()));
    actions.append(this.button("Keluar dan hapus jawaban", "button button-quiet", () => this.leave()));
    dialog.append(heading, text, list, actions);
    dialog.addEventListener("close", () => dialog.remove());
    document.getElementById("menu")?.hidePopover?.();
    dialog.showModal();
  }

  /** How many questions of which attempt: several tabs may keep answers of the same one. */
  attempts(kept) {
    const found = new Map();
    for (const { alamat, judul, peristiwa } of kept) {
      const known = found.get(alamat) ?? { judul, soal: new Set() };
      for (const { soal } of peristiwa) known.soal.add(soal);
      found.set(alamat, known);
    }
    return [...found].map(([alamat, { judul, soal }]) => ({ alamat, judul, soal: soal.size }));
  }

  button(text, className, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  leave() {
    this.sure = true;
    this.form.requestSubmit();
  }

  forget(names) {
    for (const name of names) localStorage.removeItem(name);
    dispatchEvent(new Event("kuis-keluar")); // this page
    new BroadcastChannel("kuis-keluar").postMessage(this.form.dataset.akun); // other tabs
  }
}

for (const form of document.querySelectorAll("form[data-akun]")) new SignOut(form);
