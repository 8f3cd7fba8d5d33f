"""Filters with names: everybody's own, found again on their list."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid, NotFound
from elearn.reporting.models import SavedFilter
from elearn.reporting.rules import CompletionFilter
from elearn.reporting.rules.exports import Listed, kept, of
from elearn.reporting.rules.saved import LONGEST, MOST, named
from elearn.reporting.service import saved
from tests.reporting.test_list_pages import chief
from tests.reporting.world import World
from tests.support.pages import PageClient

__all__ = ["chief"]
ALL = kept(CompletionFilter())
NEW = "/admin/saringan/baru/kelulusan"


def test_a_name_is_given_once_in_any_case_and_not_without_end() -> None:
    assert named("  Jum'at \n <b>  bersih ", []) == "Jum'at <b> bersih"
    assert named("x" * LONGEST, ["y"]) == "x" * LONGEST
    for wrong, others in (("  ", []), ("x" * (LONGEST + 1), []), ("DINAS", ["dinas"])):
        with pytest.raises(Invalid):
            named(wrong, others)


def test_a_filter_is_saved_found_renamed_and_forgotten(chief: PageClient) -> None:
    place = f"{NEW}?kursus=contoh&urut=-nama&halaman=2&lain=x"
    assert "Simpan saringan ini" in chief.get("/admin/kelulusan?kursus=contoh", 200).text
    assert chief.get(place, 200).text.count("<form") >= 1
    assert chief.post_form(place, {"nama": "  "}).status_code == 422
    answer = chief.post_form(place, {"nama": "Etika Jum'at & <i>"})
    assert answer.headers["Location"] == "/admin/kelulusan?kursus=contoh&urut=-nama&halaman=2&lain=x"
    for page in ("/admin/kelulusan", "/admin/ekspor"):
        shown = chief.get(page, 200).text
        assert "Etika Jum&#39;at &amp; &lt;i&gt;" in shown
        assert 'href="/admin/kelulusan?kursus=contoh&amp;urut=-nama"' in shown
    assert "Etika Jum" not in chief.get("/admin/audit", 200).text
    assert chief.post_form(place, {"nama": "etika jum'at & <i>"}).status_code == 422
    assert chief.post_form("/admin/saringan/1", {"nama": "Etika"}).status_code == 303
    assert ">Etika</a>" in chief.get("/admin/ekspor", 200).text
    assert chief.post_form("/admin/saringan/1/hapus", page="/admin/ekspor").status_code == 303
    assert ">Etika</a>" not in chief.get("/admin/ekspor", 200).text
    chief.get("/admin/saringan/1", 404)
    chief.get(f"{NEW}?dari=x", 422)


def test_a_list_as_the_dashboard_counted_it_is_saved_without_that_moment(chief: PageClient, session: Session) -> None:
    """Kept with it, the filter would never again show a later completion, nor would its monthly export."""
    chief.post_form(f"{NEW}?kursus=contoh&hingga=3", {"nama": "Dari dasbor"})
    assert 'href="/admin/kelulusan?kursus=contoh">Dari dasbor</a>' in chief.get("/admin/ekspor", 200).text
    one = session.scalars(select(SavedFilter)).one()
    assert "newest" not in one.choice
    assert of(CompletionFilter, one.choice) == CompletionFilter(course="contoh")
    one.query = {"kursus": "contoh", "hingga": "3"}  # as it was saved before
    session.commit()
    assert "hingga" not in chief.get("/admin/ekspor", 200).text


@pytest.mark.parametrize("listed", [one for one in Listed if one is not Listed.PROGRAMME])  # which is one of several
def test_every_list_keeps_its_filters(chief: PageClient, listed: Listed) -> None:
    place = chief.post_form(f"/admin/saringan/baru/{listed}", {"nama": "Semua"}).headers["Location"]
    assert ">Semua</a>" in chief.get(place, 200).text


def test_filters_are_their_owners_alone_and_not_too_many(world: World, session: Session) -> None:
    chief, local = world.asker("Chief"), world.asker("Local")
    made = [saved.save_filter(session, Listed.COMPLETIONS, f"Nomor {n}", ALL, {}, chief) for n in range(MOST)]
    with pytest.raises(Invalid, match=str(MOST)):
        saved.save_filter(session, Listed.AUDIT, "Satu lagi", {}, {}, chief)
    assert saved.save_filter(session, Listed.COMPLETIONS, "Nomor 1", ALL, {}, local)
    for deed in (saved.one_filter, saved.delete_filter):
        with pytest.raises(NotFound):
            deed(session, made[0], local)
    with pytest.raises(NotFound):
        saved.rename_filter(session, made[0], "Milik saya", local)
    saved.rename_filter(session, made[0], "nomor 0", chief)
    assert len(saved.saved_filters(session, chief)) == MOST
