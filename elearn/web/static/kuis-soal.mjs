// The questions on the page: what their fields hold, where each answer is, and notes about other pages.
export const HERE = "Di perangkat ini", THERE = "Tersimpan di server", TOO_LATE = "Tidak dihitung: diisi sesudah waktu habis";
const TICKS = ["radio", "checkbox"], TONES = { [HERE]: "warn", [THERE]: "good", [TOO_LATE]: "bad" };

const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

export class Questions {
  constructor(form) {
    this.form = form;
    this.boxes = new Map([...form.querySelectorAll("[data-soal]")].map((box) => [box.dataset.soal, box]));
    this.said = {}; // what each question holds, as recorded
    for (const [soal, box] of this.boxes) {
      const state = box.appendChild(make("p", "save-state"));
      state.id = `${box.id}-simpan`;
      box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") ?? ""} ${state.id}`.trim());
      this.said[soal] = this.value(soal);
      if (this.answer(soal).some(Boolean)) this.mark(soal, THERE); // as the server just said
    }
  }

  /** A question's fields in document order; rows of radio buttons are named `jawab-<id>.<row>`. */
  fields(soal) { return [...this.form.elements].filter(({ name }) => name === `jawab-${soal}` || name.startsWith(`jawab-${soal}.`)); }
  answer(soal) { return this.fields(soal).filter((f) => !TICKS.includes(f.type) || f.checked).map((f) => f.value); }
  value(soal) { return JSON.stringify(this.answer(soal)); }

  /** Whether the question holds something else than what was recorded; records it. */
  changed(soal) {
    const value = this.value(soal);
    return this.said[soal] !== value && Boolean(this.said[soal] = value);
  }

  /** Shows an answer that this page did not make. Returns what it takes the place of; nothing if it is the same. */
  show(soal, nilai) {
    if (!this.boxes.has(soal)) return undefined;
    const before = this.answer(soal), value = this.value(soal);
    this.fields(soal).forEach((field, place) => this.fill(field, place, nilai));
    this.said[soal] = this.value(soal);
    for (const part of this.boxes.get(soal).querySelectorAll("[data-urut], [data-kata]")) part.dispatchEvent(new Event("isi"));
    return this.said[soal] === value ? undefined : before;
  }

  fill(field, place, nilai) {
    if (TICKS.includes(field.type)) return void (field.checked = nilai.includes(field.value));
    // the pairs ("1=b") of an ordering are found wherever they stand: its rows move
    const pair = nilai.find((one) => one.includes("=") && field.querySelector(`option[value="${CSS.escape(one)}"]`));
    field.value = pair ?? nilai[place] ?? "";
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }

  mark(soal, words) {
    const state = document.getElementById(`${this.boxes.get(soal)?.id}-simpan`);
    if (!state || state.textContent === words) return;
    state.replaceChildren(make("span", `badge badge-${TONES[words]}`, words));
  }

  /** Says at the question that another page answered it, and offers the other answer. */
  note(soal, words, label, act) {
    const box = this.boxes.get(soal);
    if (!box) return;
    this.clear(soal);
    const note = make("div", "notice notice-peringatan");
    note.setAttribute("role", "status");
    box.append(note);
    note.append(make("p", "", words));
    if (!label) return;
    const button = note.appendChild(make("button", "button button-quiet", label));
    button.type = "button";
    button.addEventListener("click", () => { box.focus(); act(); });
  }

  clear(soal) { this.boxes.get(soal)?.querySelector(".notice")?.remove(); }

  /** Nothing can be changed any more; what is there can be read, and is still sent with the form. */
  lock() {
    for (const field of this.form.elements) {
      if (field.tagName === "SELECT") for (const option of field.options) option.disabled = !option.selected;
      else if (TICKS.includes(field.type)) field.addEventListener("click", (event) => event.preventDefault());
      else field.readOnly = true;
    }
    for (const button of this.form.querySelectorAll("button")) if (button.name !== "kumpulkan") button.hidden = true;
  }
}
