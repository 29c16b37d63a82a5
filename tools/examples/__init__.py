"""The illustrative sites of ``data/sites``: one module each, over ``people``, ``money`` and ``outturn``.

Names, places and local figures are made up. National figures are read from ``data/national`` and cited.
"""
