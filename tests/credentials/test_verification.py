"""The verification page: what a scanned or typed code leads to."""

from __future__ import annotations

from tests.support.pages import PageClient

CODE = "ABCDE12345FGHJK67890"


def test_a_scanned_code_leads_to_its_page(client: PageClient) -> None:
    response = client.get(f"/s/{CODE}", 303)
    assert response.location == f"/sertifikat/{CODE}"
