"""The models hold every table, column and key that others rely on, and describe them."""

import json

import pytest

from acohandbook.site import data_dictionary_markdown, json_schema, parameter_reference_markdown
from acohandbook.site.models import MODELS, columns_of, is_optional, key_of
from acohandbook.workings.table import UNITS
from tiny import tiny_settings, tiny_site, tiny_tables

# What is promised to those who fill in a site: key columns, then the others.
PROMISED = {
    "commissioners": ("commissioner_code", "commissioner_name commissioner_type ledger_total_gbp "
                      "underlying_position_gbp opening_distance_from_target_rate source_id"),
    "practices": ("practice_code", "practice_name commissioner_code membership registered_persons list_date "
                  "need_general_acute need_community need_mental_health need_maternity need_prescribing "
                  "need_health_inequalities need_overall need_primary_medical"),
    "residence": ("practice_code lad_code", "persons"),
    "unregistered": ("commissioner_code lad_code", "unregistered_persons evidence cost_per_head_gbp"),
    "population": ("commissioner_code financial_year age_band sex", "persons"),
    "expenditure": ("line_id", "financial_year commissioner_code provider_code provider_name service_line "
                    "ledger_code spend_gbp recurrence attribution attribution_component attribution_rate "
                    "evidence_grade illustrative source_id"),
    "scope": ("commissioner_type service_line", "home from_year reason source_id"),
    "adjustments": ("adjustment_id", "commissioner_code service_line kind amount_gbp from_year ends_in "
                    "recurrence prepared_by_role approved_by_role approved_on evidence source_id"),
    "flows": ("flow_id", "payer host payee financial_year amount_gbp counted_in poolable"),
    "growth": ("commissioner_code service_line financial_year", "driver demographic_rate other_demand_rate "
               "cost_uplift_rate national_efficiency_rate contracted_savings_rate unidentified_savings_rate "
               "provider_savings_rate source_id"),
    "allocations": ("commissioner_code stream financial_year", "allocation_gbp status source_id"),
    "measures": ("measure_id", "measure_name domain kind weight direction baseline threshold target "
                 "from_year source_id"),
    "achievement": ("measure_id financial_year", "achieved numerator denominator evidence received_on"),
    "outturn": ("financial_year month commissioner_code provider_code service_line",
                "expected_gbp actual_gbp activity provider_cost_released_gbp frozen"),
    "parties": ("party_id", "party_name role gain_share_rate loss_share_rate gain_cap_rate loss_cap_rate "
                "reserves_gbp guarantee_gbp"),
    "positions": ("item_id", "item commissioner_gbp provider_gbp agreed owner_role due"),
    "assumptions": ("assumption_id", "statement value unit quality impact owner_role source_id"),
    "sources": ("source_id", "title publisher url published read_on status"),
}  # fmt: skip
# What came later, and what no site need have.
ADDED = ("ledger_codes", "activity_bases", "changes")
WORDS = {
    ("commissioners", "commissioner_type"): "ccg nhs_england_primary_medical nhs_england_specialised "
    "council_public_health council_adult_social_care",
    ("practices", "membership"): "signed integration_agreement not_member",
    ("expenditure", "attribution"): "patient_level list_share need_share negotiated direct",
    ("expenditure", "illustrative"): "yes no",
    ("scope", "home"): "annual_payment improvement_payment gain_loss_pool pass_through retained deferred",
    ("allocations", "status"): "firm indicative",
    ("measures", "kind"): "process outcome",
    ("outturn", "frozen"): "yes no",
}
SETTINGS = (
    "name care_model contracting_form base_year first_year years firm_years rules terms improvement "
    "settlement disclosure reopeners assumptions"
)


@pytest.mark.parametrize("table", PROMISED)
def test_every_promised_column_is_there(table):
    keys, others = (text.split() for text in PROMISED[table])
    assert list(key_of(table)) == keys
    columns = columns_of(MODELS[table])
    assert {*keys, *others} == set(columns) - {name for name, column in columns.items() if column.may_lack}


