// The list of people follows what is typed; the form's own button does the same without this.

const PAUSE = 350;
// So much of somebody's number that it must stand in no address: the server seals it.
const NUMBER = /(?:\d[\s.'\-–—]*){8}/;

class LiveList {
  constructor(form) {
    this.form = form;
    this.results = document.getElementById("hasil");
    this.status = document.getElementById("hasil-status");
    this.shown = this.address();
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", (event) => this.submit(event));
  }

  address() {
    const asked = new URLSearchParams(new FormData(this.form));
    asked.delete("csrf_token");
    return `${this.form.action}?${asked}`;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), PAUSE);
  }

  submit(event) {
    event.preventDefault();
    clearTimeout(this.timer);
    this.load();
  }

  async load() {
    const wanted = this.address();
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.asking?.abort();
    this.asking = new AbortController();
    this.results.setAttribute("aria-busy", "true");
    const { signal } = this.asking;
    const hidden = NUMBER.test(this.form.elements.cari.value);
    const asked = hidden ? { method: "POST", body: new FormData(this.form), signal } : { signal };
    const reply = await fetch(hidden ? this.form.action : wanted, asked).catch((error) => error);
    if (reply.name === "AbortError") return; // a later word is on its way
    // Signed out, no network, an error: the browser shows what it is.
    const arrived = reply.ok && new URL(reply.url).pathname === new URL(this.form.action).pathname;
    if (!arrived) return hidden ? this.form.submit() : location.assign(wanted);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.getElementById("hasil");
    if (this.shown !== wanted || !fresh) return;
    this.results.replaceChildren(...fresh.childNodes);
    this.results.removeAttribute("aria-busy");
    this.status.textContent = page.getElementById("hasil-status").textContent;
    history.replaceState(null, "", reply.url);
  }
}

const form = document.querySelector("[data-module=live-list]");
if (form) new LiveList(form);
