"""The journal proves what was and was not started, whatever happens to the process."""

from counterfoil.agent.journal import Journal


def test_entries_survive_the_process_until_the_server_has_taken_them(tmp_path):
    first = Journal(tmp_path / "j")
    first.write(7, "calling", "ab")
    first.write(7, "returned", "cd")
    second = Journal(tmp_path / "j")
    assert second.pending() == [
        {"number": 1, "call": 7, "event": "calling", "sha256": "ab"},
        {"number": 2, "call": 7, "event": "returned", "sha256": "cd"},
    ]
    second.taken(1)
    assert [row["number"] for row in Journal(tmp_path / "j").pending()] == [2]


def test_numbers_go_on_rising_after_everything_was_taken_and_the_agent_restarted(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.write(1, "refused")
    journal.taken(1)
    restarted = Journal(tmp_path / "j")
    restarted.write(2, "refused")
    assert [row["number"] for row in restarted.pending()] == [2]


def test_a_line_torn_by_a_power_cut_is_dropped_and_what_follows_is_kept(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.write(1, "calling")
    with (tmp_path / "j").open("a", encoding="utf-8") as file:
        file.write('{"number": 2, "ca')
    restarted = Journal(tmp_path / "j")
    restarted.write(5, "calling")
    assert [row["call"] for row in Journal(tmp_path / "j").pending()] == [1, 5]


def test_a_journal_keeps_its_id_across_restarts_torn_lines_and_what_was_taken(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.write(1, "calling")
    with (tmp_path / "j").open("a", encoding="utf-8") as file:
        file.write('{"number": 2, "ca')
    restarted = Journal(tmp_path / "j")
    restarted.taken(1)
    assert Journal(tmp_path / "j").id == restarted.id == journal.id


def test_a_journal_that_was_lost_begins_again_with_another_id(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.write(1, "calling")
    (tmp_path / "j").unlink()
    assert Journal(tmp_path / "j").id != journal.id, "its silence proves nothing about what the lost one held"


def test_a_journal_that_is_damaged_in_the_middle_begins_again_with_another_id(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.write(1, "refused")
    journal.write(2, "calling")
    lines = (tmp_path / "j").read_text(encoding="utf-8").splitlines()
    (tmp_path / "j").write_text("\n".join([lines[0], "\0\0", *lines[2:], ""]), encoding="utf-8")
    assert Journal(tmp_path / "j").id != journal.id
