"""A name of one endless word breaks over lines: it pushes no other column of its table out of sight."""

from __future__ import annotations

from collections.abc import Callable

from tests import factories
from tests.browser.serving import Site
from tests.browser.visiting import WIDE, Visitor

OUTSIDE = "box => [...box.querySelectorAll('th, td')].filter(cell => cell.offsetLeft >= box.clientWidth).length"


def test_an_endless_name_leaves_the_other_columns_in_sight(site: Site, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        unit = factories.unit(session, "Dinas Kesehatan")
        people = [factories.person(session, name) for name in ("Agus Admin", "X" * 200)]
        for person in people:
            factories.posting(session, person, unit)
        factories.grant(session, people[0], "admin", unit_id=unit.id)
    visitor = visitors(people[0])
    visitor.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    visitor.open("/admin/saringan/baru/kelulusan").get_by_label("Nama saringan").fill("X" * 100)
    visitor.press("Simpan")
    for address in ("/admin/pegawai", "/admin/ekspor"):
        table = visitor.open(address).locator(".table-scroll", has_text="XXXX")
        assert table.evaluate(OUTSIDE) == 0, address
