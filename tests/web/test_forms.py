"""Forms speak Indonesian, and every field is bound to its label, hint and error."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import wtforms
from flask import Flask
from wtforms import IntegerField, StringField

from elearn.core.errors import Invalid
from elearn.web.forms import MESSAGES, Form, Indonesian
from tests.support.pages import Page, PageClient, words


def wtforms_messages() -> Iterator[str]:
    """Every sentence that the installed WTForms can say, read from its source."""
    for path in Path(wtforms.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"gettext", "ngettext"}:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value


def test_every_message_of_wtforms_is_translated_with_its_placeholders() -> None:
    found = set(wtforms_messages())
    assert len(found) > 30
    assert found - set(MESSAGES) == set()
    placeholders = ("%(min)", "%(max)", "%(values)", "%(value)", "%s")
    for english, indonesian in MESSAGES.items():
        used = {name for name in placeholders if name in indonesian}
        assert used <= {name for name in placeholders if name in english}, english


def test_one_and_many_read_the_same() -> None:
    translate = Indonesian().ngettext
    one = "Field must be at least %(min)d character long."
    many = "Field must be at least %(min)d characters long."
    assert translate(one, many, 1) == translate(one, many, 5) == "Tulis sedikitnya %(min)d karakter."


def test_a_sound_form_is_a_sound_page(client: PageClient) -> None:
    page = Page(client.get("/uji/formulir", 200))
    assert not [box for box in page.all("div") if "error-summary" in (box.get("class") or "")]
    nip = next(field for field in page.all("input") if field.get("name") == "nip")
    assert nip.get("inputmode") == "numeric"
    assert nip.get("autocomplete") == "username"
    assert nip.get("aria-describedby") == "nip-hint"
    assert nip.get("aria-invalid") is None
    optional = [words(span) for span in page.all("span") if span.get("class") == "optional"]
    assert len(optional) == 2  # the date and the note; not the select, not the one that says mark_optional=false


def test_errors_are_listed_linked_and_bound(client: PageClient) -> None:
    wrong = {"nip": "12", "password": "", "hours": "abc", "born": "besok", "unit": "z"}
    answer = client.post_form("/uji/formulir", wrong)
    assert answer.status_code == 422
    page = Page(answer)
    summary = next(box for box in page.all("div") if box.get("class") == "error-summary")
    assert summary.get("role") == "alert"
    links = {link.get("href"): words(link) for link in summary.iter("a")}
    assert links == {
        "#nip": "NIP: Tulis tepat 18 karakter.",
        "#password": "Kata sandi: Isian ini wajib diisi.",
        "#born": "Tanggal lahir: Tulis tanggal yang benar, misalnya 2026-11-22.",
        "#hours": "JP: Tulis bilangan bulat, misalnya 12.",
        "#unit": "Unit kerja: Pilihan ini tidak ada di daftar. Pilih dari daftar.",
        "#kind": "Jenis: Isian ini wajib diisi.",
    }
    nip = next(field for field in page.all("input") if field.get("name") == "nip")
    assert nip.get("aria-invalid") == "true"
    assert nip.get("aria-describedby") == "nip-hint nip-error"
    assert nip.get("value") == "12"


def test_what_was_typed_is_text_and_never_markup(client: PageClient) -> None:
    answer = client.post_form("/uji/formulir", {"nip": '"><script>x</script>', "note": "</textarea><b>"})
    assert Page(answer).problems() == []
    assert "<script>x" not in answer.get_data(as_text=True)


class Small(Form):
    name = StringField("Nama")
    hours = IntegerField("JP")


def test_a_services_refusal_stands_at_its_fields(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "a"}):
        form = Small()
        form.refuse(Invalid("Isian belum benar.", {"name": "Nama ini sudah dipakai."}))
        assert list(form.name.errors) == ["Nama ini sudah dipakai."]
        assert form.form_errors == []
        form.refuse(Invalid("Kursus ini sudah ditutup."))
        form.refuse(Invalid("Isian belum benar.", {"lain": "Tidak ada di formulir."}))
        assert form.form_errors == ["Kursus ini sudah ditutup.", "Isian belum benar."]
        summary = app.jinja_env.get_template("components/fields.html").module.error_summary(form)  # type: ignore[attr-defined]
    assert "Kursus ini sudah ditutup." in unescape(str(summary))
