"""What the columns of published files hold, for those who spoil them."""

GP17, GP16 = "gp/nhspaymentsgp-17-18-csv.csv", "gp/nhspaymentsgp-16-17-csv.csv"
NEED, LATER = "need/practice_need_components_2018_19.csv", "need/practice_weighted_population_2023_2024.csv"
PANEL, PACE = "allocations/panel.csv", "allocations/pace.csv"
CARE, AGES, MAP = "asc/ascfr.csv", "population/ages.csv", "population/map.csv"
BOOK = "outcomes/achievement.xlsx"

# What a column holds, of those that are read. A key tells rows apart; a code may not be blank unless it is
# ``code?``; counts and money are never negative, ``+/-`` may be; ``text`` may be anything.
KINDS = {
    GP17: {
        "Practice Code": "key", "CCG Code": "code", "CCG Name": "text", "Practice Name": "text",
        "Practice Postcode": "text", "Practice Close Date": "day", "Quarter used for patient data": "text",
        "Number of Registered Patients (Last Known Figure)": "count",
        "Number of Weighted Patients (Last Known Figure)": "count", "Global Sum": "+/-",
        "Total QOF Payments": "+/-", "Reimbursement of Drugs": "+/-", "Other Payments1": "+/-",
        "Total NHS Payments to General Practice": "total",
    },
    GP16: {
        "PracticeCode": "key", "CCGCode": "code", "NumberofRegisteredPatientsLastKnownFigure": "count",
        "BalanceofPMSExpenditure_£": "+/-", "TotalNHSPaymentsToGeneralPractice_£": "total",
    },
    NEED: {
        "Practice": "key", "CCG": "code", "STP21": "code?", "PCN": "code?", "GP_pop": "count",
        "WP_G&A": "count", "WP_Mat": "count", "WP_AM": "count", "WP_Overall": "count",
    },
    LATER: {
        "Practice_Code": "key", "Practice_Postcode": "text", "LAD21": "code", "LA21": "code?",
        "UTLA21": "text", "pop 2022/23": "count", "G&A WP": "count", "Final WP": "count",
    },
    PANEL: {
        "CCG_Code": "key", "CCG_Name": "text", "financial_year": "year", "Allocation_000s": "positive",
        "CCGpop": "count",
    },
    PACE: {"ccg": "text", "opening_dft": "rate", "final_allocation_k": "positive", "final_growth": "rate"},
    CARE: {
        "FY_Ending": "positive", "CASSR_CODE": "pair", "GEOGRAPHY_CODE": "pair",
        "SupportSetting_KEY": "level", "DataType_KEY": "level", "TOTALINCOME": "money",
        "NETCURRENTEXPENDITURE": "money", "GROSSCURRENTEXPENDITURE": "money",
    },
    AGES: {"mid_year": "calendar", "ccg21_code": "key", "0": "people", "41": "people", "90+": "people"},
    MAP: {
        "PRACTICE_CODE": "key", "PCN_CODE": "code", "PCN_NAME": "text", "ONS_CCG_CODE": "code",
        "CCG_CODE": "code", "ONS_STP_CODE": "code?", "STP_CODE": "code", "STP_NAME": "text",
    },
}  # fmt: skip
