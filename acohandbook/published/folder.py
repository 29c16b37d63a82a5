"""A folder of published files: each recognised by its header, read once, and asked for by what it is."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pandas as pd

from acohandbook.published import (
    ccg_allocations,
    gp_payments,
    need_components,
    populations,
    quality_outcomes,
    social_care,
)
from acohandbook.published.gp_payments import Payments
from acohandbook.published.reading import PublishedFileError, normalised, opening_of

# A file is the publication most of whose marks stand in its header, so that one misspelt column still leads
# to a message about that column.
_ENOUGH = 0.6
_SIGNATURES = {
    gp_payments.PUBLICATION: gp_payments.SIGNATURE,
    need_components.COMPONENTS_2018_19: need_components.COMPONENTS_SIGNATURE,
    need_components.WEIGHTED: need_components.WEIGHTED_SIGNATURE,
    ccg_allocations.PANEL: ccg_allocations.PANEL_SIGNATURE,
    ccg_allocations.PACE: ccg_allocations.PACE_SIGNATURE,
    social_care.PUBLICATION: social_care.SIGNATURE,
    populations.SINGLE_AGE: populations.SINGLE_AGE_SIGNATURE,
    populations.MAPPING: populations.MAPPING_SIGNATURE,
}


def recognise(header: list[str]) -> str | None:
    """Which publication a header belongs to, or None."""
    forms = {normalised(name) for name in header}

    def share(publication):
        marks = _SIGNATURES[publication]
        return sum(normalised(mark) in forms for mark in marks) / len(marks)

    best = max(_SIGNATURES, key=share)
    return best if share(best) >= _ENOUGH else None


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in {".csv", ".xlsx"}


class PublishedFolder:
    """The published files under a folder, whatever their names and sub-folders.

    Parameters
    ----------
    path
        The folder.

    Raises
    ------
    PublishedFileError
        There is no such folder.
    """

    def __init__(self, path: Path):
        self.path = Path(path)
        if not self.path.is_dir():
            raise PublishedFileError(f"{self.path}: there is no such folder.")

    @cached_property
    def files(self) -> dict[str, list[Path]]:
        """Files by publication, in order of their paths."""
        found: dict[str, list[Path]] = {publication: [] for publication in _SIGNATURES}
        for path in sorted(path for path in self.path.rglob("*.*") if path.suffix.lower() == ".csv"):
            # Below its first row no header is read, but the reader can say where it stands.
            recognised = filter(None, map(recognise, opening_of(path)))
            if publication := next(recognised, None):
                found[publication].append(path)
        workbooks = sorted(self.path.rglob("*.xlsx"))
        found[quality_outcomes.ACHIEVEMENT] = [
            path for path in workbooks if quality_outcomes.is_achievement(path)
        ]
        return found

    @cached_property
    def unused(self) -> list[Path]:
        """Tables and workbooks whose header belongs to no publication that an import reads."""
        used = {path for paths in self.files.values() for path in paths}
        return [path for path in sorted(self.path.rglob("*.*")) if _is_table(path) and path not in used]

    def file_of(self, publication: str, *, needed_for: str | None = None) -> Path | None:
        """The one file of a publication; None where there is none, unless it is needed.

        Raises
        ------
        PublishedFileError
            There are two, or there is none and ``needed_for`` says what for.
        """
        paths = self.files[publication]
        if len(paths) > 1:
            raise PublishedFileError(
                f"{self.path}: {len(paths)} files look like {publication}: "
                f"{', '.join(str(path.relative_to(self.path)) for path in paths)}. Keep one."
            )
        if not paths and needed_for:
            raise PublishedFileError(self.missing(publication, needed_for))
        return paths[0] if paths else None

    def missing(self, publication: str, needed_for: str) -> str:
        """The message for a publication that is not there."""
        columns = ", ".join(repr(mark) for mark in _SIGNATURES.get(publication, ()))
        return (
            f"{self.path}: no file of {publication}, which is needed for {needed_for}. "
            f"It is recognised by its columns, such as {columns}, whatever the file's name."
        )

    @cached_property
    def payments(self) -> dict[str, Payments]:
        """Payments to general practice by financial year, newest first."""
        years: dict[str, Payments] = {}
        for path in self.files[gp_payments.PUBLICATION]:
            payments = gp_payments.read_gp_payments(path)
            if payments.year in years:
                raise PublishedFileError(f"{path}: a second file of payments for {payments.year}. Keep one.")
            for year, other in years.items():
                if other.practices.equals(payments.practices):
                    raise PublishedFileError(
                        f"{path}: its payments are those of {year} to the penny, so that one of the two "
                        "files has the wrong year in its name. Keep the right one."
                    )
            years[payments.year] = payments
        return dict(sorted(years.items(), reverse=True))

    @cached_property
    def panel(self) -> pd.DataFrame:
        """Allocations by CCG and year."""
        path = self.file_of(ccg_allocations.PANEL, needed_for="the ledger of every CCG")
        return ccg_allocations.read_allocation_panel(path)

    @cached_property
    def pace(self) -> pd.DataFrame | None:
        """The pace-of-change file, if it is there."""
        path = self.file_of(ccg_allocations.PACE)
        return ccg_allocations.read_pace_of_change(path) if path else None

    @cached_property
    def components(self) -> pd.DataFrame | None:
        """Need components of 2018/19 with overall need worked out where withheld, if they are there."""
        path = self.file_of(need_components.COMPONENTS_2018_19)
        if path is None:
            return None
        return need_components.with_overall_need(need_components.read_components_2018_19(path), path)

    @cached_property
    def locations(self) -> pd.DataFrame | None:
        """Where practices lie, from the oldest file of weighted populations that names upper-tier councils.

        The oldest is nearest in time to the payments and keeps most practices that have closed since.
        """
        for path in self.files[need_components.WEIGHTED]:
            table = need_components.read_weighted_populations(path)
            if table["council_code"].notna().any():
                return table
        return None

    @cached_property
    def social_care(self) -> tuple[str, pd.DataFrame] | None:
        """Year and council figures of the adult social care finance return, if it is there."""
        path = self.file_of(social_care.PUBLICATION)
        return social_care.read_social_care(path) if path else None

    @cached_property
    def ages(self) -> pd.DataFrame:
        """People by age band, CCG area of 2021 and mid-year."""
        path = self.file_of(populations.SINGLE_AGE, needed_for="the age of the population")
        return populations.read_single_age_populations(path)

    @cached_property
    def practice_map(self) -> pd.DataFrame | None:
        """Practices to networks, CCGs and STPs in 2022, if it is there."""
        path = self.file_of(populations.MAPPING)
        return populations.read_practice_map(path) if path else None

    @cached_property
    def achievement(self) -> tuple[pd.DataFrame | None, str | None]:
        """QOF achievement by CCG, or the reason why there is none."""
        path = self.file_of(quality_outcomes.ACHIEVEMENT)
        if path is None:
            return None, "no QOF workbook among the published files"
        try:
            return quality_outcomes.read_achievement(path), None
        except PublishedFileError as error:
            return None, str(error)
