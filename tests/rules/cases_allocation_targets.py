"""Worked numbers for ``acohandbook.rules.allocation_targets``."""

CASES = {
    "allocation_targets.hospital_need_persons": [
        (
            {
                "general_acute_persons": 1000.0,
                "community_persons": 900.0,
                "mental_health_persons": 800.0,
                "maternity_persons": 500.0,
                "general_acute_weight_rate": 0.7,
                "community_weight_rate": 0.1,
                "mental_health_weight_rate": 0.15,
                "maternity_weight_rate": 0.05,
            },
            935,
            "700 + 90 + 120 + 25",
        ),
    ],
    "allocation_targets.with_inequality_persons": [
        (
            {"need_persons": 1000.0, "inequality_persons": 1500.0, "inequality_rate": 0.1},
            1050,
            "90% of 1,000 + 10% of 1,500",
        ),
    ],
    "allocation_targets.target_pence": [
        (
            {
                "hospital_need_persons": 1000.0,
                "prescribing_persons": 2000.0,
                "inequality_persons": 1000.0,
                "inequality_rate": 0.1,
                "market_forces_rate": 1.1,
                "ambulance_cost_rate": 1.0,
                "hospital_gbp": 1000.0,
                "prescribing_gbp": 150.0,
            },
            138_500_000,
            "1,000 x £1,000 x 1.1 + 1,900 x £150 = £1,100,000 + £285,000",
        ),
    ],
    "allocation_targets.relative_need_of_place_rate": [
        (
            {
                "place_need_persons": 34620,
                "place_persons": 31998,
                "area_need_persons": 2642171,
                "area_persons": 2629901,
            },
            1.076918179027351,
            "general and acute need of four practices in West Yorkshire: 1.081943 over 1.004666",
        ),
        (
            {"place_need_persons": 5, "place_persons": 0, "area_need_persons": 10, "area_persons": 10},
            0,
            "nobody lives there",
        ),
    ],
}
