// The one entry: finds every data-module on the page and hands the element to its enhancer.
// Nothing here is needed for any journey; the server decides everything that counts.

/** Refuses a second press while the first is on its way; ready again when the page is shown again (Back). */
class SendOnce {
  constructor(form) {
    this.form = form;
    this.sent = false;
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("pageshow", () => this.ready());
  }

  submit(event) {
    if (this.sent) {
      event.preventDefault();
      return;
    }
    this.sent = true;
    // Another script may have taken the event over, before or after this one.
    setTimeout(() => event.defaultPrevented && this.ready());
    this.form.setAttribute("aria-busy", "true");
    // A reply that never comes (a dead link, a download) must not lock the form.
    this.timer = setTimeout(() => this.ready(), 15000);
  }

  ready() {
    clearTimeout(this.timer);
    this.sent = false;
    this.form.removeAttribute("aria-busy");
  }
}

/** Takes the reader to what has to be mended. */
class ErrorSummary {
  constructor(box) {
    box.focus();
    box.addEventListener("click", (event) => this.open(event));
  }

  open(event) {
    const link = event.target.closest("a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }
}

/** Asks whether the file that this page waits for is ready, and then fetches it; the page's link does the same. */
class WaitForFile {
  constructor(box) {
    this.box = box;
    this.turns = 0;
    this.later();
  }

  later() {
    if (++this.turns <= 20) setTimeout(() => this.ask(), 3000);
    else this.say("Pembuatannya lebih lama daripada biasanya. Tekan “Muat ulang” sebentar lagi.");
  }

  async ask() {
    const reply = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (reply?.status !== 200 || reply.redirected) return this.later();
    this.say("Berkas PDF sudah siap, dan unduhannya dimulai.");
    this.box.querySelector("a").textContent = "Unduh lagi";
    location.assign(location.href);
  }

  say(text) { this.box.querySelector("[role=status]").textContent = text; }
}

/** Brings the progress of background work up to date until it is over; reloading the page does the same. */
class WatchProgress {
  constructor(box) {
    this.box = box;
    this.turns = 0;
    this.later();
  }

  later() {
    if ("busy" in this.box.dataset && ++this.turns <= 400) setTimeout(() => this.ask(), 2500);
  }

  async ask() {
    const reply = await fetch(location.href).catch(() => null);
    const page = reply?.ok && !reply.redirected ? await reply.text() : "";
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-module=watch-progress]");
    if (fresh) {
      this.box.replaceChildren(...fresh.childNodes);
      if (!("busy" in fresh.dataset)) delete this.box.dataset.busy;
    }
    this.later();
  }
}

const enhancers = { "error-summary": ErrorSummary, "wait-for-file": WaitForFile, "watch-progress": WatchProgress };

for (const form of document.querySelectorAll("form[method=post]")) new SendOnce(form);
for (const element of document.querySelectorAll("[data-module]")) {
  const Enhancer = enhancers[element.dataset.module];
  if (Enhancer) new Enhancer(element);
}
// Answers on this device that the server does not have yet: what becomes of them on a result's page and at signing out.
try {
  if (Object.keys(localStorage).some((name) => name.startsWith("kuis:"))) import("./perangkat.mjs");
} catch { /* where storage is forbidden nothing is kept */ }
