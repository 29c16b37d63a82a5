"""Tables of the agreement: who shares, what is still open, what is assumed, and where figures come from."""

from __future__ import annotations

from acohandbook.site.models import vocabulary as words
from acohandbook.site.models.fields import SiteTable, about, choice, date, money, number, rate, text


class Parties(SiteTable):
    """Who shares gains and losses, and what each has to bear them with."""

    party_id: object = text("Name of the party. A commissioner stands here under its own code.")
    party_name: object = text("Name in full.")
    role: object = choice("What it is.", words.ROLES)
    gain_share_rate: float = rate(
        "Share of a gain. Over all parties at most 1; the residual holder takes the rest."
    )
    loss_share_rate: float = rate(
        "Share of a loss. Over all parties at most 1; the residual holder takes the rest."
    )
    gain_cap_rate: float = rate(
        "Most it may gain, as a share of expected pool spend. Blank: no cap.", blank=True
    )
    loss_cap_rate: float = rate(
        "Most it may lose, as a share of expected pool spend. Blank: no cap.", blank=True
    )
    reserves_gbp: float = money("Reserves that can bear a loss. Blank: not known.", blank=True, lowest=0.0)
    guarantee_gbp: float = money("Guarantee or facility. Blank: not known.", blank=True, lowest=0.0)

    class Config:
        unique = ("party_id",)


class Positions(SiteTable):
    """The live gap between the parties, item by item."""

    item_id: object = text("Name of the item.")
    item: object = text("What it is about.")
    commissioner_gbp: float = money("The commissioners' figure.", blank=True)
    provider_gbp: float = money("The provider's figure.", blank=True)
    agreed: object = choice("Whether it is agreed.", words.AGREED)
    owner_role: object = text("Role of who closes it.")
    due: object = date("Day by which.", blank=True)

    class Config:
        unique = ("item_id",)


class Changes(SiteTable):
    """Every input changed since the version that was signed, with its cause and who approved it."""

    change_id: object = text("Name of the change.")
    table_name: object = text("Table that changed, or `site.toml`, or `national` for a national parameter.")
    row: object = text(
        "Its row, by key: `line_id=A-1`; several keys with a comma between them. Blank for a setting.",
        blank=True,
    )
    column_name: object = text("Its column, or the dotted name of a setting.")
    before: object = text("What stood there when it was signed. Blank: nothing.", blank=True)
    cause: object = text("Why it was changed.")
    approved_by_role: object = text("Role of who approved it. Blank: not approved yet.", blank=True)
    approved_on: object = date("Day of approval.", blank=True)

    class Config:
        unique = ("change_id",)


class Assumptions(SiteTable):
    """What is assumed, how good the ground is and how much hangs on it."""

    assumption_id: object = text("Name of the assumption.")
    statement: object = text("The assumption in a sentence.")
    value: float = number("Its figure, where it has one.", blank=True)
    unit: object = text("Unit of the figure.", blank=True)
    quality: object = choice("How good the ground is.", ("high", "medium", "low"))
    impact: object = choice("How much hangs on it.", ("high", "medium", "low"))
    owner_role: object = text("Role of who keeps it true.")
    source_id: object = text("Where it comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("assumption_id",)


class Sources(SiteTable):
    """Where figures come from."""

    source_id: object = text("Name of the source.")
    title: object = text("Title.")
    publisher: object = text("Who published it.")
    url: object = text("Address, where there is one.", blank=True)
    published: object = about("When it was published.", blank=True)
    read_on: object = about("When it was read.", blank=True)
    status: object = choice(
        "V read in the source, D derived from such figures, S seen in a secondary source, U not verified, "
        "illustrative made up to show the method.",
        ("V", "D", "S", "U", "illustrative"),
    )

    class Config:
        unique = ("source_id",)
