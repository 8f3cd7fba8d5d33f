// Other pages of the same attempt: tabs of this browser, and other devices. Of two answers the one made last counts;
// neither page silently writes over the other's: both say so, and the other answer is one press away.
import { THERE } from "./kuis-soal.mjs";

const ELSEWHERE = "Soal ini dijawab di tab atau perangkat lain. Jawaban yang dibuat terakhir itulah yang tampil dan dinilai.";
const OVERRULED = "Soal ini juga dijawab di tab atau perangkat lain. Yang dinilai adalah jawaban di halaman ini.";

export class Others {
  constructor(attempt) {
    this.attempt = attempt;
    this.base = Number(attempt.form.elements.dasar.value); // the newest event that this page has seen
    this.tabs = new BroadcastChannel(`kuis:${attempt.form.dataset.kuis}`);
    this.tabs.onmessage = ({ data }) => data.lanjut ? attempt.finish(data.lanjut) : this.merge(data);
  }

  tell(message) { this.tabs.postMessage(message); }

  /** Asks the server what other pages changed. */
  async look() {
    const { attempt } = this;
    if (attempt.busy || attempt.over) return;
    const { said, trouble } = await attempt.alone(attempt.server.look(this.base));
    if (said?.lanjut) return attempt.finish(said.lanjut);
    if (said) attempt.hear(said);
    else if (trouble && trouble !== "putus") attempt.explain(trouble);
    const wanted = attempt.wanted; // somebody had to wait for this
    attempt.wanted = false;
    if (wanted || (said && (attempt.waiting.length || !attempt.typing))) attempt.send();
  }

  /** Takes over what others answered (a tab's: events up to `sampai`); returns how much of this page that concerns. */
  merge({ kini = 0, lain = [], ditimpa = [], sampai = 0 }) {
    const { questions, waiting } = this.attempt;
    let moved = ditimpa.length;
    for (const { soal, kunci, nilai } of lain) {
      if (kunci === waiting.key || waiting.holds(soal)) continue; // an unsent one is settled by the server, which tells
      const before = questions.show(soal, nilai);
      questions.mark(soal, THERE);
      if (!before) continue;
      moved += 1;
      questions.note(soal, ELSEWHERE, before.some(Boolean) && "Pakai jawaban saya yang tadi", () => this.put(soal, before, sampai));
    }
    for (const { soal, nilai } of ditimpa) questions.note(soal, OVERRULED, "Pakai jawaban yang satunya", () => this.put(soal, nilai));
    this.attempt.form.elements.dasar.value = this.base = Math.max(this.base, kini);
    return moved;
  }

  /** Takes the other answer, knowing what it goes against: nobody need be told of that again. */
  put(soal, nilai, sampai = 0) {
    this.attempt.questions.show(soal, nilai);
    this.attempt.record(soal, Math.max(this.base, sampai));
    this.attempt.send();
  }
}
