"""The base of every form: CSRF, and messages in Indonesian (WTForms ships none)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import SelectChoice

from elearn.core.errors import Invalid

MESSAGES = {
    "This field is required.": "Isian ini wajib diisi.",
    "Invalid input.": "Isian ini tidak dikenali. Periksa kembali.",
    "Field must be at least %(min)d character long.": "Tulis sedikitnya %(min)d karakter.",
    "Field must be at least %(min)d characters long.": "Tulis sedikitnya %(min)d karakter.",
    "Field cannot be longer than %(max)d character.": "Tulis paling banyak %(max)d karakter.",
    "Field cannot be longer than %(max)d characters.": "Tulis paling banyak %(max)d karakter.",
    "Field must be exactly %(max)d character long.": "Tulis tepat %(max)d karakter.",
    "Field must be exactly %(max)d characters long.": "Tulis tepat %(max)d karakter.",
    "Field must be between %(min)d and %(max)d characters long.": "Tulis %(min)d sampai %(max)d karakter.",
    "Field must be equal to %(other_name)s.": "Isian ini harus sama dengan isian sebelumnya.",
    "Number must be at least %(min)s.": "Tulis angka paling kecil %(min)s.",
    "Number must be at most %(max)s.": "Tulis angka paling besar %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Tulis angka %(min)s sampai %(max)s.",
    "Date must be at least %(min)s.": "Pilih tanggal paling awal %(min)s.",
    "Date must be at most %(max)s.": "Pilih tanggal paling akhir %(max)s.",
    "Date must be between %(min)s and %(max)s.": "Pilih tanggal dari %(min)s sampai %(max)s.",
    "Invalid email address.": "Tulis alamat surel yang lengkap, misalnya nama@kota-contoh.go.id.",
    "Invalid IP address.": "Tulis alamat IP yang benar.",
    "Invalid Mac address.": "Tulis alamat MAC yang benar.",
    "Invalid URL.": "Tulis alamat web lengkap, misalnya https://contoh.go.id.",
    "Invalid UUID.": "Tulis UUID yang benar.",
    "Invalid value, must be one of: %(values)s.": "Pilih salah satu: %(values)s.",
    "Invalid value, can't be any of: %(values)s.": "Isian ini tidak boleh berupa: %(values)s.",
    "Invalid field name '%s'.": "Isian '%s' tidak ada di formulir ini.",
    "This field cannot be edited.": "Isian ini tidak dapat diubah.",
    "This field is disabled and cannot have a value.": "Isian ini sedang ditutup; kosongkan.",
    "Invalid Choice: could not coerce.": "Pilihan ini tidak dikenali. Pilih dari daftar.",
    "Choices cannot be None.": "Daftar pilihan belum tersedia. Muat ulang halaman.",
    "Not a valid choice.": "Pilihan ini tidak ada di daftar. Pilih dari daftar.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Ada pilihan yang tidak dikenali.",
    "'%(value)s' is not a valid choice for this field.": "Pilihan '%(value)s' tidak ada di daftar.",
    "'%(value)s' are not valid choices for this field.": "Pilihan '%(value)s' tidak ada di daftar.",
    "Not a valid datetime value.": "Tulis tanggal dan jam yang benar.",
    "Not a valid date value.": "Tulis tanggal yang benar, misalnya 2026-11-22.",
    "Not a valid time value.": "Tulis jam yang benar, misalnya 14:05.",
    "Not a valid week value.": "Pilih minggu yang benar.",
    "Not a valid integer value.": "Tulis bilangan bulat, misalnya 12.",
    "Not a valid decimal value.": "Tulis angka, misalnya 12.5.",
    "Not a valid float value.": "Tulis angka, misalnya 12.5.",
    "Invalid CSRF Token.": "Halaman ini sudah lama terbuka. Muat ulang, lalu kirim lagi.",
    "CSRF token missing.": "Halaman ini sudah lama terbuka. Muat ulang, lalu kirim lagi.",
    "CSRF failed.": "Halaman ini sudah lama terbuka. Muat ulang, lalu kirim lagi.",
    "CSRF token expired.": "Halaman ini sudah lama terbuka. Muat ulang, lalu kirim lagi.",
}


class Indonesian:
    """The translations object WTForms asks for. Indonesian has one form for one and many."""

    def gettext(self, text: str) -> str:
        return MESSAGES.get(text, text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


def options(given: Mapping[str, str] | Iterable[tuple[str, str]] = (), **named: str) -> list[SelectChoice]:
    """``choices=`` of a select, radio or check-box field: pairs of value and label (WTForms 3.4 takes no tuples)."""
    return [SelectChoice(value=value, label=label) for value, label in {**dict(given), **named}.items()]


class Form(FlaskForm):
    """Fields only: templates render them through ``components/fields.html``, services do the work."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Indonesian:
            return Indonesian()

    def refuse(self, error: Invalid) -> None:
        """Show a service's refusal at its fields; what belongs to no field stands in the summary alone."""
        for name, sentence in error.fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
        if not any(name in self for name in error.fields):
            self.form_errors.append(error.message)
