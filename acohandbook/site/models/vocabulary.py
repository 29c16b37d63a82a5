"""The words that a site may use where a column takes one of a few."""

COMMISSIONER_TYPES = (
    "ccg",
    "nhs_england_primary_medical",
    "nhs_england_specialised",
    "council_public_health",
    "council_adult_social_care",
)
COUNCIL_TYPES = ("council_public_health", "council_adult_social_care")
MEMBERSHIPS = ("signed", "integration_agreement", "not_member")
NEED_COMPONENTS = (
    "need_general_acute",
    "need_community",
    "need_mental_health",
    "need_maternity",
    "need_prescribing",
    "need_health_inequalities",
    "need_overall",
    "need_primary_medical",
)
AGE_BANDS = (
    "0-4", "5-14", "15-24", "25-34", "35-44", "45-54",
    "55-64", "65-69", "70-74", "75-79", "80-84", "85+",
)  # fmt: skip
SEXES = ("female", "male", "all")
HOMES = ("annual_payment", "improvement_payment", "gain_loss_pool", "pass_through", "retained", "deferred")
RECURRENCES = ("recurrent", "non_recurrent")
ATTRIBUTIONS = ("patient_level", "list_share", "need_share", "negotiated", "direct")
EVIDENCE_GRADES = ("A", "B", "C", "D")
YES_NO = ("yes", "no")
DRIVERS = ("tariff", "pay", "drugs", "living_wage", "list", "allocation", "none")
STATUSES = ("firm", "indicative")
DIRECTIONS = ("higher_is_better", "lower_is_better")
MEASURE_KINDS = ("process", "outcome")
ROLES = (
    "commissioner",
    "aco",
    "acute_provider",
    "community_provider",
    "mental_health_provider",
    "council",
    "gp_federation",
    "residual",
)
AGREED = ("yes", "no", "in_part")
OPEN_SPELLS = ("on_discharge", "work_in_progress")

# Each kind of adjustment says one thing. The sign that it must have, where only one makes sense.
ADJUSTMENT_SIGNS = {
    "non_recurrent": 0,
    "full_year_effect": 0,
    "prior_year_accrual_release": 0,
    "in_year_allocation_change": 0,
    "service_move": 0,
    "identification_rule": 0,
    "cquin_to_improvement_payment": -1,
    "running_costs_transferred": +1,
    "reserve_release": 0,
    "patient_choice": -1,
    "vat_irrecoverable": +1,
    "market_forces_repricing": 0,
    "clinical_negligence": 0,
    "premises": 0,
    "capital_charges": 0,
    "staff_transfer": +1,
    "stranded_cost": +1,
    "mobilisation": +1,
    "taper": -1,
    "practice_payment_netting": -1,
    "other": 0,
}
ADJUSTMENT_KINDS = tuple(ADJUSTMENT_SIGNS)
# These only move money between commissioners: over all of them the amounts of a year add to nothing.
ADJUSTMENTS_THAT_BALANCE = ("service_move", "identification_rule")
# These bring money into the annual payment from a line that the commissioner retains.
ADJUSTMENTS_THAT_ENTER = ("running_costs_transferred", "reserve_release")
# These must say when they end.
ADJUSTMENTS_THAT_END = ("stranded_cost", "mobilisation", "taper")
