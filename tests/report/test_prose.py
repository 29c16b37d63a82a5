"""Sentences with figures in them."""

from acohandbook.report.prose import findings, proofs, say, standing
from acohandbook.report.words import pounds
from acohandbook.workings import Finding, Proof


def test_figures_are_put_in_and_markup_in_them_is_only_text():
    sentence = say("**{name}** has {people} people.", name="<script>*x*\n# y</script>", people="310,000")
    assert sentence._repr_markdown_() == r"**\<script\>\*x\* \# y\</script\>** has 310,000 people."
    assert repr(sentence) == "**<script>*x* # y</script>** has 310,000 people."


def test_findings_that_stop_a_signature_come_first():
    listed = findings([Finding("baseline", "note", "b"), Finding("baseline", "red", "a")]).text
    assert listed == "- **Stop.** a\n- **Note.** b"
    assert "Nothing was found" in findings([]).text


def test_a_minus_stays_with_its_pound_sign_at_the_end_of_a_line():
    joined = "\u2212\u2060£"  # minus sign, word joiner, pound sign
    assert say("It is {net}.", net=pounds(-1200)).text == f"It is {joined}1,200."
    assert (
        findings([Finding("baseline", "note", "A gap of -£1,200.")]).text
        == f"- **Note.** A gap of {joined}1,200."
    )
    assert say("{span}", span="£1-£2 and 5-£6").text == "£1-£2 and 5-£6"


def test_proofs_show_opening_changes_and_closing():
    # 100.00 - 40.50 = 59.50
    shown = proofs([Proof("baseline", "ledger", 10000.0, {"others": -4050.0}, 5950.0)])
    assert shown.cells == [["ledger", "£100.00", "−£40.50", "£59.50"]]


def test_the_illustrative_share_is_said_first():
    from acohandbook.steps import run_steps
    from tests.tiny import tiny_site

    results = run_steps(tiny_site())
    rate = results.baseline.illustrative.at("share_rate")
    assert f"{rate * 100:,.1f}% of the spend behind these figures is illustrative" in repr(standing(results))
