// The list of people follows what is typed; the form's own button does the same without this.

const PAUSE = 350;

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
    return `${this.form.action}?${new URLSearchParams(new FormData(this.form))}`;
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
    const reply = await fetch(wanted, { signal: this.asking.signal }).catch((error) => error);
    if (reply.name === "AbortError") return; // a later word is on its way
    // Signed out, no network, an error: the browser shows what it is.
    if (!reply.ok || reply.redirected) return location.assign(wanted);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.getElementById("hasil");
    if (this.shown !== wanted || !fresh) return;
    this.results.replaceChildren(...fresh.childNodes);
    this.results.removeAttribute("aria-busy");
    this.status.textContent = page.getElementById("hasil-status").textContent;
    history.replaceState(null, "", wanted);
  }
}

const form = document.querySelector("[data-module=live-list]");
if (form) new LiveList(form);
