// Where the browser can read QR codes in pictures: the phone's own camera takes one, and nothing of it leaves the device.

/** Offer to photograph a QR code; ``read`` gets what it says. */
export async function offerPhoto(box, read) {
  const field = box.querySelector("[data-foto]");
  const formats = "BarcodeDetector" in globalThis ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (!formats.includes("qr_code")) return;
  field.hidden = false;
  const input = field.querySelector("input");
  input.addEventListener("change", async () => {
    const [photo] = input.files;
    if (!photo) return;
    input.value = "";
    const found = await detected(photo).catch(() => []);
    field.querySelector("[role=status]").textContent = found.length
      ? ""
      : "Tidak ada kode QR yang terbaca. Foto lagi dari dekat, tegak lurus, dengan cahaya cukup.";
    if (found.length) read(found[0].rawValue);
  });
}

async function detected(photo) {
  const picture = await createImageBitmap(photo);
  try {
    return await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
  } finally {
    picture.close();
  }
}