def test_every_promised_table_is_there_and_any_other_may_be_left_out():
    assert [table for table in MODELS if table not in ADDED] == list(PROMISED)
    optional = [table for table in MODELS if is_optional(table)]
    assert optional == ["residence", "ledger_codes", "flows", "activity_bases", "positions", "changes"]
    assert set(ADDED) <= set(optional)


def test_a_site_of_the_promised_columns_alone_is_whole():
    later = {
        (table, name)
        for table, model in MODELS.items()
        for name, column in columns_of(model).items()
        if table in ADDED or column.may_lack
    }
    assert not later & {(table, column) for table, rows in tiny_tables().items() for column in rows[0]} - {
        ("commissioners", "lad_codes")
    }
    assert tiny_site().scope["payable_by_aco"].tolist() == [None] * len(tiny_site().scope)


@pytest.mark.parametrize(("table", "column"), WORDS)
def test_the_promised_words(table, column):
    assert list(columns_of(MODELS[table])[column].among) == WORDS[table, column].split()


def test_every_column_is_described_with_a_unit_that_its_name_says():
    endings = {"_gbp": {"gbp", "gbp_per_head"}, "_rate": {"rate"}, "persons": {"persons"}}
    for table, model in MODELS.items():
        assert model.__doc__.endswith(".")
        for name, column in columns_of(model).items():
            assert column.unit in UNITS
            assert column.description.endswith((".", "?")), (table, name)
            for ending, units in endings.items():
                if name.endswith(ending):
                    assert column.unit in units, (table, name)


def test_the_schema_describes_the_tiny_site():
    schema = json.loads(json.dumps(json_schema()))
    assert list(schema["properties"]["settings"]["properties"]) == SETTINGS.split()
    tables = schema["properties"]["tables"]
    assert list(tables["properties"]) == list(MODELS)
    for name, rows in tiny_tables().items():
        items = tables["properties"][name]["items"]
        for row in rows:
            for column, value in row.items():
                described = items["properties"][column]
                kinds = described["type"] if isinstance(described["type"], list) else [described["type"]]
                kind = {str: "string", type(None): "null"}.get(type(value), "number")
                assert kind in kinds, (name, column, value)
                assert value in described.get("enum", [value])
    assert set(tiny_settings()) <= set(schema["properties"]["settings"]["properties"])


def test_the_data_dictionary_names_every_column():
    page = data_dictionary_markdown()
    for table, (keys, others) in PROMISED.items():
        section = page.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
        for column in [*keys.split(), *others.split()]:
            assert f"\n| `{column}` | " in section, (table, column)


def test_the_parameter_reference_names_every_setting_and_parameter():
    from acohandbook.site.national import national_table
    from acohandbook.site.settings import Section

    page = parameter_reference_markdown()
    for section in Section.__subclasses__():
        for name, field in section.model_fields.items():
            if name not in (
                "rules",
                "terms",
                "improvement",
                "settlement",
                "disclosure",
                "reopeners",
                "bands",
                "phasing",
                "list_counts",
            ):
                assert f"| `{name}` | " in page
                assert field.description in page
    for heading in (
        "[rules]",
        "[terms]",
        "[[terms.bands]]",
        "[improvement]",
        "[settlement]",
        "[disclosure]",
        "[[reopeners]]",
    ):
        assert f"\n### `{heading}`\n" in page
    for parameter in national_table()["parameter_id"]:
        assert f"| `{parameter}` | " in page


def test_the_models_agree_with_the_reader():
    """Each table is declared as a pandera model: a site's frames pass it, and what we refuse fails."""
    import pandera.errors

    for name, frame in tiny_site().frames.items():
        MODELS[name].validate(frame, lazy=True)
    frame = tiny_site().frames["practices"].copy()
    frame.loc[0, "registered_persons"] = -1.0
    frame.loc[1, "membership"] = "perhaps"
    frame.loc[2, "practice_name"] = None
    frame.loc[2, "practice_code"] = "P1"
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        MODELS["practices"].validate(frame, lazy=True)
    failed = {(row["column"], row["index"]) for row in caught.value.failure_cases.to_dict("records")}
    assert {("registered_persons", 0), ("membership", 1), ("practice_name", 2)} <= failed
    assert ("practice_code", 2) in failed
