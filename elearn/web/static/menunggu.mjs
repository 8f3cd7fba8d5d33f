// Pages that wait for work in the background: reloading them does the same.

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
    if (fresh) this.show(fresh);
    this.later();
  }

  /** Whoever stood on a link with the keyboard stands on it again. */
  show(fresh) {
    const held = this.box.contains(document.activeElement) && document.activeElement.getAttribute("href");
    this.box.replaceChildren(...fresh.childNodes);
    if (held) this.box.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
    if (!("busy" in fresh.dataset)) delete this.box.dataset.busy;
  }
}

for (const box of document.querySelectorAll("[data-module=wait-for-file]")) new WaitForFile(box);
for (const box of document.querySelectorAll("[data-module=watch-progress]")) new WatchProgress(box);
