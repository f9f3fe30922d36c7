"""`linli work` with input it cannot work with."""

import argparse

import pytest

from linli.config.cli import work as command


def test_no_jobs_at_once_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser.add_subparsers())
    assert command.run(parser.parse_args(["work", "--concurrency", "0"])) == 2
    assert capsys.readouterr().err.count("\n") == 1
