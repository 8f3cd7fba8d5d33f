"""What is wrong with a chain, in words. Pure."""

from __future__ import annotations

from elearn.competency.rules.chain import Finding, Problem

_SENTENCES = {
    Problem.CHANGED: "isi {entry} pada posisi {position} diubah setelah dicatat",
    Problem.MISSING: "{entry} pada posisi {position} hilang",
    Problem.INSERTED: "{entry} disisipkan di luar aplikasi",
    Problem.REORDERED: "{entry} pada posisi {position} tidak lagi di tempatnya semula",
    Problem.UNREADABLE: "ada catatan yang isinya tidak dapat dibaca",
    Problem.CUT: "catatan sampai posisi {position} pernah diekspor, tetapi rantainya sekarang lebih pendek",
    Problem.REWRITTEN: "rantainya ditulis ulang: posisi {position} tidak lagi sama dengan yang diekspor",
}
_TABLES = {"jp": "catatan JP", "kompetensi": "catatan kompetensi"}


def told(finding: Finding) -> str:
    """A finding as one Indonesian sentence: whose chain, which entry, what happened."""
    if finding.key is not None:
        table, number = finding.key
        entry = f"{_TABLES[table]} nomor {number}"
    elif finding.problem is Problem.INSERTED:
        entry = f"catatan pada posisi {finding.position}"
    else:
        entry = "catatan"
    sentence = _SENTENCES[finding.problem].format(entry=entry, position=finding.position)
    return f"Orang {finding.person_id}: {sentence}."
