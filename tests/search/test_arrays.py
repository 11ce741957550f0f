"""Files of arrays: what was written is read, and what was damaged is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from search.engines.arrays import ArrayFile, ArrayWriter, DamagedFileError

CONTENTS = {
    "small": np.arange(7, dtype=np.uint8),
    "empty": np.zeros(0, np.int64),
    "large": np.arange(1000, dtype=np.int64) * 3,
    "real": np.linspace(0, 1, 33, dtype=np.float32),
}


def write(path):
    with ArrayWriter(path) as file:
        for name, array in CONTENTS.items():
            file.add(name, array)
        file.reserve("reserved", np.uint16, 12)[:] = 5
        file.reserve("nothing", np.uint16, 0)
        file.add("last", np.array([1, 2]))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("arrays") / "written"
    write(path)
    return path.read_bytes()


def test_what_was_written_is_read(tmp_path):
    write(tmp_path / "file")
    file = ArrayFile(tmp_path / "file")
    file.verify()
    for name, array in CONTENTS.items():
        assert file[name].dtype == array.dtype
        assert np.array_equal(file[name], array)
    assert file["reserved"].tolist() == [5] * 12
    assert file["nothing"].tolist() == []
    assert file["last"].tolist() == [1, 2]


@given(share=st.floats(0, 1, exclude_max=True))
@examples(max_examples=50)
def test_a_file_that_was_cut_off_is_told(tmp_path_factory, written, share):
    path = tmp_path_factory.mktemp("arrays") / "cut"
    path.write_bytes(written[: int(share * len(written))])
    with pytest.raises(DamagedFileError, match=str(path)):
        ArrayFile(path)


def test_a_flipped_byte_is_told_wherever_it_is(tmp_path, written):
    write(tmp_path / "whole")
    whole = ArrayFile(tmp_path / "whole")
    path = tmp_path / "flipped"
    for at in range(0, len(written), 13):
        path.write_bytes(written[:at] + bytes([written[at] ^ 0x40]) + written[at + 1 :])
        try:
            file = ArrayFile(path)
            file.verify()
        except DamagedFileError:
            continue
        # Between arrays there are bytes that nobody reads.
        assert list(file) == list(whole)
        assert all(np.array_equal(file[name], whole[name]) for name in whole)


def test_a_file_whose_writing_failed_is_not_left_behind(tmp_path):
    def fail():
        with ArrayWriter(tmp_path / "file") as file:
            file.add("numbers", np.arange(9))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not (tmp_path / "file").exists()
