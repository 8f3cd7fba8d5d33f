// The checker that works without a network: reads the signed record of a QR code and says what it proves.
import { NotARecord, opened, scanned } from "./luring-catatan.mjs";
import { Kept } from "./luring-simpan.mjs";
import { offerPhoto } from "./luring-foto.mjs";
import { verifies } from "./luring-tanda.mjs";

const PATIENCE = 8000;
const written = (day) => day.toLocaleDateString("id-ID", { dateStyle: "long", timeZone: "UTC" });

class Checker {
  constructor(box) {
    this.box = box;
    this.keys = box.dataset.kunci.split(" ").filter(Boolean).map((hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16)));
    this.form = box.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check(this.form.elements.tautan.value);
    });
    addEventListener("hashchange", () => this.checkAddress());
    this.form.hidden = false;
    box.querySelector("[data-tanpa-skrip]").hidden = true;
    this.checkAddress();
  }

  checkAddress() {
    if (location.hash.length > 1) return this.check(location.href);
  }

  /** Check what was scanned or pasted, and show the answer. The last thing asked is the one that is answered. */
  async check(text) {
    const asked = (this.asked = Symbol());
    this.show(null);
    const answer = await this.judge(text).catch((error) => (error instanceof NotARecord ? ["rusak"] : ["tak-mampu"]));
    if (asked !== this.asked) return;
    this.show(...answer);
    const [kind, facts] = answer;
    if (kind === "sah") this.askServer(facts, asked);
  }

  /** [which answer, the facts if they are signed]. */
  async judge(text) {
    const { code, digits } = scanned(text);
    const { hint, signature, signed, facts } = opened(digits);
    const able = this.keys.filter((key) => hint.every((byte, at) => byte === key[at]));
    if (!able.length) return ["asing"];
    for (const key of able) {
      if (await verifies(key, signature, signed)) return code && code !== facts.code ? ["tukar"] : ["sah", facts];
    }
    return ["palsu"];
  }

  /** With a network, the server knows more: whether the certificate still stands. */
  async askServer(facts, asked) {
    const address = this.box.dataset.keadaan.replace("KODE", facts.code);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const reply = await fetch(address, { headers: { Accept: "application/json" }, credentials: "omit", signal: stop.signal });
      const { keadaan, kalimat, nada, pesan } = await reply.json();
      if (asked !== this.asked) return;
      if (reply.ok) this.show(`status-${nada}`, facts, `Sertifikat ${keadaan}`, kalimat);
      else this.say(`Status BELUM DIPERIKSA. ${pesan}`);
    } catch {
      if (asked === this.asked) this.say("Status TIDAK DAPAT DIPERIKSA: server tidak terjangkau dari sini.");
    } finally {
      clearTimeout(timer);
    }
  }

  show(kind, facts, title, sentence) {
    for (const part of this.box.querySelectorAll("[data-hasil]")) part.hidden = part.dataset.hasil !== kind;
    const shown = this.box.querySelector(`[data-hasil="${kind}"]`);
    if (title) shown.querySelector("h2").textContent = title;
    if (sentence) shown.querySelector("[data-kalimat]").textContent = sentence;
    const list = this.box.querySelector("[data-catatan]");
    list.hidden = !facts;
    if (facts) this.fill(list, facts);
    if (kind === "sah") this.say(navigator.onLine ? "Menanyakan status kepada server …" : "Status TIDAK DAPAT DIPERIKSA: perangkat ini sedang luring.");
  }

  fill(list, facts) {
    const { code, jp, issuedOn, validUntil, nipEnding } = facts;
    const texts = {
      nomor: facts.number, nama: facts.name, nip: nipEnding && `berakhiran ${nipEnding}`, pelatihan: facts.title,
      jp: `${(jp / 100).toLocaleString("id-ID")} JP`, terbit: written(issuedOn ?? new Date(Date.UTC(2000, 0, 1))),
      sampai: validUntil ? written(validUntil) : "tidak dibatasi", kode: code.match(/.{5}/g).join(" "),
    };
    for (const [name, text] of Object.entries(texts)) {
      const cell = list.querySelector(`[data-isi="${name}"]`);
      cell.textContent = text;
      cell.hidden = cell.previousElementSibling.hidden = !text;
    }
    list.querySelector("[data-habis]").hidden = !(validUntil && Date.now() > validUntil.getTime() + 86400000);
    list.querySelector("a").href = this.box.dataset.halaman.replace("KODE", code);
  }

  say(text) { this.box.querySelector("[data-status]").textContent = text; }
}

const box = document.getElementById("luring");
const checker = new Checker(box);
offerPhoto(box, (text) => checker.check(text));
new Kept(box.querySelector("[data-simpanan]"));
