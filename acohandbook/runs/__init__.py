"""Running chapters: one for one site, all for many sites, and a place of one's own to start from.

``chapters``
    which chapters there are and what parameters each declares
``starting``
    ``acohandbook new``: a site folder with its chapters
``executing``
    one chapter for one site, through papermill
``outputs``
    tables as CSV, the manifest of a run, and files that appear whole or not at all
``batch``
    ``acohandbook run``: every chapter asked for, for every site, with a status table
"""
