"""Reading Dockerfiles: continuations, comments, here-documents, directives, stages; and junk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.dockerfile import parse
from seatrial.dockerfile.view import DEFAULT_SHELL, WINDOWS_SHELL

PIECES = st.sampled_from(
    ["FROM a AS b\n", "FROM ${X:-y}\n", "RUN ", "<<EOF", "EOF\n", "\\\n", "`\n", "# escape=`\n", "'", '"', "$(", ")",
     "${", "COPY --from=0 ", "ENV a=b", "[", '["x"]', "#", "\n", "\r\n", " ", "\t", "--mount=type=cache,target=/x",
     "ONBUILD ", "&&", "if", "case x in", "esac", "<", ">", "\ufeff", "\x00", "HEALTHCHECK ", "CMD",
     'SHELL ["bash"]', "apt-get install x", "sh -c '"]
)  # fmt: skip
JUNK = st.text(max_size=200) | st.lists(PIECES, max_size=30).map("".join)


def keywords(text: str) -> list[tuple[str, int]]:
    return [(instruction.keyword, instruction.at[0]) for instruction in parse(text).instructions]


def written(text: str) -> list[list[str]]:
    return [[word.value for word in instruction.words] for instruction in parse(text).instructions]


def test_comments_and_empty_lines_within_a_continuation_belong_to_it():
    text = "FROM a\nRUN one \\\n  # why\n\n  && two\nUSER 1\n"
    assert keywords(text) == [("FROM", 1), ("RUN", 2), ("USER", 6)]
    assert parse(text).instructions[1].body == "one   && two"
    assert [(comment.text, comment.line) for comment in parse(text).comments] == [("why", 3)]


def test_every_word_knows_its_place_behind_a_continuation():
    file = parse("FROM a\nCOPY one \\\r\n  two \\\n   /three/\n")
    places = [(word.value, file.position(word.start)) for word in file.instructions[1].words]
    assert places == [("one", (2, 6)), ("two", (3, 3)), ("/three/", (4, 4))]
    assert [file.text[word.start : word.end] for word in file.instructions[1].words] == ["one", "two", "/three/"]


def test_a_word_may_go_on_behind_a_continuation():
    file = parse("FROM a\nWORKDIR /on\\\ne\n")
    word = file.instructions[1].words[0]
    assert word.value == "/one"
    assert file.text[word.start : word.end] == "/on\\\ne"


def test_an_escaped_escape_does_not_continue():
    assert keywords("FROM a\nRUN x \\\\\nUSER 1\n") == [("FROM", 1), ("RUN", 2), ("USER", 3)]


def test_the_escape_directive_changes_what_continues_a_line():
    text = "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:1809\nCOPY a c:\\\nRUN dir `\n  c:\\\n"
    assert keywords(text) == [("FROM", 2), ("COPY", 3), ("RUN", 4)]
    assert parse(text).instructions[2].body == "dir   c:\\"
    assert parse(text).instructions[2].shell == WINDOWS_SHELL


def test_a_directive_is_none_behind_a_comment():
    file = parse("# hello\n# escape=`\nFROM a\n")
    assert (file.escape, file.directives) == ("\\", {})


def test_a_directive_that_says_nonsense_is_a_problem():
    assert [problem.message for problem in parse("# escape=x\nFROM a\n").problems] == [
        "x cannot be the escape character"
    ]
    twice = parse("# syntax=a\n# syntax=b\nFROM a\n")
    assert [problem.message for problem in twice.problems] == ["the directive syntax is written twice"]


@pytest.mark.parametrize("opening", ["<<EOF", "<<'EOF'", '<<"EOF"', "3<<EOF"])
def test_lines_of_a_heredoc_are_no_instructions(opening: str):
    file = parse(f"FROM a\nRUN cat {opening} > /x\nFROM no\nEOF\nUSER 1\n")
    assert [instruction.keyword for instruction in file.instructions] == ["FROM", "RUN", "USER"]
    heredoc = file.instructions[1].heredocs[0]
    assert (heredoc.content, heredoc.expands) == ("FROM no\n", "'" not in opening and '"' not in opening)
    assert file.text[heredoc.start :].startswith("FROM no\n")
    assert file.position(file.instructions[1].end) == (4, 4)


def test_two_heredocs_and_one_with_tabs():
    file = parse("FROM a\nCOPY <<A <<-B /x/\none\nA\n\ttwo\n\tB\nUSER 1\n")
    assert [heredoc.content for heredoc in file.instructions[1].heredocs] == ["one\n", "\ttwo\n"]
    assert file.instructions[2].keyword == "USER"


@pytest.mark.parametrize("text", ["RUN echo '<<EOF'", "RUN x <<<EOF", "ENV A=<<EOF", 'RUN ["<<EOF"]', "RUN a<<EOF"])
def test_what_only_looks_like_a_heredoc(text: str):
    assert keywords(f"FROM a\n{text}\nUSER 1\n")[-1] == ("USER", 3)


def test_a_heredoc_without_its_end_is_a_problem():
    file = parse("FROM a\nRUN <<EOF\nUSER 1\n")
    assert [problem.message for problem in file.problems] == ["the here-document EOF does not end"]


def test_flags_with_values_in_quotes_and_across_lines():
    run = parse('FROM a\nRUN --mount=type=cache,target=/c \\\n --network="none" pip install x\n').instructions[1]
    assert [(flag.name, flag.value) for flag in run.flags] == [("mount", "type=cache,target=/c"), ("network", "none")]
    assert run.body == "pip install x"
    assert run.caches("/c/pip")
    assert not run.caches("/cache")


def test_the_json_form_and_what_is_none():
    assert written('FROM a\nCMD ["a b", "c\\n"]\n')[1] == ["a b", "c\n"]
    assert parse("FROM a\nCMD ['a']\n").instructions[1].json is None
    assert parse('FROM a\nCMD ["a", 1]\n').instructions[1].json is None
    assert parse("FROM a\nCMD []\n").instructions[1].json == ()


def test_pairs_in_both_forms():
    file = parse('FROM a\nENV A="b c" D=e\\ f\nENV G h i\nARG X\nARG Y=1 Z\nLABEL "k l"=m\n')
    pairs = [[(name, value and value.value) for name, value, _ in i.pairs] for i in file.instructions[1:]]
    assert pairs == [
        [("A", "b c"), ("D", "e f")],
        [("G", "h i")],
        [("X", None)],
        [("Y", "1"), ("Z", None)],
        [("k l", "m")],
    ]


def test_stages_and_what_they_are_built_on():
    file = parse(
        'ARG V=1.2\nFROM py:${V} AS Base\nSHELL ["/bin/bash", "-c"]\nFROM base\nRUN x\nFROM scratch AS c\nRUN y\n'
    )
    first, second, third = file.stages
    assert (first.name, first.image, second.parent, second.root_image) == ("base", "py:1.2", first, "py:1.2")
    assert second.instructions[0].shell == ("/bin/bash", "-c")
    assert (third.parent, third.instructions[0].shell) == (None, DEFAULT_SHELL)
    assert file.final is third
    assert file.stage_named("BASE") is first
    assert file.stage_named("1") is second


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [
        ("a:${T}", None),
        ("a:$V", "a:1"),
        ("a:${T:-2}", "a:2"),
        ("a:${V:-2}", "a:1"),
        ("a${V:+:x}", "a:x"),
        ("a${T:+:x}", "a"),
        ("a:${T:-${V}}", "a:1"),
        ("a:${V#x}", None),
        ("$TARGETARCH/a", None),
    ],
)
def test_variables_of_the_base_image(written_as: str, meant: str | None):
    assert parse(f"ARG V=1\nARG T\nFROM {written_as}\n").stages[0].image == meant


def test_variables_of_a_stage():
    file = parse("ARG G=0\nFROM a\nARG G\nARG A=1\nENV B=$A-$G\nWORKDIR $B\nENV A=9\n")
    assert file.stages[0].variables() == {"G": "0", "A": "9", "B": "1-0"}
    assert file.stages[0].variables(file.instructions[5])["A"] == "1"


def test_deep_nesting_and_long_chains_of_stages_are_read():
    chain = "".join(f"FROM s{number} AS s{number + 1}\n" for number in range(2000))
    last = parse(f"FROM a AS s0\nENV X=1\n{chain}USER $X\n").stages[-1]
    assert (last.root_image, last.variables()) == ("a", {"X": "1"})
    for opening in ("$(", '"$(', "${", "`", "$(case "):
        assert parse("FROM a\nRUN x " + opening * 5000 + "\n").commands


def test_values_of_one_env_come_from_before_it():
    file = parse("FROM a\nENV A=1\nENV A=2 B=$A\n")
    assert file.stages[0].variables() == {"A": "2", "B": "1"}


def test_the_instruction_behind_onbuild():
    file = parse("FROM a\nONBUILD RUN --network=none \\\n  sudo x\n")
    trigger = next(file.named("RUN"))
    assert (trigger.body, trigger.at, trigger.parent) == ("sudo x", (2, 9), file.instructions[1])
    assert file.commands[0].at == (3, 3)


def test_a_byte_order_mark_and_windows_line_ends():
    file = parse("\ufeffFROM a\r\nRUN x \\\r\n y\r\nUSER 1")
    assert [instruction.at for instruction in file.instructions] == [(1, 1), (2, 1), (4, 1)]
    assert file.stages[0].image == "a"


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", (1, 1), "there is no FROM"),
        ("FROM a b\n", (1, 1), "FROM is not understood"),
        ("FROM a\nRNU x\n", (2, 1), "there is no instruction RNU"),
        ("FROM a\nCOPY --form=b c d\n", (2, 6), "COPY has no flag --form"),
        ("FROM a\nCOPY x\n", (2, 1), "COPY has no destination"),
        ("FROM a\nENV X\n", (2, 5), "ENV has X without a value"),
        ("FROM a\nSHELL bash\n", (2, 1), "SHELL takes the JSON form only"),
        ("FROM a\nHEALTHCHECK curl x\n", (2, 1), "HEALTHCHECK is not understood"),
        ("FROM a\nUSER\n", (2, 1), "USER says nothing"),
    ],
)
def test_what_no_builder_accepts_is_a_problem(text: str, at: tuple[int, int], message: str):
    file = parse(text)
    assert [(file.position(problem.at), problem.message) for problem in file.problems] == [(at, message)]


def test_lines_that_lost_their_continuation_are_one_problem():
    file = parse("FROM a\nRUN x\n  && y\n  && z\n")
    assert len(file.problems) == 1


@given(JUNK)
def test_whatever_the_text_is_nothing_is_raised_and_every_place_is_in_it(text: str):
    file = parse(text)
    for instruction in file.with_triggers:
        assert 0 <= instruction.start <= instruction.end <= len(text)
        for word in instruction.words:
            assert 0 <= word.start <= word.end <= len(text)
        for command in instruction.commands:
            assert command.name is not None
            for word in command.words:
                assert 0 <= word.start <= word.end <= len(text)
        assert isinstance(instruction.pairs, tuple)
        assert isinstance(instruction.mounts, tuple)
    for stage in file.stages:
        assert isinstance(stage.variables(), dict)
    for problem in file.problems:
        assert 0 <= problem.at <= len(text)
        assert file.position(problem.at) >= (1, 1)
