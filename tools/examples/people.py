"""Made-up people: practices with their lists and need, where their patients live, and people by age."""

from acohandbook.rules.apportionment import largest_remainder
from acohandbook.site.national import age_cost_index
from examples.writing import rows

AGE_BANDS = [row["age_band"] for row in age_cost_index("2011/12")]

# Share of a population by age band, of the general run of English counties, and growth a year. Illustrative.
AGE_SHARES = (0.060, 0.115, 0.118, 0.130, 0.125, 0.141, 0.119, 0.056, 0.046, 0.035, 0.027, 0.028)
AGE_GROWTH = (0.000, 0.010, -0.006, 0.006, 0.002, -0.004, 0.018, -0.008, 0.034, 0.020, 0.016, 0.026)
FEMALE_SHARES = (0.49, 0.49, 0.49, 0.50, 0.50, 0.50, 0.51, 0.52, 0.52, 0.54, 0.57, 0.65)

# How a list's need follows its age and its deprivation, each a figure around zero. Illustrative.
NEED = {
    "need_general_acute": (0.30, 0.12),
    "need_community": (0.26, 0.10),
    "need_mental_health": (-0.04, 0.34),
    "need_maternity": (-0.36, 0.10),
    "need_prescribing": (0.34, 0.10),
    "need_health_inequalities": (0.00, 0.60),
}
# Weights of the components in overall need: of the order found in the practice data of the ICB place tool.
OVERALL = {
    "need_general_acute": 0.62,
    "need_community": 0.05,
    "need_mental_health": 0.10,
    "need_maternity": 0.03,
    "need_prescribing": 0.10,
    "need_health_inequalities": 0.10,
}
FIRST_NAMES = (
    "Alder", "Bramble", "Cedar", "Dapple", "Elm", "Foxglove", "Gorse", "Hazel", "Ivy", "Juniper", "Kestrel",
    "Larch", "Maple", "Nettle", "Orchard", "Poplar", "Quince", "Rowan", "Sorrel", "Teasel",
)  # fmt: skip
LAST_NAMES = ("Surgery", "Medical Centre", "Health Centre", "Practice", "Group Practice")


def split_persons(total, weights):
    """Whole people split by weights; they add to the total."""
    keys = [f"{position:04}" for position in range(len(weights))]
    return [int(part) for part in largest_remainder(total, weights, keys)]


def practices(random, prefix, commissioner_code, list_date, members, others, membership="signed"):
    """Practices of a CCG whose lists add up to stated numbers of members and of other people.

    Parameters
    ----------
    random : random.Random
    prefix : str
        Start of every practice code.
    members, others : (int, int)
        Number of practices, and of people on their lists.
    membership : str
        Of the members: ``signed`` or ``integration_agreement``.
    """
    made = []
    for status, (number, persons) in ((membership, members), ("not_member", others)):
        sizes = split_persons(persons, [random.uniform(0.5, 1.7) for _ in range(number)])
        made.extend(_practice(random, status, size) for size in sizes)
    table = []
    for position, practice in enumerate(made):
        name = f"{FIRST_NAMES[position % 20]} {LAST_NAMES[(position // 20 + position) % 5]}"
        codes = {
            "practice_code": f"{prefix}{position + 1:03}",
            "practice_name": name,
            "commissioner_code": commissioner_code,
        }
        table.append(codes | practice | {"list_date": list_date})
    return [_in_order(row) for row in table]


def _practice(random, membership, size):
    age, deprivation = random.uniform(-1, 1), random.uniform(-1, 1)
    need = {
        component: size * (1 + by_age * age + by_deprivation * deprivation + random.uniform(-0.02, 0.02))
        for component, (by_age, by_deprivation) in NEED.items()
    }
    need["need_overall"] = sum(weight * need[component] for component, weight in OVERALL.items())
    primary = size * (1 + 0.14 * age + 0.10 * deprivation)
    # Exact in the practice data of the ICB place tool: 85% primary medical need, 15% health inequalities.
    need["need_primary_medical"] = 0.85 * primary + 0.15 * need["need_health_inequalities"]
    weighted = {component: round(persons) for component, persons in need.items()}
    return {"membership": membership, "registered_persons": size, **weighted}


def _in_order(practice):
    columns = (
        "practice_code practice_name commissioner_code membership registered_persons list_date "
        "need_general_acute need_community need_mental_health need_maternity need_prescribing "
        "need_health_inequalities need_overall need_primary_medical"
    )
    return {column: practice[column] for column in columns.split()}


def residence(random, practices, shares):
    """Where the people on each list live, by the shares of local authorities, a little different for each."""
    table = []
    for practice in practices:
        weights = [share * random.uniform(0.4, 1.6) for share in shares.values()]
        parts = split_persons(practice["registered_persons"], weights)
        table.extend(
            {"practice_code": practice["practice_code"], "lad_code": lad, "persons": persons}
            for lad, persons in zip(shares, parts, strict=True)
            if persons
        )
    return table


def population(commissioner_code, registered_persons, years, older_rate=0.0):
    """People of a CCG by age and sex; the first year adds up to the registered lists.

    ``older_rate`` makes the place older: 0.1 adds 10% to every band from 65 on before the rest is shared.
    """
    weights = [
        share * (1 + older_rate * (position >= 7)) * sex_share
        for position, share in enumerate(AGE_SHARES)
        for sex_share in (FEMALE_SHARES[position], 1 - FEMALE_SHARES[position])
    ]
    first = split_persons(registered_persons, weights)
    return rows(
        "commissioner_code financial_year age_band sex persons",
        *(
            (commissioner_code, year, AGE_BANDS[cell // 2], ("female", "male")[cell % 2],
             round(persons * (1 + AGE_GROWTH[cell // 2]) ** passed))
            for passed, year in enumerate(years)
            for cell, persons in enumerate(first)
        ),
    )  # fmt: skip


def registered(practices, commissioner_code=None):
    """People on the lists, of one CCG or of all."""
    return sum(
        row["registered_persons"]
        for row in practices
        if commissioner_code in (None, row["commissioner_code"])
    )
