"""Places drawn at random with small counts of people everywhere: on lists, by area, by age, on no list."""

import random

from tiny import AGE_BANDS, BASE, COUNCIL, YEARS, rows, tiny_settings, tiny_site, tiny_tables

AREAS = (COUNCIL, "E07000002", "E07000003", "W06000001", "W06000002")
NEEDS = (
    "need_general_acute need_community need_mental_health need_maternity need_prescribing "
    "need_health_inequalities need_overall need_primary_medical"
)


def small_place(seed, **settings):
    """The tiny site with other people in it: one or two CCGs, up to three councils, small counts all over."""
    chance = random.Random(seed)
    tables, ccgs = tiny_tables(), ["C1", "C2"][: chance.choice((1, 1, 2))]
    councils = list(AREAS[: chance.randint(1, 3)])
    tables["commissioners"] += [
        dict(tables["commissioners"][0], commissioner_code=code, commissioner_name=code) for code in ccgs[1:]
    ] + [
        dict(tables["commissioners"][2], commissioner_code=code, commissioner_name=code)
        for code in councils[1:]
    ]
    for name in ("expenditure", "growth", "allocations"):
        for old, codes in (("C1", ccgs), (COUNCIL, councils)):
            tables[name] += [
                dict(row, commissioner_code=code, **_renamed(row, code))
                for code in codes[1:]
                for row in tables[name]
                if row["commissioner_code"] == old
            ]  # fmt: skip
    spread = chance.choice((0.1, 0.4, 0.8))

    def people(most):
        few = chance.random() < spread
        return chance.randint(0, 6) if few else chance.randint(0, most)

    codes = [f"P{n}" for n in range(chance.randint(2, 6))]
    residence = {code: {area: people(3000) for area in AREAS if chance.random() < 0.8} for code in codes}
    small = chance.random() < 0.3
    for n, code in enumerate(codes):
        if not (small and n == 1):
            residence[code][COUNCIL] = residence[code].get(COUNCIL, 0) + 2000
    tables["practices"] = rows(
        f"practice_code practice_name commissioner_code membership registered_persons list_date {NEEDS}",
        *(
            (code, code, ccgs[n % len(ccgs)], "not_member" if n > 1 and chance.random() < 0.4 else "signed",
             max(1, sum(residence[code].values())), "2017-04-01",
             *(round(max(1, sum(residence[code].values())) * chance.uniform(0.7, 1.3)) for _ in range(8)))
            for n, code in enumerate(codes)
        ),
    )  # fmt: skip
    tables["residence"] = rows(
        "practice_code lad_code persons",
        *((code, area, count) for code in codes for area, count in residence[code].items()),
    )
    if chance.random() < 0.15:
        tables["residence"] = []
    tables["unregistered"] = rows(
        "commissioner_code lad_code unregistered_persons evidence cost_per_head_gbp",
        *((code, area, people(300), "Counted", chance.choice((None, 640)))
          for code in ccgs for area in AREAS[: chance.randint(1, 4)]),
    )  # fmt: skip
    tables["population"] = rows(
        "commissioner_code financial_year age_band sex persons",
        *((code, year, band, sex, people(2000) + (1000 if band == "45-54" else 0))
          for code in ccgs for year in (BASE, *YEARS) for band in AGE_BANDS for sex in ("female", "male")),
    )  # fmt: skip
    changed = tiny_settings(**settings)
    changed["settlement"]["list_counts"] = [
        {"commissioner_code": code, "financial_year": "2017/18",
         "actual_persons": float(chance.randint(2000, 9000)), "list_cleaning_persons": float(people(60))}
        for code in ccgs
    ]  # fmt: skip
    return changed, tables


def _renamed(row, code):
    return {"line_id": f"{code}-{row['line_id']}"} if "line_id" in row else {}


def worked_place(seed, **settings):
    """Results of all steps for a drawn place."""
    from acohandbook.steps import run_steps

    changed, tables = small_place(seed, **settings)
    return run_steps(tiny_site(changed, **tables))
