"""A content folder that is a git checkout: look at what is new upstream, check it apart, then fast-forward.

Nothing of the repository runs here: no hooks, no prompts, no other protocols; every call has its arguments as a list
and a time limit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from elearn.core.errors import Conflict

SECONDS = 60
FETCH_SECONDS = 300
SAFE = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "submodule.recurse=false"),
    *("-c", "advice.detachedHead=false"),
)
MOST_NAMED = 10
# Left over from a hook or another git around us, they would lead to another repository.
FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What upstream has that the folder has not. ``commit`` is the newest; ``count`` of commits, 0: nothing is new."""

    commit: str
    count: int
    upstream: str


class Checkout:
    """The checkout that a content folder lies in."""

    def __init__(self, root: Path) -> None:
        """Raises Conflict when git is missing or the folder is no checkout."""
        self.root = root.resolve()
        if shutil.which("git") is None:
            raise Conflict("Program git tidak terpasang di server ini. Pasang git, lalu coba lagi.")
        if not self.root.is_dir():
            raise Conflict(f"Folder konten {self.root} tidak ada. Periksa ELEARN_CONTENT.")
        found = self._git("rev-parse", "--show-prefix", check=False)
        if found.returncode:
            raise Conflict(
                f"Folder konten {self.root} bukan checkout git, atau milik pengguna lain: {_said(found)}. "
                "Buat dengan `git clone`, atau ganti berkasnya dengan cara lain."
            )
        self.prefix = found.stdout.strip().rstrip("/")

    def fetch(self) -> Incoming:
        """Ask upstream what is new. Raises Conflict when there is no upstream, it cannot be reached, the folder was
        changed by hand, or the two have gone different ways.
        """
        upstream = self._upstream()
        self._require_clean()
        done = self._git("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", check=False)
        if done.returncode:
            raise Conflict(
                f"Repositori jauh tidak dapat dihubungi: {_said(done)}. "
                "Periksa jaringan dan izin aksesnya. Konten yang ada tidak berubah."
            )
        commit = self._git("rev-parse", "--verify", "@{upstream}^{commit}").stdout.strip()
        ahead, behind = self._git("rev-list", "--left-right", "--count", f"HEAD...{commit}").stdout.split()
        if int(ahead):
            raise Conflict(
                f"Checkout ini mempunyai {ahead} commit yang tidak ada di {upstream}, jadi tidak dapat dimajukan. "
                "Kirim (git push) atau buang commit itu dahulu. Konten yang ada tidak berubah."
            )
        return Incoming(commit, int(behind), upstream)

    @contextmanager
    def exported(self, incoming: Incoming) -> Iterator[Path]:
        """The content folder as it would become, in a temporary folder. Raises Conflict."""
        with TemporaryDirectory(prefix="elearn-konten-") as place:
            tree = f"{incoming.commit}:{self.prefix}" if self.prefix else incoming.commit
            index = {"GIT_INDEX_FILE": str(Path(place) / "index")}
            target = Path(place) / "konten"
            target.mkdir()
            self._git("read-tree", tree, extra=index)
            self._git("checkout-index", "--all", "--force", f"--prefix={target}/", extra=index, at=self._top())
            yield target

    def forward(self, incoming: Incoming) -> None:
        """Make the folder what was checked: this very commit, by fast-forward only. Raises Conflict."""
        self._require_clean()
        done = self._git("merge", "--ff-only", "--quiet", incoming.commit, check=False)
        if done.returncode:
            raise Conflict(f"Checkout tidak dapat dimajukan: {_said(done)}. Konten yang ada tidak berubah.")

    def _top(self) -> Path:
        return Path(self._git("rev-parse", "--show-toplevel").stdout.strip())

    def _upstream(self) -> str:
        found = self._git("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}", check=False)
        if found.returncode:
            raise Conflict(
                "Cabang checkout ini tidak mengikuti cabang jauh mana pun. "
                "Tetapkan dengan: git branch --set-upstream-to=origin/NAMA-CABANG"
            )
        return found.stdout.strip()

    def _require_clean(self) -> None:
        listed = self._git("status", "--porcelain", "--untracked-files=normal", "--", ".").stdout.splitlines()
        if listed:
            names = ", ".join(line[3:] for line in listed[:MOST_NAMED])
            more = f" dan {len(listed) - MOST_NAMED} lainnya" if len(listed) > MOST_NAMED else ""
            raise Conflict(
                f"Ada berkas yang diubah langsung di folder konten: {names}{more}. "
                "Simpan ke repositori (commit dan push) atau kembalikan dahulu. Tidak ada yang diambil."
            )

    def _git(
        self, *arguments: str, check: bool = True, extra: dict[str, str] | None = None, at: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """One call of git in the folder. Raises Conflict when it takes too long, and with ``check`` when it fails."""
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "LC_ALL": "C", **(extra or {})}
        environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=20")
        command = ["git", *SAFE, *arguments]
        limit = FETCH_SECONDS if arguments[0] == "fetch" else SECONDS
        try:
            done = subprocess.run(
                command,
                cwd=at or self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Conflict(f"git {arguments[0]} belum selesai setelah {limit} detik, jadi dihentikan.") from None
        if check and done.returncode:
            raise Conflict(f"git {arguments[0]} gagal: {_said(done)}. Konten yang ada tidak berubah.")
        return done


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """The last line that git said, without its label."""
    lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
    return lines[-1].removeprefix("fatal: ").rstrip(".")[:300] if lines else f"kode {done.returncode}"
