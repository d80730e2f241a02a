"""Files that are written in parts."""

from __future__ import annotations

import pytest

from commonplace.files import write_parts


def test_a_file_in_parts_is_replaced_when_it_differs(tmp_path):
    path = tmp_path / "folder" / "file.txt"
    assert write_parts(path, iter([b"one ", b"two"]))
    path.chmod(0o640)
    assert not write_parts(path, iter([b"o", b"ne two"]))
    assert path.stat().st_mode & 0o777 == 0o640
    assert write_parts(path, iter([b"one ", b"too"]))
    assert path.read_bytes() == b"one too"
    assert write_parts(path, iter([]))
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_file_in_parts_stays_as_it_was_when_one_cannot_be_had(tmp_path):
    def parts():
        yield b"new"
        raise KeyboardInterrupt

    path = tmp_path / "file.txt"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_parts(path, parts())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
