"""The command line: `counterfoil simulator new | process`."""

from pathlib import Path

from click.testing import CliRunner
from tests.simulator.asking import document

from counterfoil.simulator.command import simulator


def test_a_new_file_answers_one_document_after_another(tmp_path: Path) -> None:
    path, runner = str(tmp_path / "a.qbs"), CliRunner()
    assert runner.invoke(simulator, ["new", path, "--name", "Anna & Co"]).exit_code == 0
    answer = runner.invoke(simulator, ["process", path], input=document("<CompanyQueryRq/>"))
    assert answer.exit_code == 0
    assert "<CompanyName>Anna &amp; Co</CompanyName>" in answer.output


def test_a_refused_set_is_exit_1_with_its_hresult(tmp_path: Path) -> None:
    path, runner = str(tmp_path / "a.qbs"), CliRunner()
    runner.invoke(simulator, ["new", path])
    answer = runner.invoke(simulator, ["process", path], input="<QBXML/>")
    assert answer.exit_code == 1
    assert "0x80040400: QuickBooks found an error when parsing the provided XML text stream." in answer.output


def test_what_cannot_be_made_or_opened_is_said_in_words(tmp_path: Path) -> None:
    path, runner = str(tmp_path / "a.qbs"), CliRunner()
    assert "there is no company file" in runner.invoke(simulator, ["process", path]).output
    runner.invoke(simulator, ["new", path])
    assert "is there already" in runner.invoke(simulator, ["new", path]).output


def test_an_unknown_sample_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(simulator, ["new", str(tmp_path / "a.qbs"), "--sample", "circus"])
    assert answer.exit_code == 2
    assert "circus" in answer.output
