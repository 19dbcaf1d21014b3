"""A bundle is opened only when its signature is good, and lists every part of itself."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import CHECKOUT, bundle, unbundle
from tools.unbundle import Unusable

SIGNER = "releases@firstbell.example"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("there is no ssh-keygen (apt-get install openssh-client)")
    file = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", SIGNER, "-f", str(file)], check=True
    )
    public = file.with_suffix(".pub").read_text()
    (tmp_path / "signers").write_text(f"{SIGNER} {public}")
    return file


def packed(tmp_path: Path, name: str = "firstbell-1") -> Path:
    root = tmp_path / "made" / name
    (root / "wheels").mkdir(parents=True)
    (root / "wheels" / "one.whl").write_bytes(b"one")
    (root / "run").write_text("#!/bin/sh\n")
    (root / "run").chmod(0o755)
    bundle.write_list(root)
    archive = tmp_path / f"{name}.tar.gz"
    bundle.pack(root, archive, at=1_764_000_000)
    return archive


def test_what_somebody_signed_is_opened_and_is_whole(tmp_path: Path, key: Path) -> None:
    archive = packed(tmp_path)
    bundle.sign(archive, key=key)
    unbundle.verify(archive, signers=tmp_path / "signers", signer=SIGNER)

    root = unbundle.unpack(archive, to=tmp_path / "there")
    assert (root / "run").stat().st_mode & 0o111
    (root / "wheels" / "one.whl").write_bytes(b"two")
    with pytest.raises(Unusable, match=r"wheels/one\.whl is not as it was packed"):
        unbundle.compare(root)
    with pytest.raises(Unusable, match="is there already"):
        unbundle.unpack(archive, to=tmp_path / "there")


def test_another_archive_key_purpose_or_none_is_refused(tmp_path: Path, key: Path) -> None:
    archive, signers = packed(tmp_path), tmp_path / "signers"
    with pytest.raises(Unusable, match="is missing"):
        unbundle.verify(archive, signers=signers, signer=SIGNER)
    bundle.sign(archive, key=key)
    with pytest.raises(Unusable, match="do not open it"):
        unbundle.verify(archive, signers=signers, signer="somebody@else.example")
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Unusable, match="do not open it"):
        unbundle.verify(archive, signers=signers, signer=SIGNER)
    archive.write_bytes(whole)
    (tmp_path / f"{archive.name}.sig").unlink()
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", "file", str(archive)], check=True
    )
    with pytest.raises(Unusable, match="do not open it"):
        unbundle.verify(archive, signers=signers, signer=SIGNER)


def test_the_same_files_make_the_same_archive(tmp_path: Path) -> None:
    first = packed(tmp_path).read_bytes()
    shutil.rmtree(tmp_path / "made")
    assert packed(tmp_path).read_bytes() == first


def test_the_bill_names_what_no_list_of_python_knows() -> None:
    lock = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))
    named = {each["purl"] for each in bundle.from_npm()}
    assert len(named) == len(lock["packages"][""]["dependencies"])
    assert any(each.startswith("pkg:npm/govuk-frontend@") for each in named)
