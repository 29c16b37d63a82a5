"""What an auditor asks and what must stop a signature, each question with its lines and its words.

A line is the handbook's own judgement (none is a published standard) and may be moved by a site: the
assumptions ``<test_id>_amber_above`` and ``<test_id>_red_above`` replace them. More is always worse.
"""

from __future__ import annotations

from dataclasses import dataclass

NEVER = float("nan")


@dataclass(frozen=True)
class Question:
    """One test: its name, title and unit, the lines above which it is amber and red, and what to say.

    Its value is the figure ``assurance.measures.<test_id>``. ``passed`` and ``failed`` are sentences;
    ``{value}`` stands for the value in words.
    """

    test_id: str
    title: str
    unit: str
    amber_above: float
    red_above: float
    passed: str
    failed: str


QUESTIONS = (
    Question(
        "ledger_unexplained", "The ledger ties to the stated total", "pounds", 0, 0,
        "Every ledger adds up to its stated total.",
        "{value} of the ledgers is not explained by their lines.",
    ),
    Question(
        "homeless_pounds", "Every pound has one home", "pounds", 0, 0,
        "The homes add up to the ledgers, to the penny.",
        "Homes and ledgers differ by {value}.",
    ),
    Question(
        "pooled_money_left", "Pooled money eliminates", "pounds", 0, 0,
        "Every pool pays out what it received.",
        "Pools keep {value} that nobody counts.",
    ),
    Question(
        "unmapped_spend", "Spend is mapped to service lines", "rate", 0, 0.05,
        "No spend is unallocated.",
        "{value} of the ledgers is unallocated or held in reserve. Map it first.",
    ),
    Question(
        "weak_evidence", "The budget rests on evidence", "rate", 0.1, 0.3,
        "{value} of the attributed spend rests on estimates or assumptions (grades C and D).",
        "{value} of the attributed spend rests on estimates or assumptions (grades C and D).",
    ),
    Question(
        "illustrative_input", "Figures are real", "rate", 0.1, NEVER,
        "{value} of the attributed spend is illustrative.",
        "{value} of the attributed spend is illustrative: no figure that rests on it may be published.",
    ),
    Question(
        "unapproved_adjustments", "Adjustments are approved", "rate", 0, 0.01,
        "Every adjustment has been approved by another role than prepared it.",
        "Adjustments worth {value} of the baseline are approved by nobody.",
    ),
    Question(
        "vat_without_owner", "Irrecoverable VAT is owned", "count", 0, 0,
        "Irrecoverable VAT is an approved adjustment, or a stated assumption with an owner.",
        "Nobody owns irrecoverable VAT: there is no approved adjustment vat_irrecoverable and no assumption "
        "of that name. It changes when services move between the NHS, councils and companies.",
    ),
    Question(
        "staff_cost_without_owner", "The cost of transferred staff is owned", "count", 0, NEVER,
        "The cost of transferred staff is an approved adjustment, or a stated assumption with an owner.",
        "Nobody owns pensions and national insurance of transferred staff: there is no approved adjustment "
        "staff_transfer and no assumption of that name.",
    ),
    Question(
        "open_positions", "The parties agree on the figures", "rate", 0, 0.02,
        "No gap between the parties is open.",
        "The parties are apart by {value} of the first year's budget.",
    ),
    Question(
        "overdue_positions", "Open points are closed in time", "rate", 0, 0.01,
        "No open point is overdue.",
        "Points worth {value} of the first year's budget are open past their due day.",
    ),
    Question(
        "first_year_gap", "The first year is funded", "rate", 0, 0.02,
        "The first year's budget covers its cost.",
        "The first year's budget falls short of its cost by {value} of it.",
    ),
    Question(
        "unidentified_savings", "Savings have a plan", "rate", 0, 0.02,
        "No saving without a plan is assumed.",
        "Savings of {value} of the cost, over the contract, have no plan.",
    ),
    Question(
        "provider_savings", "The provider's savings are within reach", "rate", 0.05, 0.1,
        "The provider must save {value} of the cost over the contract.",
        "The provider must save {value} of the cost over the contract.",
    ),
    Question(
        "inherited_deficit", "No commissioner's deficit is inherited", "rate", 0, 0.02,
        "No commissioner of the ACO's people is in underlying deficit.",
        "The ACO's share of its commissioners' underlying deficits is {value} of the budget.",
    ),
    Question(
        "tail_beyond_cover", "A bad year can be borne", "pounds", 0, 0,
        "In the first year reserves and guarantee bear the loss of one year in twenty (illustrative spread "
        "of costs).",
        "In the first year the loss of one year in twenty exceeds reserves and guarantee by {value} "
        "(illustrative spread of costs).",
    ),
    Question(
        "no_guarantee", "Someone stands behind the provider", "count", 0, NEVER,
        "A guarantee is stated.",
        "No guarantee stands behind the provider.",
    ),
    Question(
        "few_people", "There are enough people for a fixed budget", "rate", 0, 0.7,
        "There are at least as many people as a fixed budget asks for.",
        "The population falls short by {value} of the number below which a fixed budget carries more than "
        "acceptable risk.",
    ),
    Question(
        "gain_beyond_underspend", "Gains lie within underspends", "pounds", 0, 0,
        "No commissioner hands over more than it underspent.",
        "Commissioners hand over {value} more than they underspent.",
    ),
    Question(
        "shared_noise", "What is shared is more than chance", "pounds", 0, NEVER,
        "Nothing is shared that chance alone may have brought.",
        "{value} is shared although chance alone may have brought it (illustrative spread of costs).",
    ),
    Question(
        "other_basis", "Expected and actual are in one currency", "rate", 0, 0,
        "No expected figure of the pool is counted or priced otherwise than its actual one.",
        "{value} of the pool's expected spend is counted or priced otherwise than its actual spend.",
    ),
    Question(
        "unstated_basis", "The pool says how it is counted and priced", "rate", 0, NEVER,
        "Every figure of the pool says what it is counted and priced by.",
        "{value} of the pool's expected spend does not say what it is counted and priced by.",
    ),
    Question(
        "generous_expectation", "Expected spend follows the contract years", "rate", 0, 0.02,
        "No expected figure of the pool is above its cost in the contract years.",
        "Expected spend of the pool is {value} above its cost in the contract years.",
    ),
    Question(
        "unfrozen_closed_lines", "Activity of closed years is frozen", "count", 0, 0,
        "Every closed year is whole and frozen.",
        "{value} lines of closed years are not whole or not frozen.",
    ),
    Question(
        "unexplained_version", "The signed version is kept", "count", 0, 0,
        "No version is signed, or undoing the listed changes gives the signed one back.",
        "Inputs differ from the signed version beyond the changes listed.",
    ),
    Question(
        "unapproved_changes", "Changes since signature are approved", "count", 0, NEVER,
        "No change since signature waits for approval.",
        "{value} changes since signature are approved by nobody.",
    ),
    Question(
        "statement_left_over", "The statement is a transfer", "pounds", 0, 0,
        "What the parties pay and receive adds up to nothing.",
        "The statement leaves {value} over.",
    ),
)  # fmt: skip
