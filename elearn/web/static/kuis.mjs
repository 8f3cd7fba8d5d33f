// The page of a running attempt. Without it the form's own buttons do the same; the server decides what counts.
import { Attempt } from "./kuis-percobaan.mjs";
import "./perangkat.mjs";

const PAUSE = 1500, LONGEST_PAUSE = 30_000, PER_LETTER = 4; // ms
const LOOK = 60_000, AWAKE = 600_000; // ms: how often to look for other pages' answers, and how long after the last sign of life

class Page {
  constructor(form) {
    Object.assign(this, { form, attempt: new Attempt(form), alive: Date.now() });
    form.addEventListener("change", ({ target }) => this.touched(target, true));
    form.addEventListener("input", ({ target }) => this.touched(target, false));
    form.addEventListener("submit", (event) => this.submit(event), true); // before app.mjs takes it for sent
    form.addEventListener("habis", (event) => this.timeUp(event));
    document.addEventListener("visibilitychange", () => this.touched(document.activeElement, true));
    for (const name of ["online", "focus"]) addEventListener(name, () => this.back());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // Back shows what is, not what was
    addEventListener("kuis-keluar", () => { this.attempt.leaving = this.attempt.waiting.forgotten = true; });
    addEventListener("beforeunload", (event) => this.unsent && event.preventDefault());
    new BroadcastChannel("kuis-keluar").onmessage = ({ data }) => this.signedOut(data);
    setInterval(() => document.visibilityState === "visible" && Date.now() - this.alive < AWAKE && this.attempt.others.look(), LOOK);
    this.attempt.send();
  }

  get unsent() { return this.attempt.waiting.length && !this.attempt.leaving && !this.attempt.over; }

  /** Every keystroke is kept on the device; a text is sent when the typing pauses, a long one less often. */
  touched(target, settled) {
    const { attempt } = this, soal = target?.closest?.("[data-soal]")?.dataset.soal;
    if (attempt.over) return;
    if (soal && attempt.questions.changed(soal)) {
      attempt.record(soal);
      this.alive = Date.now();
    }
    clearTimeout(attempt.typing);
    attempt.typing = undefined;
    if (settled) return void attempt.send();
    const longest = Math.min(LONGEST_PAUSE, attempt.questions.value(soal).length * PER_LETTER);
    const wait = Math.max(PAUSE, longest - (Date.now() - (attempt.sentAt[soal] ?? 0)));
    attempt.typing = setTimeout(() => this.touched(target, true), wait);
  }

  back() {
    this.alive = Date.now();
    if (this.attempt.waiting.length || this.attempt.handing) this.attempt.send();
    else this.attempt.others.look();
  }

  submit(event) {
    const { attempt } = this, what = event.submitter?.name;
    if (what === "periksa") { // the form goes with all answers, and the page comes back
      attempt.number();
      return void (attempt.leaving = true);
    }
    event.preventDefault();
    if (attempt.over) return location.assign(attempt.over);
    attempt.handing = false;
    this.touched(document.activeElement, what !== "kumpulkan");
    if (what === "kumpulkan") this.handIn(); // else also Enter in a text: it stays on the page
    else if (!attempt.waiting.length) attempt.say("Semua jawaban sudah tersimpan di server.");
  }

  handIn() {
    const { attempt } = this;
    clearTimeout(attempt.typing);
    attempt.typing = undefined;
    attempt.handing = true;
    attempt.send();
  }

  timeUp(event) {
    event.preventDefault();
    this.touched(document.activeElement, false);
    this.attempt.questions.lock();
    this.attempt.timeIsUp = true;
    this.form.elements.konfirmasi.value = "ya";
    this.handIn();
  }

  /** In another tab the account was left: this page keeps and shows nothing of it any more. */
  signedOut(account) {
    if (!this.form.dataset.kuis.startsWith(`${account}:`)) return;
    Object.assign(this.attempt, { leaving: true, over: location.pathname });
    this.attempt.waiting.forgotten = true;
    this.form.replaceChildren("Anda sudah keluar di tab lain. Jawaban di halaman ini ditutup.");
  }
}

for (const form of document.querySelectorAll("form[data-kuis]")) new Page(form);
